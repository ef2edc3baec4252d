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

package io.github.natsboot.test;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.natsboot.autoconfigure.NatsOptionsCustomizer;
import io.github.natsboot.listener.ListenerInstrumentation;
import io.github.natsboot.listener.ListenerInterceptor;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.ClassUtils;

/**
 * Leaves out of {@link NatsTest} the components that it is not about.
 */
final class NatsTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<NatsTest> {

	/**
	 * An application may do without JSON.
	 */
	private static final List<String> OPTIONAL_INCLUDES = List.of("org.springframework.boot.jackson.JacksonComponent",
			"org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer");

	private static final Set<Class<?>> KNOWN_INCLUDES = knownIncludes();

	private final Class<?>[] listeners;

	NatsTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
		this.listeners = getAnnotation().getValue("listeners", Class[].class).orElseGet(() -> new Class<?>[0]);
	}

	private static Set<Class<?>> knownIncludes() {
		Set<Class<?>> includes = new LinkedHashSet<>(List.of(NatsOptionsCustomizer.class, MessageConverter.class,
				ListenerInterceptor.class, ListenerInstrumentation.class));
		ClassLoader classLoader = NatsTypeExcludeFilter.class.getClassLoader();
		OPTIONAL_INCLUDES.stream()
			.filter((name) -> ClassUtils.isPresent(name, classLoader))
			.forEach((name) -> includes.add(ClassUtils.resolveClassName(name, classLoader)));
		return Set.copyOf(includes);
	}

	@Override
	protected Set<Class<?>> getKnownIncludes() {
		return KNOWN_INCLUDES;
	}

	@Override
	protected Set<Class<?>> getComponentIncludes() {
		return Set.of(this.listeners);
	}

}
