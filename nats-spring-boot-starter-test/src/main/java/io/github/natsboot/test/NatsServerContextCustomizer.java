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

import java.util.Map;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Starts the server that a test asks for, and lets the application connect to it.
 *
 * @param settings the server asked for
 * @param reset whether its streams are made anew for each test method
 */
record NatsServerContextCustomizer(ServerSettings settings, boolean reset) implements ContextCustomizer {

	private static final String SERVER_BEAN_NAME = "natsTestRunningServer";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		RunningServer server = this.reset ? RunningServer.exclusive(this.settings)
				: RunningServer.shared(this.settings);
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		beanFactory.registerSingleton(SERVER_BEAN_NAME, server);
		beanFactory.registerSingleton("natsTestServer", server.bean());
		context.getEnvironment()
			.getPropertySources()
			.addFirst(
					new MapPropertySource("NATS test server", Map.of("nats.servers", String.join(",", server.urls()))));
		if (this.reset) {
			beanFactory.registerSingleton("natsTestServerReset", new ServerReset());
			// Singletons that were given are not destroyed with the context otherwise.
			((DefaultSingletonBeanRegistry) beanFactory).registerDisposableBean(SERVER_BEAN_NAME, server::close);
		}
	}

}
