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

package io.github.natsboot.config;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.listener.ListenerConfigurationException;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerHandler;
import io.github.natsboot.listener.ListenerMethodFactory;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.github.natsboot.listener.error.RetrySettings;
import io.github.natsboot.listener.jetstream.JetStreamListenerContainerFactory;
import io.github.natsboot.listener.jetstream.OrdersStream;
import io.github.natsboot.listener.keyvalue.KeyValueDelivery;
import io.github.natsboot.listener.keyvalue.KeyValueListenerEndpoint;
import io.github.natsboot.listener.nats.NatsListenerContainerFactory;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.api.KeyValueConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Listeners with container factories of their own, and listeners without annotations.
 */
@WithNatsServer
class ContainerFactoryIT {

	private final NatsTestServer server;

	ContainerFactoryIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void listenersNameTheirContainerFactories() throws Exception {
		try (ListenerContext context = start(ContainerFactoryIT::addFactories, new Named())) {
			NatsListenerEndpointRegistry registry = context.registry();
			assertThat(registry.getListenerContainer("core").info().concurrency()).isEqualTo(3);
			assertThat(registry.getListenerContainer("stream").info().concurrency()).isEqualTo(4);
			assertThat(registry.getListenerContainer("stream").info().retries()).isEqualTo("no retries");
			assertThat(registry.getListenerContainer("default").info().concurrency()).isEqualTo(1);
			assertThat(context.nats().request("core", "x", String.class)).isEqualTo("x");
		}
	}

	@Test
	void factoryThatDoesNotExistIsRefusedWithTheMethodAndTheNamesThereAre() {
		assertThatExceptionOfType(ListenerConfigurationException.class).isThrownBy(() -> start((context) -> {
		}, new Named()))
			.withMessageContaining("Named.core(String)")
			.withMessageContaining("'containerFactory' is \"wide\"")
			.withMessageContaining("There are: natsListenerContainerFactory");
	}

	@Test
	void factoryOfTheOtherKindIsRefused() {
		assertThatExceptionOfType(ListenerConfigurationException.class)
			.isThrownBy(() -> start(ContainerFactoryIT::addFactories, new WrongKind()))
			.withMessageContaining("WrongKind.handle(String)")
			.withMessageContaining("no JetStreamListenerContainerFactory");
	}

	@Test
	void configurersRegisterListenersWithoutAnnotations() throws Exception {
		List<Object> received = new CopyOnWriteArrayList<>();
		try (ListenerContext context = start((application) -> application.registerBean("configurer",
				NatsListenerConfigurer.class, () -> configurer(application, received)), new Plain())) {
			assertThat(context.nats().request("upper", new Order("a", 2), String.class)).isEqualTo("A");
			context.jetStream().publish("order.created", new Order("b", 3));
			await().untilAsserted(() -> assertThat(received).containsExactlyInAnyOrder(new Order("b", 3),
					"order.created b", List.of(new Order("b", 3))));
			assertThat(context.nats().request("plain", "x", String.class)).isEqualTo("plain x");
			assertThat(context.registry().getListenerContainer("single").info().method()).isEqualTo("handler of Order");
		}
	}

	@Test
	void configurersRegisterListenersOnBuckets() throws Exception {
		List<Order> received = new CopyOnWriteArrayList<>();
		try (ListenerContext context = ListenerContext.start(this.server,
				List.of(KeyValueConfiguration.builder("orders").build().getBackingConfig()),
				(application) -> application.registerBean("configurer", NatsListenerConfigurer.class,
						() -> configurer(application, "orders", received)))) {
			context.connection().keyValue("orders").put("open.1", "{\"id\":\"a\",\"amount\":2}");
			await().untilAsserted(() -> assertThat(received).containsExactly(new Order("a", 2)));
		}
	}

	private static NatsListenerConfigurer configurer(GenericApplicationContext application, String bucket,
			List<Order> received) {
		return (registrar) -> registrar.registerEndpoint(new KeyValueListenerEndpoint("bucket",
				application.getBean(ListenerMethodFactory.class).create(Order.class, received::add), bucket,
				List.of("open.*"), KeyValueDelivery.LAST, true, true, ListenerContext.QUICK_RETRIES));
	}

	@Test
	void listenersComeAndGoAtRunTime() throws Exception {
		List<Order> received = new CopyOnWriteArrayList<>();
		try (ListenerContext context = start((application) -> {
		}, new Plain())) {
			JetStreamListenerContainerFactory factory = context.bean(JetStreamListenerContainerFactory.class);
			ListenerMethodFactory methods = context.bean(ListenerMethodFactory.class);
			NatsListenerEndpointRegistry registry = context.registry();
			for (int round = 1; round <= 2; round++) {
				int wanted = round;
				registry.register(factory
					.create(factory.endpoint("late", methods.create(Order.class, received::add), "ORDERS", "late")
						.build()));
				context.jetStream().publish("order.created", new Order("x", round));
				await().until(() -> received.size() == wanted);
				registry.unregister("late");
				assertThat(registry.getListenerContainer("late")).isNull();
			}
		}
	}

	@Test
	void idOfAnotherListenerIsRefused() {
		assertThatExceptionOfType(ListenerConfigurationException.class)
			.isThrownBy(() -> start((application) -> application.registerBean("configurer",
					NatsListenerConfigurer.class, () -> (registrar) -> {
						ListenerHandler<String> handler = (text) -> {
						};
						registrar.registerEndpoint(application.getBean(NatsListenerContainerFactory.class)
							.endpoint("plain",
									application.getBean(ListenerMethodFactory.class).create(String.class, handler))
							.subjects("other")
							.build());
					}), new Plain()))
			.withMessageContaining("'plain'")
			.withMessageContaining("handler of String")
			.withMessageContaining("Plain.plain(String)");
	}

	private static NatsListenerConfigurer configurer(GenericApplicationContext application, List<Object> received) {
		return (registrar) -> {
			ListenerMethodFactory methods = application.getBean(ListenerMethodFactory.class);
			NatsListenerContainerFactory nats = application.getBean(NatsListenerContainerFactory.class);
			JetStreamListenerContainerFactory jetStream = application.getBean(JetStreamListenerContainerFactory.class);
			registrar.registerEndpoint(
					nats.endpoint("upper", methods.createReplying(Order.class, (order) -> order.id().toUpperCase()))
						.subjects("upper")
						.queue("uppers")
						.concurrency(2)
						.build());
			registrar.registerEndpoint(
					jetStream.endpoint("single", methods.create(Order.class, received::add), "ORDERS", "single")
						.subjects("order.created")
						.build());
			registrar.registerEndpoint(
					jetStream.endpoint("message", methods.create(new ParameterizedTypeReference<Message<Order>>() {
					}, (message) -> received
						.add(message.getHeaders().get("nats_subject") + " " + message.getPayload().id())), "ORDERS",
							"message")
						.build());
			registrar.registerEndpoint(
					jetStream.endpoint("batch", methods.create(new ParameterizedTypeReference<List<Order>>() {
					}, received::add), "ORDERS", "batch").build());
		};
	}

	private static void addFactories(GenericApplicationContext context) {
		context.registerBean("wide", NatsListenerContainerFactory.class,
				() -> context.getBean("natsListenerContainerFactory", NatsListenerContainerFactory.class)
					.mutate()
					.concurrency(3)
					.build());
		context.registerBean("impatient", JetStreamListenerContainerFactory.class,
				() -> context.getBean("jetStreamListenerContainerFactory", JetStreamListenerContainerFactory.class)
					.mutate()
					.concurrency(4)
					.retry(new RetrySettings(0, RetrySettings.DEFAULTS.delay(), 2, RetrySettings.DEFAULTS.maxDelay(),
							RetrySettings.DEFAULTS.jitter(), List.of(), List.of()))
					.build());
	}

	private ListenerContext start(Consumer<GenericApplicationContext> customizer, Object... beans) throws Exception {
		return ListenerContext.start(this.server, List.of(OrdersStream.ORDERS), customizer, beans);
	}

	record Order(String id, int amount) {
	}

	static class Named {

		@NatsListener(id = "core", subjects = "core", queue = "core", containerFactory = "wide")
		String core(String text) {
			return text;
		}

		@JetStreamListener(id = "stream", stream = "ORDERS", durable = "stream", containerFactory = "#{'impatient'}")
		void stream(String text) {
		}

		@JetStreamListener(id = "default", stream = "ORDERS", durable = "default")
		void standard(String text) {
		}

	}

	static class WrongKind {

		@JetStreamListener(id = "wrong", stream = "ORDERS", durable = "wrong", containerFactory = "wide")
		void handle(String text) {
		}

	}

	static class Plain {

		@NatsListener(id = "plain", subjects = "plain")
		String plain(String text) {
			return "plain " + text;
		}

	}

}
