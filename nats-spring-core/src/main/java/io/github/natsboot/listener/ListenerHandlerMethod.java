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

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * A handler method whose arguments are resolved in a step of its own, so that a message
 * that cannot be read is told apart from a method that failed.
 */
final class ListenerHandlerMethod extends InvocableHandlerMethod {

	private final MethodParameter[] parameters;

	private final List<ArgumentReader> arguments;

	/**
	 * Make a bean's method invocable.
	 * @param bean the bean
	 * @param method the method, as it can be called on the bean
	 * @param resolver makes the arguments
	 */
	ListenerHandlerMethod(Object bean, Method method, HandlerMethodArgumentResolver resolver) {
		super(bean, method);
		this.parameters = getMethodParameters();
		ParameterNameDiscoverer names = new DefaultParameterNameDiscoverer();
		this.arguments = Arrays.stream(this.parameters).map((parameter) -> {
			parameter.initParameterNameDiscovery(names);
			return new ArgumentReader(parameter, resolver);
		}).toList();
	}

	/**
	 * Make a handler invocable.
	 * @param payload what its method takes
	 * @param resolver makes the argument
	 */
	ListenerHandlerMethod(Object handler, DeclaredPayloadParameter payload, HandlerMethodArgumentResolver resolver) {
		super(handler, payload.getMethod());
		this.parameters = new MethodParameter[] { payload };
		this.arguments = List.of(new ArgumentReader(payload, resolver));
	}

	/**
	 * What the method takes, as it was declared.
	 */
	MethodParameter[] parameters() {
		return this.parameters;
	}

	@Nullable Object[] resolveArguments(Message<byte[]> message, Object... provided) throws UnreadableMessageException {
		@Nullable Object[] values = new Object[this.arguments.size()];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.arguments.get(i).read(message, provided);
		}
		return values;
	}

	/**
	 * Calls the method. The inherited way reports a mismatch of arguments with their
	 * values, which would show payloads.
	 */
	@Override
	protected @Nullable Object doInvoke(@Nullable Object... args) throws Exception {
		try {
			return getBridgedMethod().invoke(getBean(), args);
		}
		catch (InvocationTargetException ex) {
			Throwable failure = ex.getTargetException();
			if (failure instanceof Error error) {
				throw error;
			}
			throw (failure instanceof Exception exception) ? exception : ex;
		}
	}

}
