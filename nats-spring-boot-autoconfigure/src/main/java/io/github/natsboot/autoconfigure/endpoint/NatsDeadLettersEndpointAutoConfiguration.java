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

package io.github.natsboot.autoconfigure.endpoint;

import io.github.natsboot.autoconfigure.NatsListenerAutoConfiguration;
import io.github.natsboot.deadletter.DeadLetterOperations;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the endpoint for dead letters.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = NatsListenerAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(DeadLetterOperations.class)
@ConditionalOnAvailableEndpoint(NatsDeadLettersEndpoint.class)
@EnableConfigurationProperties(NatsDeadLettersEndpointProperties.class)
public final class NatsDeadLettersEndpointAutoConfiguration {

	NatsDeadLettersEndpointAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(NatsDeadLettersEndpoint.class)
	NatsDeadLettersEndpoint natsDeadLettersEndpoint(DeadLetterOperations operations,
			ObjectProvider<SanitizingFunction> sanitizingFunctions, NatsDeadLettersEndpointProperties properties) {
		return new NatsDeadLettersEndpoint(operations, sanitizingFunctions.orderedStream().toList(),
				properties.showValues(), properties.roles());
	}

	@Bean
	KnownParametersAdvisor natsDeadLettersKnownParametersAdvisor() {
		return new KnownParametersAdvisor(EndpointId.of("natsdeadletters"));
	}

}
