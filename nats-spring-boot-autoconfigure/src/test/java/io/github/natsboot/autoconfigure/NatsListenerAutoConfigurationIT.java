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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.autoconfigure.health.NatsHealthContributorAutoConfiguration;
import io.github.natsboot.autoconfigure.health.NatsListenersHealthAutoConfiguration;
import io.github.natsboot.autoconfigure.metrics.NatsListenerMetricsAutoConfiguration;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.core.RemoteErrorException;
import io.github.natsboot.provisioning.StreamDifferencesException;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Annotated methods in an auto-configured application, against a real server.
 */
@WithNatsServer
class NatsListenerAutoConfigurationIT {

	private final NatsTestServer server;

	private ApplicationContextRunner context;

	NatsListenerAutoConfigurationIT(NatsTestServer server) {
		this.server = server;
	}

	@BeforeEach
	void configure() {
		this.context = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, ObservationAutoConfiguration.class,
					MetricsAutoConfiguration.class, NatsAutoConfiguration.class, NatsListenerAutoConfiguration.class,
					NatsListenerMetricsAutoConfiguration.class, NatsHealthContributorAutoConfiguration.class,
					NatsListenersHealthAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("nats.servers=" + this.server.url(), "spring.application.name=shop",
					"nats.jetstream.streams.ORDERS.subjects=order.>", "nats.jetstream.streams.ORDERS.max-age=1h",
					"nats.jetstream.streams.ORDERS.allow-message-schedules=true",
					"nats.jetstream.streams.ORDERS.allow-atomic-publish=true",
					"nats.jetstream.listener.retry.delay=20ms", "nats.jetstream.listener.retry.max-retries=1",
					"nats.jetstream.listener.retry.jitter=0");
	}

	@AfterEach
	void removeStreams() {
		this.context.run((context) -> {
			JetStreamManagement management = context.getBean(JetStreamManagement.class);
			for (String name : management.getStreamNames()) {
				management.deleteStream(name);
			}
		});
	}

	@Test
	void declaredStreamIsMadeWithItsSettings() {
		this.context.run((context) -> {
			StreamConfiguration stream = context.getBean(JetStreamManagement.class)
				.getStreamInfo("ORDERS")
				.getConfiguration();
			assertThat(stream.getSubjects()).containsExactly("order.>");
			assertThat(stream.getMaxAge()).hasHours(1);
			assertThat(stream.getAllowMsgSchedules()).isTrue();
			assertThat(stream.getAllowAtomicPublish()).isTrue();
			assertThat(stream.getStorageType()).isEqualTo(StorageType.File);
		});
	}

	@Test
	void invalidSubjectOfADeclaredStreamIsNamedWithItsPropertyAndPosition() {
		this.context.withPropertyValues("nats.jetstream.streams.PAYMENTS.subjects=payment..x")
			.run((context) -> assertThat(context.getStartupFailure())
				.hasRootCauseInstanceOf(InvalidNatsPropertyException.class)
				.hasStackTraceContaining("nats.jetstream.streams.PAYMENTS.subjects")
				.hasStackTraceContaining("position 8"));
	}

	@Test
	void listenersListenInAnApplicationThatIsInitializedLazily() {
		this.context
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withBean(Listeners.class)
			.run((context) -> assertThat(context.getBean(NatsOperations.class).request("greet", "NATS", String.class))
				.isEqualTo("Hello NATS"));
	}

	@Test
	void streamThatIsABeanIsMade() {
		this.context
			.withBean(StreamConfiguration.class,
					() -> StreamConfiguration.builder().name("PAYMENTS").subjects("payment.>").build())
			.run((context) -> assertThat(context.getBean(JetStreamManagement.class).getStreamNames()).contains("ORDERS",
					"PAYMENTS"));
	}

	@Test
	void verifyStartsOnlyWithStreamsAsTheyAreDeclared() throws Exception {
		addStream(StreamConfiguration.builder().name("ORDERS").subjects("order.>").storageType(StorageType.Memory));
		this.context
			.withPropertyValues("nats.jetstream.provisioning=verify", "nats.jetstream.streams.ORDERS.storage=file")
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(StreamDifferencesException.class)
				.hasMessageContaining("max-age: declared 1h, actual unlimited")
				.hasMessageContaining("storage: declared file, actual memory"));
	}

	@Test
	void updateMakesStreamsAsTheyAreDeclared() throws Exception {
		addStream(StreamConfiguration.builder().name("ORDERS").subjects("more.>").maxMessages(5).allowMessageTtl());
		this.context
			.withPropertyValues("nats.jetstream.provisioning=update", "nats.jetstream.streams.ORDERS.max-messages=-1")
			.run((context) -> {
				StreamConfiguration stream = context.getBean(JetStreamManagement.class)
					.getStreamInfo("ORDERS")
					.getConfiguration();
				assertThat(stream.getSubjects()).containsExactlyInAnyOrder("more.>", "order.>");
				assertThat(stream.getMaxAge()).hasHours(1);
				assertThat(stream.getMaxMsgs()).isEqualTo(-1);
				assertThat(stream.getAllowMessageTtl()).isTrue();
			});
	}

	@Test
	void commandForAMissingConsumerHasWhatTheListenerSays() throws Exception {
		addStream(StreamConfiguration.builder().name("ORDERS").subjects("order.>"));
		this.context.withBean(Readings.class)
			.withPropertyValues("nats.jetstream.provisioning=none")
			.run((context) -> assertThat(context.getStartupFailure())
				.hasStackTraceContaining("`nats consumer add ORDERS readings --pull --ack none --deliver 1000 "));
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "verify" })
	void withoutTheRightToMakeAConsumerItHasToBeThere(String provisioning) throws Exception {
		String consumer = "shop-natsListenerAutoConfigurationIT-Listeners-order";
		addStream(StreamConfiguration.builder()
			.name("ORDERS")
			.subjects("order.>")
			.maxAge(Duration.ofHours(1))
			.allowMessageSchedules()
			.allowAtomicPublish());
		addStream(StreamConfiguration.builder().name("ORDERS_DLQ").subjects("dlq.ORDERS.>"));
		ApplicationContextRunner application = this.context.withBean(Listeners.class)
			.withPropertyValues("nats.jetstream.provisioning=" + provisioning);
		application.run((context) -> assertThat(context.getStartupFailure()).hasStackTraceContaining(
				"there is no consumer '" + consumer + "' of stream 'ORDERS', and " + "nats.jetstream.provisioning is '"
						+ provisioning + "'. Make it with `nats consumer add ORDERS " + consumer
						+ " --pull --ack explicit --deliver all --max-deliver=-1 --filter 'order.>' " + "--defaults`"));
		try (Connection connection = Nats.connect(this.server.url())) {
			connection.jetStreamManagement()
				.createConsumer("ORDERS",
						ConsumerConfiguration.builder()
							.durable(consumer)
							.ackPolicy(AckPolicy.Explicit)
							.filterSubject("order.>")
							.build());
		}
		application.run((context) -> {
			context.getBean(JetStreamOperations.class).publish("order.created", new Order("1", 2));
			List<Order> received = context.getBean(Listeners.class).received;
			await().untilAsserted(() -> assertThat(received).containsExactly(new Order("1", 2)));
		});
	}

	private void addStream(StreamConfiguration.Builder stream) throws Exception {
		try (Connection connection = Nats.connect(this.server.url())) {
			connection.jetStreamManagement().addStream(stream.build());
		}
	}

	@Test
	void listenersReceiveAndAnswer() {
		this.context.withBean(Listeners.class).run((context) -> {
			assertThat(context.getBean(NatsOperations.class).request("greet", "NATS", String.class))
				.isEqualTo("Hello NATS");
			context.getBean(JetStreamOperations.class).publish("order.created", new Order("1", 2));
			List<Order> received = context.getBean(Listeners.class).received;
			await().untilAsserted(() -> assertThat(received).containsExactly(new Order("1", 2)));
		});
	}

	@Test
	void durableIsNamedAfterTheApplicationAndTheListener() {
		this.context.withBean("orders", Listeners.class)
			.run((context) -> assertThat(context.getBean(JetStreamManagement.class).getConsumerNames("ORDERS"))
				.containsExactly("shop-orders-order"));
	}

	@Test
	void healthNamesEachListenerAndIsDownWhenOneCannotReceive() {
		this.context.withBean(Listeners.class).run((context) -> {
			HealthIndicator health = context.getBean(HealthIndicator.class);
			assertThat(health.health(true).getStatus()).isEqualTo(Status.UP);
			assertThat(health.health(true).getDetails().get("listeners").toString()).contains("order=RUNNING")
				.contains("greet=RUNNING");
			JetStreamManagement management = context.getBean(JetStreamManagement.class);
			management.deleteStream("ORDERS");
			await().untilAsserted(() -> {
				Health down = health.health(true);
				assertThat(down.getStatus()).isEqualTo(Status.DOWN);
				assertThat(down.getDetails().get("listeners").toString()).contains("order=FAILED");
			});
		});
	}

	@Test
	void metersCountPublishesProcessingSettlementsAndDeadLetters() {
		this.context.withBean(Listeners.class).run((context) -> {
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("nats.dead.letters").tag("reason", "attempts_exhausted").counter().count()).isZero();
			context.getBean(JetStreamOperations.class).publish("order.created", new Order("poison", 2));
			await().untilAsserted(() -> {
				assertThat(meters.get("nats.dead.letters").tag("reason", "attempts_exhausted").counter().count())
					.isEqualTo(1);
				assertThat(meters.get("nats.listener.settlements").tag("outcome", "retry").counter().count())
					.isEqualTo(1);
				assertThat(meters.get("nats.listener")
					.tag("nats.stream", "ORDERS")
					.timers()
					.stream()
					.mapToLong((timer) -> timer.count())
					.sum()).isEqualTo(2);
			});
			assertThat(meters.get("nats.template")
				.tag("messaging.operation.name", "publish")
				.timers()
				.stream()
				.mapToLong((timer) -> timer.count())
				.sum()).isPositive();
		});
	}

	@Test
	void wireSubjectIsNeverATag() {
		this.context.withBean(Listeners.class).run((context) -> {
			context.getBean(JetStreamOperations.class).publish("order.created.4711", new Order("1", 2));
			await().until(() -> !context.getBean(Listeners.class).received.isEmpty());
			await().untilAsserted(
					() -> assertThat(context.getBean(MeterRegistry.class).find("nats.listener").timers()).isNotEmpty());
			assertThat(context.getBean(MeterRegistry.class).getMeters()).noneMatch(
					(meter) -> meter.getId().getTags().stream().anyMatch((tag) -> tag.getValue().contains("4711")));
		});
	}

	@Test
	void failureIsAnErrorToTheRequester() {
		this.context.withBean(Listeners.class)
			.run((context) -> assertThatExceptionOfType(RemoteErrorException.class)
				.isThrownBy(() -> context.getBean(NatsOperations.class).request("greet", "nobody", String.class)));
	}

	record Order(String id, double amount) {
	}

	static class Listeners {

		final List<Order> received = new CopyOnWriteArrayList<>();

		@NatsListener("greet")
		String greet(String name) {
			if (name.equals("nobody")) {
				throw new IllegalArgumentException("nobody is there");
			}
			return "Hello " + name;
		}

		@JetStreamListener("order.>")
		void order(Order order) {
			if (order.id().equals("poison")) {
				throw new IllegalStateException("as asked");
			}
			this.received.add(order);
		}

	}

	static class Readings {

		@JetStreamListener(subjects = "order.>", durable = "readings", ackMode = "NONE", startSequence = "1000")
		void read(String text) {
		}

	}

}
