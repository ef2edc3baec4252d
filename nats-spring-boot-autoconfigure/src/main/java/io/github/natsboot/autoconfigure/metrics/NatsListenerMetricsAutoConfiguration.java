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

package io.github.natsboot.autoconfigure.metrics;

import java.time.Clock;

import io.github.natsboot.autoconfigure.NatsListenerAutoConfiguration;
import io.github.natsboot.deadletter.DeadLetterInstrumentation;
import io.github.natsboot.deadletter.DeadLetterOperations;
import io.github.natsboot.listener.ListenerInstrumentation;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the counters of listeners and of their dead letters.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = NatsListenerAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public final class NatsListenerMetricsAutoConfiguration {

	NatsListenerMetricsAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = "natsListenerMeters")
	ListenerInstrumentation natsListenerMeters(MeterRegistry registry) {
		return new ListenerMeters(registry);
	}

	@Bean
	@ConditionalOnMissingBean(name = "natsDeadLetterMeters")
	DeadLetterInstrumentation natsDeadLetterMeters(MeterRegistry registry) {
		return new DeadLetterMeters(registry);
	}

	@Bean
	@ConditionalOnMissingBean(name = "natsDeadLetterAgeMeters")
	DeadLetterAgeMeters natsDeadLetterAgeMeters(MeterRegistry registry,
			ObjectProvider<DeadLetterOperations> deadLetters) {
		return new DeadLetterAgeMeters(registry, deadLetters::getIfUnique, Clock.systemUTC());
	}

}
