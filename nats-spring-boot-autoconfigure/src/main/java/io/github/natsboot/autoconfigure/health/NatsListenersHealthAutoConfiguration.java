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

package io.github.natsboot.autoconfigure.health;

import io.github.natsboot.autoconfigure.NatsListenerAutoConfiguration;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what listeners add to the health of NATS.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = NatsListenerAutoConfiguration.class)
@ConditionalOnClass(HealthContributor.class)
@ConditionalOnBean(NatsListenerEndpointRegistry.class)
public final class NatsListenersHealthAutoConfiguration {

	NatsListenersHealthAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = "natsListenersHealthContribution")
	NatsHealthContribution natsListenersHealthContribution(NatsListenerEndpointRegistry registry) {
		return new ListenersHealthContribution(registry);
	}

}
