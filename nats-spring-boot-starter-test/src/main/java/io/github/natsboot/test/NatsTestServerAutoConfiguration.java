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

import io.github.natsboot.autoconfigure.NatsAutoConfiguration;
import io.github.natsboot.autoconfigure.NatsConnectionDetails;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that lets an application connect to the server of its test.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = NatsAutoConfiguration.class)
@ConditionalOnBean(RunningServer.class)
public final class NatsTestServerAutoConfiguration {

	static final String DETAILS_BEAN_NAME = "natsTestServerConnectionDetails";

	NatsTestServerAutoConfiguration() {
	}

	@Bean(DETAILS_BEAN_NAME)
	NatsConnectionDetails natsTestServerConnectionDetails(RunningServer server) {
		return server.connectionDetails();
	}

	@Bean
	static OneServerCheck natsTestOneServerCheck() {
		return new OneServerCheck();
	}

}
