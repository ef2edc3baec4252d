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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.KeyValueListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.autoconfigure.health.NatsHealthContributorAutoConfiguration;
import io.github.natsboot.autoconfigure.health.NatsListenersHealthAutoConfiguration;
import io.github.natsboot.autoconfigure.metrics.NatsListenerMetricsAutoConfiguration;
import io.github.natsboot.autoconfigure.metrics.NatsMetricsAutoConfiguration;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.test.server.NatsTestServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.CompressionOption;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.messaging.handler.annotation.DestinationVariable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests an auto-configured application whose context was generated ahead of time, without
 * any property, and compiled.
 */
@CompileWithForkedClassLoader
class GeneratedContextIT {

	@Test
	void propertiesOfRunTimeAreBound() {
		run(false, (context) -> {
			StreamConfiguration stream = context.getBean(JetStreamManagement.class)
				.getStreamInfo("ORDERS")
				.getConfiguration();
			assertThat(stream.getStorageType()).isEqualTo(StorageType.Memory);
			assertThat(stream.getRetentionPolicy()).isEqualTo(RetentionPolicy.Interest);
			assertThat(stream.getDiscardPolicy()).isEqualTo(DiscardPolicy.New);
			assertThat(stream.getCompressionOption()).isEqualTo(CompressionOption.S2);
			assertThat(stream.getMaxAge()).hasHours(1);
			assertThat(stream.getMaxBytes()).isEqualTo(1024 * 1024);
		});
	}

	@Test
	void listenersListen() {
		run(false, GeneratedContextIT::assertListening);
	}

	@Test
	void listenersListenWhenBeansAreLazy() {
		run(true, GeneratedContextIT::assertListening);
	}

	@Test
	void healthIsUp() {
		run(false, (context) -> assertThat(context.getBean("natsHealthContributor", HealthIndicator.class).health(true))
			.satisfies((health) -> assertThat(health.getStatus()).isEqualTo(Status.UP)));
	}

	private static void assertListening(GenericApplicationContext context) throws Exception {
		context.getBean(JetStreamOperations.class).publish("order.created", new Order("123", List.of("book")));
		assertThat(context.getBean(NatsOperations.class).request("greeting", "Duke", Greeting.class))
			.isEqualTo(new Greeting("Hello Duke"));
		assertThat(context.getBean(Listeners.class).orders.poll(10, TimeUnit.SECONDS))
			.isEqualTo(new Order("123", List.of("book")));
		context.getBean(Connection.class).keyValue("rates").put("eur.usd", "{\"value\":1.07}");
		assertThat(context.getBean(Listeners.class).rates.poll(10, TimeUnit.SECONDS)).isEqualTo("eur=Rate[value=1.07]");
	}

	@SuppressWarnings("unchecked")
	private static void run(boolean lazy, Use use) {
		TestGenerationContext generation = new TestGenerationContext(Application.class);
		String initializer;
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(Application.class, Listeners.class);
			initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation).canonicalName();
		}
		generation.writeGeneratedContent();
		TestCompiler.forSystem()
			.with(generation)
			.compile((compiled) -> run(compiled.getInstance(ApplicationContextInitializer.class, initializer), lazy,
					use));
	}

	private static void run(ApplicationContextInitializer<GenericApplicationContext> initializer, boolean lazy,
			Use use) {
		try (NatsTestServer server = NatsTestServer.start();
				GenericApplicationContext context = new GenericApplicationContext()) {
			properties(server).applyTo(context);
			if (lazy) {
				context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
			}
			initializer.initialize(context);
			context.refresh();
			use.of(context);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private static TestPropertyValues properties(NatsTestServer server) {
		List<String> properties = new ArrayList<>(List.of("nats.servers=" + server.url()));
		for (String property : List.of("subjects=order.>", "storage=memory", "retention=interest", "discard=new",
				"compression=s2", "max-age=1h", "max-bytes=1MB")) {
			properties.add("nats.jetstream.streams.ORDERS." + property);
		}
		properties.add("nats.jetstream.key-value.rates.storage=memory");
		return TestPropertyValues.of(properties);
	}

	private interface Use {

		void of(GenericApplicationContext context) throws Exception;

	}

	record Order(String id, List<String> articles) {

	}

	record Greeting(String text) {

	}

	record Rate(double value) {

	}

	static class Listeners {

		private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();

		private final BlockingQueue<String> rates = new LinkedBlockingQueue<>();

		@NatsListener("greeting")
		Greeting greet(String name) {
			return new Greeting("Hello " + name);
		}

		@KeyValueListener(bucket = "rates", keys = "{from}.usd")
		void rate(@Nullable Rate rate, @DestinationVariable String from) {
			this.rates.add(from + "=" + rate);
		}

		@JetStreamListener(subjects = "order.created", durable = "generated")
		void take(Order order) {
			this.orders.add(order);
		}

	}

	@ImportAutoConfiguration({ JacksonAutoConfiguration.class, ObservationAutoConfiguration.class,
			MetricsAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
			CompositeMeterRegistryAutoConfiguration.class, NatsAutoConfiguration.class,
			NatsListenerAutoConfiguration.class, NatsMetricsAutoConfiguration.class,
			NatsListenerMetricsAutoConfiguration.class, NatsHealthContributorAutoConfiguration.class,
			NatsListenersHealthAutoConfiguration.class })
	static class Application {

	}

}
