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

import java.util.Arrays;
import java.util.List;

import io.github.natsboot.autoconfigure.NatsConnectionDetails;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Refuses an application that is told of another server than that of its test.
 */
final class OneServerCheck implements BeanFactoryPostProcessor {

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		List<String> others = Arrays.stream(beanFactory.getBeanNamesForType(NatsConnectionDetails.class, true, false))
			.filter((name) -> !name.equals(NatsTestServerAutoConfiguration.DETAILS_BEAN_NAME))
			.toList();
		if (!others.isEmpty()) {
			throw new IllegalStateException("The test has a server of its own, by @EnableNatsServer or @NatsTest, and "
					+ "the application is told of another by " + String.join(", ", others)
					+ ". For that one (a container with @ServiceConnection, say) use @SpringBootTest with "
					+ "@AutoConfigureNatsTestTemplate instead; for the server of the test keep that bean out of it");
		}
	}

}
