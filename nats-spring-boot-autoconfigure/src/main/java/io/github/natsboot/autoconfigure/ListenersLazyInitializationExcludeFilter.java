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

package io.github.natsboot.autoconfigure;

import java.lang.annotation.Annotation;
import java.util.List;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.JetStreamListeners;
import io.github.natsboot.annotation.KeyValueListener;
import io.github.natsboot.annotation.KeyValueListeners;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.annotation.NatsListeners;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.github.natsboot.provisioning.JetStreamProvisioner;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils.MethodFilter;

/**
 * Keeps beans with listeners from being initialized lazily: nobody asks for them, so they
 * would never listen.
 */
final class ListenersLazyInitializationExcludeFilter implements LazyInitializationExcludeFilter {

	private static final List<Class<? extends Annotation>> ANNOTATIONS = List.of(NatsListener.class,
			NatsListeners.class, JetStreamListener.class, JetStreamListeners.class, KeyValueListener.class,
			KeyValueListeners.class);

	@Override
	public boolean isExcluded(String beanName, BeanDefinition beanDefinition, Class<?> beanType) {
		return NatsListenerEndpointRegistry.class.isAssignableFrom(beanType)
				|| JetStreamProvisioner.class.isAssignableFrom(beanType) || hasListeners(beanType);
	}

	private static boolean hasListeners(Class<?> beanType) {
		return AnnotationUtils.isCandidateClass(beanType, ANNOTATIONS) && !MethodIntrospector
			.selectMethods(beanType,
					(MethodFilter) (method) -> ANNOTATIONS.stream()
						.anyMatch((annotation) -> AnnotatedElementUtils.hasAnnotation(method, annotation)))
			.isEmpty();
	}

}
