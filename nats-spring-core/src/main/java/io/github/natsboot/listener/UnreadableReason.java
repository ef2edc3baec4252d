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

import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.FieldError;

/**
 * Says why a message could not be read without showing what was in it.
 */
final class UnreadableReason {

	private UnreadableReason() {
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
