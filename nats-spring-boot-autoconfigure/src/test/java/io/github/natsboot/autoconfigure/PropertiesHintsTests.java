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

import java.util.List;

import io.github.natsboot.autoconfigure.cache.NatsCacheAutoConfiguration;
import io.github.natsboot.autoconfigure.cache.NatsCacheProperties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.ExecutableHint;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that properties can be bound where reflection has to be announced.
 */
class PropertiesHintsTests {

	private static RuntimeHints hints;

	@BeforeAll
	static void process() {
		TestGenerationContext generation = new TestGenerationContext();
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			TestPropertyValues.of("nats.cache.enabled=true").applyTo(context);
			context.register(Application.class);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		}
		hints = generation.getRuntimeHints();
	}

	@ParameterizedTest
	@ValueSource(classes = { NatsProperties.class, NatsProperties.Credentials.class, NatsProperties.Ssl.class,
			NatsProperties.Reconnect.class, NatsJetStreamProperties.class, NatsJetStreamProperties.Publish.class,
			NatsJetStreamProperties.Listener.class, NatsJetStreamProperties.Batch.class,
			NatsJetStreamProperties.Retry.class, NatsJetStreamProperties.DeadLetter.class, NatsListenerProperties.class,
			NatsStreamProperties.class, NatsBucketProperties.class, NatsCacheProperties.class,
			NatsCacheProperties.Cache.class })
	void aRecordOfPropertiesIsMade(Class<?> properties) {
		assertThat(properties.getDeclaredConstructors()).hasSize(1);
		assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(properties.getDeclaredConstructors()[0]))
			.accepts(hints);
	}

	@Test
	void noRecordOfPropertiesIsLeftOut() {
		List<String> made = hints.reflection()
			.typeHints()
			.filter((type) -> type.getType().getName().startsWith("io.github.natsboot.autoconfigure."))
			.filter((type) -> type.constructors().anyMatch((constructor) -> isBound(constructor)))
			.map((type) -> type.getType().getSimpleName())
			.toList();
		assertThat(made).hasSize(15);
	}

	private static boolean isBound(ExecutableHint constructor) {
		return !constructor.getParameterTypes().isEmpty();
	}

	@ImportAutoConfiguration({ NatsAutoConfiguration.class, NatsListenerAutoConfiguration.class,
			NatsCacheAutoConfiguration.class })
	static class Application {

	}

}
