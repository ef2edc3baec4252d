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

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Makes sure that the listeners a {@link NatsTest} asks for are there: one that the
 * component scan does not find would never be called, and the test would not say why.
 */
final class ListenersAskedForContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> configAttributes) {
		NatsTest annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass, NatsTest.class);
		return (annotation != null && annotation.listeners().length > 0)
				? new Customizer(new LinkedHashSet<>(List.of(annotation.listeners()))) : null;
	}

	private record Customizer(Set<Class<?>> listeners) implements ContextCustomizer {

		@Override
		public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
			// After those that register beans, and before any is made.
			context.addBeanFactoryPostProcessor(this::check);
		}

		private void check(ConfigurableListableBeanFactory beanFactory) {
			List<String> missing = new ArrayList<>();
			for (Class<?> listener : this.listeners) {
				if (beanFactory.getBeanNamesForType(listener, true, false).length == 0) {
					missing.add(listener.getName());
				}
			}
			if (!missing.isEmpty()) {
				throw new IllegalStateException("@NatsTest asks for " + String.join(", ", missing)
						+ ", and no such bean was found: the class needs @Component, or another stereotype, and has to be "
						+ "in a package that the application scans, and useDefaultFilters has to be on. Otherwise import it, "
						+ "with @Import on the test");
			}
		}

	}

}
