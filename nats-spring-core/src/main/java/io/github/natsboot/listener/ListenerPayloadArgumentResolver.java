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

import java.util.Collection;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.support.PayloadMethodArgumentResolver;
import org.springframework.validation.Validator;

/**
 * Makes payloads as Spring does, and beyond that: gives {@code null} for an empty body to
 * a parameter that is marked as nullable, as Spring's resolvers of headers do, and checks
 * the elements of a collection, as a validator takes it for an object without rules.
 */
final class ListenerPayloadArgumentResolver extends PayloadMethodArgumentResolver {

	ListenerPayloadArgumentResolver(MessageConverter converter, @Nullable Validator validator) {
		super(converter, validator);
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return ListenerMethod.isPayload(parameter);
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
		boolean nullable = parameter.isOptional() && parameter.getParameterType() != Optional.class;
		return (nullable && isEmptyPayload(message.getPayload())) ? null : super.resolveArgument(parameter, message);
	}

	@Override
	protected void validate(Message<?> message, MethodParameter parameter, Object target) {
		if (target instanceof Collection<?> elements) {
			BatchElementParameter element = new BatchElementParameter(parameter);
			elements.stream().filter((value) -> value != null).forEach((value) -> validate(message, element, value));
		}
		else {
			super.validate(message, parameter, target);
		}
	}

}
