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

package io.github.natsboot.test.probe;

import java.io.IOException;

import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.github.natsboot.support.NatsMessageConverter;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Connection;
import io.nats.client.JetStreamOptions;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of {@link NatsTestTemplate}, for tests that ask for it.
 *
 * @since 0.1.0
 */
@AutoConfiguration
public final class NatsTestTemplateAutoConfiguration {

	NatsTestTemplateAutoConfiguration() {
	}

	@Bean
	ListenerRecorder natsListenerRecorder(NatsMessageConverter converter) {
		return new ListenerRecorder(converter);
	}

	@Bean
	@ConditionalOnMissingBean(NatsTestTemplate.class)
	NatsTestTemplate natsTestTemplate(Connection connection, ObjectProvider<JetStreamOptions> options,
			NatsMessageConverter converter, ObjectProvider<ObservationRegistry> observations,
			ObjectProvider<NatsListenerEndpointRegistry> registry, ListenerRecorder recorder) throws IOException {
		return new NatsTestTemplate(connection, options.getIfUnique(JetStreamOptions::defaultOptions), converter,
				observations.getIfUnique(() -> ObservationRegistry.NOOP), registry.getIfUnique(), recorder);
	}

}
