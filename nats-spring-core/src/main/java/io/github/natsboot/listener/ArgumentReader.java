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

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Makes one argument of a message, apart from the other arguments of the method.
 */
final class ArgumentReader {

	private final MethodParameter parameter;

	private final HandlerMethodArgumentResolver resolver;

	private final boolean takesProvided;

	ArgumentReader(MethodParameter parameter, HandlerMethodArgumentResolver resolver) {
		this.parameter = parameter;
		this.resolver = resolver;
		this.takesProvided = takesProvided(parameter);
	}

	/**
	 * Whether a value may be passed as it is. Its type has to be asked for: an
	 * {@code Object}, or a header of any type, is not the native message.
	 */
	private static boolean takesProvided(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		return (type == byte[].class) ? ListenerMethod.isPayload(parameter)
				: ListenerMethod.isNative(type) && !ListenerMethod.isNamed(parameter);
	}

	@Nullable Object read(Message<byte[]> message, Object... provided) throws UnreadableMessageException {
		if (this.takesProvided) {
			for (Object value : provided) {
				if (this.parameter.getParameterType().isInstance(value)) {
					return value;
				}
			}
		}
		try {
			return this.resolver.resolveArgument(this.parameter, message);
		}
		catch (Exception ex) {
			throw new UnreadableMessageException(
					UnreadableReason.of(this.parameter, ex, message.getPayload().length == 0), ex);
		}
	}

}
