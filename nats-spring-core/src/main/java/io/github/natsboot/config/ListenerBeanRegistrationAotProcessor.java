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

package io.github.natsboot.config;

import java.lang.reflect.Method;
import java.util.Set;

import io.github.natsboot.listener.ListenerMethodHints;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.util.ClassUtils;

/**
 * Registers hints for the listener methods of each bean. It finds them as
 * {@link NatsListenerAnnotationBeanPostProcessor} does, and knows the bean's class.
 * {@code @MessageMapping} as a meta-annotation has Spring process the methods as well,
 * but one by one, which misses the payloads of a generic superclass, of a
 * {@code Message<List<…>>} and of a proxied interface.
 */
final class ListenerBeanRegistrationAotProcessor implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
		Class<?> type = ClassUtils.getUserClass(registeredBean.getBeanClass());
		Set<Method> methods = NatsListenerAnnotationBeanPostProcessor.listenerMethods(type);
		if (methods.isEmpty()) {
			return null;
		}
		return (generation, registration) -> methods
			.forEach((method) -> ListenerMethodHints.register(generation.getRuntimeHints().reflection(), type, method));
	}

}
