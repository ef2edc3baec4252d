/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.natsboot.listener;

import java.util.stream.Collectors;

import io.github.natsboot.support.PayloadProblem;

import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.FieldError;

/**
 * Says why a message could not be read without showing what was in it.
 */
final class UnreadableReason {

	private UnreadableReason() {
	}

	/**
	 * Why an argument could not be made.
	 * @param parameter what the argument is for
	 * @param failure what making it failed with
	 * @param emptyBody whether the message has no body
	 * @return the reason
	 */
	static String of(MethodParameter parameter, Exception failure, boolean emptyBody) {
		Header header = parameter.getParameterAnnotation(Header.class);
		if (header != null) {
			return ofNamed("Header '" + name(header.name(), parameter) + "'", parameter, failure);
		}
		DestinationVariable variable = parameter.getParameterAnnotation(DestinationVariable.class);
		if (variable != null) {
			return ofNamed("Token '" + name(variable.value(), parameter) + "' of the subject", parameter, failure);
		}
		if (parameter.hasParameterAnnotation(Headers.class)) {
			return "The headers cannot be converted to " + type(parameter);
		}
		return of(failure, emptyBody);
	}

	private static String ofNamed(String value, MethodParameter parameter, Exception failure) {
		boolean inconvertible = failure instanceof ConversionException || failure instanceof IllegalArgumentException;
		return value + (inconvertible ? " cannot be converted to " + type(parameter) : " is missing");
	}

	private static String name(String declared, MethodParameter parameter) {
		return declared.isEmpty() ? String.valueOf(parameter.getParameterName()) : declared;
	}

	private static String type(MethodParameter parameter) {
		return parameter.nestedIfOptional().getNestedParameterType().getSimpleName();
	}

	static String of(Exception failure, boolean emptyBody) {
		if (emptyBody) {
			return "The message has no body, and the method needs one";
		}
		if (failure instanceof MethodArgumentNotValidException invalid) {
			return ofInvalid(invalid);
		}
		return PayloadProblem.describe(failure);
	}

	private static String ofInvalid(MethodArgumentNotValidException failure) {
		BindingResult result = failure.getBindingResult();
		if (result == null || !result.hasErrors()) {
			return "The payload is not valid";
		}
		return result.getAllErrors()
			.stream()
			.map((error) -> (error instanceof FieldError field) ? field.getField() + " (" + error.getCode() + ")"
					: error.getObjectName() + " (" + error.getCode() + ")")
			.sorted()
			.collect(Collectors.joining(", ", "The payload is not valid: ", ""));
	}

}
