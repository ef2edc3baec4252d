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

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.IntStream;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.util.ClassUtils;

/**
 * Says what a listener's method needs of reflection: to be called, and types to be read
 * from payloads and written to replies.
 */
public final class ListenerMethodHints {

	private ListenerMethodHints() {
	}

	/**
	 * Register the hints of a method.
	 * @param hints the hints to add to
	 * @param beanType the class of the bean, which may say what the type variables of a
	 * superclass stand for
	 * @param method the method
	 */
	public static void register(ReflectionHints hints, Class<?> beanType, Method method) {
		hints.registerType(beanType);
		hints.registerMethod(method, ExecutableMode.INVOKE);
		// What is called when the bean is wrapped in a proxy of its interfaces.
		hints.registerMethod(ClassUtils.getInterfaceMethodIfPossible(method, beanType), ExecutableMode.INVOKE);
		BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();
		IntStream.range(0, method.getParameterCount())
			.mapToObj((index) -> new MethodParameter(method, index))
			.filter((parameter) -> isRead(parameter))
			.map((parameter) -> payload(parameter, beanType))
			.filter((payload) -> !ListenerMethod.isNative(payload.resolve(Object.class)))
			.forEach((payload) -> binding.registerReflectionHints(hints, payload.getType()));
		binding.registerReflectionHints(hints, ListenerReturnType.value(method, beanType).getType());
	}

	private static boolean isRead(MethodParameter parameter) {
		return ListenerMethod.isPayload(parameter) || Message.class.isAssignableFrom(parameter.getParameterType());
	}

	/**
	 * What is read: that of a batch is what is in the list, that of a message its
	 * payload.
	 */
	private static ResolvableType payload(MethodParameter parameter, Class<?> beanType) {
		ResolvableType type = ResolvableType
			.forType(GenericTypeResolver.resolveType(parameter.getGenericParameterType(), beanType));
		ResolvableType list = type.as(List.class);
		ResolvableType element = (list != ResolvableType.NONE) ? list.getGeneric() : type;
		ResolvableType message = element.as(Message.class);
		return (message != ResolvableType.NONE) ? message.getGeneric() : element;
	}

}
