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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.autoconfigure.health.NatsHealthContributorAutoConfiguration;
import io.github.natsboot.autoconfigure.health.NatsListenersHealthAutoConfiguration;
import io.github.natsboot.autoconfigure.metrics.NatsListenerMetricsAutoConfiguration;
import io.github.natsboot.connection.NatsConnectionEventPublisher;
import io.github.natsboot.connection.NatsConnectionEvents;
import io.github.natsboot.connection.NatsConnector;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.event.NatsConnectionEvent;
import io.github.natsboot.event.NatsConnectionEvent.Type;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.github.natsboot.listener.error.ErrorHandler;
import io.github.natsboot.listener.error.NatsListenerErrorHandler;
import io.github.natsboot.listener.error.Outcome;
import io.github.natsboot.listener.jetstream.JetStreamListenerContainerFactory;
import io.github.natsboot.listener.jetstream.JetStreamListenerContainerFactoryCustomizer;
import io.github.natsboot.listener.nats.NatsListenerContainerFactory;
import io.github.natsboot.listener.nats.NatsListenerContainerFactoryCustomizer;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How an auto-configured application controls its listeners, and what it is told.
 */
@WithNatsServer
class ListenerControlIT {

	private final NatsTestServer server;

	private ApplicationContextRunner context;

	ListenerControlIT(NatsTestServer server) {
		this.server = server;
	}

	@BeforeEach
	void configure() {
		this.context = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, MetricsAutoConfiguration.class,
					NatsAutoConfiguration.class, NatsListenerAutoConfiguration.class,
					NatsListenerMetricsAutoConfiguration.class, NatsHealthContributorAutoConfiguration.class,
					NatsListenersHealthAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("nats.servers=" + this.server.url(), "nats.jetstream.streams.ORDERS.subjects=order.>",
					"nats.jetstream.listener.retry.delay=20ms");
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
	void pausedListenersAreShownAndNotDown() {
		this.context.withBean("orders", Orders.class).run((context) -> {
			context.getBean(NatsListenerEndpointRegistry.class).pause("orders.handle");
			context.getBean(NatsListenerEndpointRegistry.class).pause("orders.reply");
			Health health = context.getBean(HealthIndicator.class).health(true);
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails().get("listeners"))
				.isEqualTo(Map.of("orders.handle", "PAUSED", "orders.reply", "PAUSED"));
		});
	}

	@Test
	void refusedRepliesAreCounted() {
		this.context.withBean("orders", Orders.class).run((context) -> {
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("nats.listener.replies.refused").counters()).hasSize(4)
				.allSatisfy((counter) -> assertThat(counter.count()).isZero());
			Connection connection = context.getBean(Connection.class);
			connection.publish("reply", "order.created", "x".getBytes());
			connection.publish("reply", "$SYS.REQ", "x".getBytes());
			await().untilAsserted(() -> {
				assertThat(refused(meters, "no_inbox")).isEqualTo(1);
				assertThat(refused(meters, "server_subject")).isEqualTo(1);
			});
			assertThat(refused(meters, "own_subject")).isZero();
		});
	}

	private static double refused(MeterRegistry meters, String reason) {
		return meters.get("nats.listener.replies.refused")
			.tag("nats.listener.id", "orders.reply")
			.tag("reason", reason)
			.counter()
			.count();
	}

	@Test
	void applicationIsToldOfItsConnection() {
		try (NatsTestServer own = NatsTestServer.start()) {
			this.context.withPropertyValues("nats.servers=" + own.url(), "nats.reconnect.wait=50ms")
				.withBean(ConnectionWatcher.class)
				.run((context) -> {
					ConnectionWatcher watcher = context.getBean(ConnectionWatcher.class);
					await().until(() -> watcher.types().contains(Type.CONNECTED));
					own.kill();
					await().until(() -> watcher.types().contains(Type.DISCONNECTED));
					own.restart();
					await().until(() -> watcher.types().contains(Type.RECONNECTED));
					context.getBean(Connection.class).close();
					await().until(() -> watcher.types().contains(Type.CLOSED));
					assertThat(watcher.types()).startsWith(Type.CONNECTED, Type.DISCONNECTED, Type.RECONNECTED);
					assertThat(watcher.events.get(0).getServer()).contains(Integer.toString(own.port()));
				});
		}
	}

	@Test
	void connectionOfTheApplicationsOwnHasNoPublisher() {
		this.context.withBean("own", Connection.class, this::connect)
			.run((context) -> assertThat(context).doesNotHaveBean(NatsConnectionEventPublisher.class));
	}

	private Connection connect() {
		return new NatsConnector(new NatsConnectionEvents()).connect(NatsConnector.options().server(this.server.url()));
	}

	@Test
	void customizersChangeTheDefaultFactories() {
		this.context.withPropertyValues("nats.jetstream.listener.concurrency=3")
			.withBean(NatsListenerContainerFactoryCustomizer.class,
					() -> (factory) -> factory.shutdownTimeout(Duration.ofSeconds(7)))
			.withBean(JetStreamListenerContainerFactoryCustomizer.class,
					() -> (factory) -> factory.ackWait(Duration.ofSeconds(9)))
			.run((context) -> {
				JetStreamListenerContainerFactory jetStream = context.getBean(JetStreamListenerContainerFactory.class);
				assertThat(jetStream.defaults().ackWait()).hasSeconds(9);
				assertThat(jetStream.defaults().concurrency()).isEqualTo(3);
				assertThat(context.getBean(NatsListenerContainerFactory.class).defaults().shutdownTimeout())
					.hasSeconds(7);
			});
	}

	@Test
	void factoriesOfTheApplicationStandBesideTheDefaultOnes() {
		this.context.withUserConfiguration(OwnFactories.class).withBean(OwnListeners.class).run((context) -> {
			assertThat(context).hasNotFailed();
			NatsListenerEndpointRegistry registry = context.getBean(NatsListenerEndpointRegistry.class);
			assertThat(registry.getListenerContainer("parallel").info().concurrency()).isEqualTo(5);
			assertThat(registry.getListenerContainer("serial").info().concurrency()).isEqualTo(1);
		});
	}

	@Test
	void onlyErrorHandlersDecideForAllAndNamedOnesForTheirListener() {
		this.context.withUserConfiguration(ErrorHandlers.class).withBean(FailingListeners.class).run((context) -> {
			ErrorHandlers handlers = context.getBean(ErrorHandlers.class);
			context.getBean(JetStreamOperations.class).publish("order.all", "x");
			context.getBean(JetStreamOperations.class).publish("order.own", "y");
			await().untilAsserted(() -> assertThat(handlers.asked).containsExactlyInAnyOrder("all x", "own y"));
			assertThat(context.getBean(NatsOperations.class).request("fail", "z", String.class)).isEqualTo("handled z");
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "there are virtual threads since Java 21")
	void methodsRunOnVirtualThreadsWhereTheyAreEnabled() {
		this.context.withPropertyValues("spring.threads.virtual.enabled=true")
			.withBean(Threads.class)
			.run((context) -> {
				context.getBean(JetStreamOperations.class).publish("order.created", "x");
				context.getBean(NatsOperations.class).publish("threads", "x");
				Threads threads = context.getBean(Threads.class);
				await().untilAsserted(() -> assertThat(threads.seen).containsOnlyKeys("core", "stream"));
				assertThat(threads.seen.values())
					.allSatisfy((thread) -> assertThat(thread.toString()).startsWith("VirtualThread["));
			});
	}

	@Test
	void methodsRunOnPlatformThreadsByDefault() {
		this.context.withBean(Threads.class).run((context) -> {
			context.getBean(JetStreamOperations.class).publish("order.created", "x");
			context.getBean(NatsOperations.class).publish("threads", "x");
			Threads threads = context.getBean(Threads.class);
			await().untilAsserted(() -> assertThat(threads.seen).containsOnlyKeys("core", "stream"));
			assertThat(threads.seen.values())
				.allSatisfy((thread) -> assertThat(thread.toString()).startsWith("Thread["));
		});
	}

	static class Orders {

		@JetStreamListener(stream = "ORDERS", durable = "orders")
		void handle(String text) {
		}

		@NatsListener(subjects = "reply")
		String reply(String text) {
			return text;
		}

	}

	static class ConnectionWatcher {

		final List<NatsConnectionEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void told(NatsConnectionEvent event) {
			this.events.add(event);
		}

		List<Type> types() {
			return this.events.stream().map(NatsConnectionEvent::getType).toList();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFactories {

		@Bean
		JetStreamListenerContainerFactory parallelFactory(
				JetStreamListenerContainerFactory jetStreamListenerContainerFactory) {
			return jetStreamListenerContainerFactory.mutate().concurrency(5).build();
		}

	}

	static class OwnListeners {

		@JetStreamListener(id = "parallel", stream = "ORDERS", durable = "parallel",
				containerFactory = "parallelFactory")
		void parallel(String text) {
		}

		@JetStreamListener(id = "serial", stream = "ORDERS", durable = "serial")
		void serial(String text) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ErrorHandlers {

		final List<String> asked = new CopyOnWriteArrayList<>();

		@Bean
		ErrorHandler forAll() {
			return (failure, attempt) -> {
				this.asked.add("all " + failure.getMessage());
				return new Outcome.Ack();
			};
		}

		@Bean(defaultCandidate = false)
		ErrorHandler forOne() {
			return (failure, attempt) -> {
				this.asked.add("own " + failure.getMessage());
				return new Outcome.Ack();
			};
		}

		@Bean
		NatsListenerErrorHandler replies() {
			return (message, failure) -> "handled " + failure.getMessage();
		}

	}

	static class FailingListeners {

		@JetStreamListener(stream = "ORDERS", durable = "all", subjects = "order.all")
		void all(String text) {
			throw new IllegalStateException(text);
		}

		@JetStreamListener(stream = "ORDERS", durable = "own", subjects = "order.own", errorHandler = "forOne")
		void own(String text) {
			throw new IllegalStateException(text);
		}

		@NatsListener(subjects = "fail")
		String fail(String text) {
			throw new IllegalStateException(text);
		}

	}

	static class Threads {

		final Map<String, Thread> seen = new ConcurrentHashMap<>();

		@JetStreamListener(stream = "ORDERS", durable = "threads")
		void stream(String text) {
			this.seen.put("stream", Thread.currentThread());
		}

		@NatsListener(subjects = "threads")
		void core(String text) {
			this.seen.put("core", Thread.currentThread());
		}

	}

}
