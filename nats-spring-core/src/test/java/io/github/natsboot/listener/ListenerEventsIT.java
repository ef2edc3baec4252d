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

package io.github.natsboot.listener;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.core.NatsException;
import io.github.natsboot.event.DeadLetterEvent;
import io.github.natsboot.event.ListenerEvent;
import io.github.natsboot.event.ListenerPausedEvent;
import io.github.natsboot.event.ListenerResumedEvent;
import io.github.natsboot.event.ListenerStartFailedEvent;
import io.github.natsboot.event.ListenerStartedEvent;
import io.github.natsboot.event.ListenerStoppedEvent;
import io.github.natsboot.event.ListenerStoppedEvent.Cause;
import io.github.natsboot.listener.jetstream.OrdersStream;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What the application is told of its listeners.
 */
@WithNatsServer
class ListenerEventsIT {

	private final NatsTestServer server;

	ListenerEventsIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void eachChangeIsToldOnceWithItsCause() throws Exception {
		ListenerContext context = OrdersStream.start(this.server, new Orders(), new Echo());
		NatsListenerEndpointRegistry registry = context.registry();
		for (String id : List.of("orders", "echo")) {
			assertThat(told(context, id)).containsExactly("started");
			registry.start(id);
			registry.pause(id);
			registry.pause(id);
			registry.start(id);
			registry.resume(id);
			registry.resume(id);
			registry.stop(id);
			registry.stop(id);
			registry.start(id);
			assertThat(told(context, id)).containsExactly("started", "paused", "resumed", "stopped REQUESTED",
					"started");
			registry.getListenerContainer(id).pause();
			registry.getListenerContainer(id).stop();
			registry.getListenerContainer(id).start();
			assertThat(told(context, id)).endsWith("paused", "stopped REQUESTED", "started");
		}
		context.close();
		assertThat(told(context, "orders")).endsWith("started", "stopped APPLICATION_STOPPED");
		assertThat(told(context, "echo")).endsWith("started", "stopped APPLICATION_STOPPED");
	}

	@Test
	void removedListenerIsToldAndItsIdIsFree() throws Exception {
		try (ListenerContext context = OrdersStream.start(this.server, new Orders())) {
			ListenerContainer container = context.registry().getListenerContainer("orders");
			context.registry().unregister("orders");
			assertThat(told(context, "orders")).containsExactly("started", "stopped REMOVED");
			assertThat(container.state()).isEqualTo(ListenerState.STOPPED);
			assertThat(context.registry().getListenerContainers()).isEmpty();
			assertThat(context.management().getConsumerNames("ORDERS")).containsExactly("orders");
			assertThatExceptionOfType(ListenerConfigurationException.class)
				.isThrownBy(() -> context.registry().unregister("orders"))
				.withMessageContaining("'orders'");
			context.registry().register(container);
			context.registry().start("orders");
		}
	}

	@Test
	void failureToStartIsTold() throws Exception {
		try (ListenerContext context = OrdersStream.start(this.server, new Orders())) {
			context.registry().stop("orders");
			context.management().deleteStream("ORDERS");
			assertThatExceptionOfType(NatsException.class).isThrownBy(() -> context.registry().start("orders"));
			assertThat(context.events(ListenerStartFailedEvent.class)).singleElement()
				.satisfies((event) -> assertThat(event.getListenerId()).isEqualTo("orders"))
				.satisfies((event) -> assertThat(event.getFailure()).hasMessageContaining("ORDERS"));
			assertThat(told(context, "orders")).containsExactly("started", "stopped REQUESTED", "failed to start");
		}
	}

	@Test
	void listenerThatStoppedByItselfIsToldOnceAndMayBeStartedAgain() throws Exception {
		try (ListenerContext context = OrdersStream.start(this.server, new Orders())) {
			context.management().deleteStream("ORDERS");
			await().until(() -> told(context, "orders").contains("stopped FAILED"));
			assertThat(context.events(ListenerStoppedEvent.class)).singleElement()
				.satisfies((event) -> assertThat(event.getReason()).contains("ORDERS"));
			// It would have gone on by itself once the stream is there.
			context.registry().stop("orders");
			assertThat(told(context, "orders")).containsExactly("started", "stopped FAILED", "stopped REQUESTED");
			context.management().addStream(OrdersStream.ORDERS);
			context.registry().start("orders");
			assertThat(told(context, "orders")).containsExactly("started", "stopped FAILED", "stopped REQUESTED",
					"started");
		}
	}

	@Test
	void failingListenerOfEventsBreaksNothing() throws Exception {
		FailingEventListener failing = new FailingEventListener();
		Orders orders = new Orders();
		try (ListenerContext context = OrdersStream.start(this.server, failing, orders, new Echo())) {
			NatsListenerEndpointRegistry registry = context.registry();
			registry.pause("orders");
			registry.resume("orders");
			registry.stop("orders");
			registry.start("orders");
			context.jetStream().publish("order.created", "fail");
			context.jetStream().publish("order.created", "next");
			await().until(() -> failing.events.stream().anyMatch(DeadLetterEvent.class::isInstance));
			await().until(() -> orders.received.contains("next"));
			assertThat(context.nats().request("echo", "x", String.class)).isEqualTo("x");
		}
		assertThat(failing.events).hasAtLeastOneElementOfType(ListenerStoppedEvent.class)
			.hasAtLeastOneElementOfType(ListenerPausedEvent.class);
	}

	private static List<String> told(ListenerContext context, String id) {
		return context.events(ListenerEvent.class)
			.stream()
			.filter((event) -> event.getListenerId().equals(id))
			.map(ListenerEventsIT::describe)
			.toList();
	}

	private static String describe(ListenerEvent event) {
		if (event instanceof ListenerStoppedEvent stopped) {
			Cause cause = stopped.getCause();
			return "stopped " + cause;
		}
		return (event instanceof ListenerStartedEvent) ? "started"
				: (event instanceof ListenerPausedEvent) ? "paused"
						: (event instanceof ListenerResumedEvent) ? "resumed"
								: (event instanceof ListenerStartFailedEvent) ? "failed to start" : event.toString();
	}

	static class Orders {

		final List<String> received = new CopyOnWriteArrayList<>();

		@JetStreamListener(id = "orders", stream = "ORDERS", durable = "orders")
		void handle(String text) {
			if (text.equals("fail")) {
				throw new ClassCastException("as asked for");
			}
			this.received.add(text);
		}

	}

	static class Echo {

		@NatsListener(id = "echo", subjects = "echo")
		String echo(String text) {
			return text;
		}

	}

	static class FailingEventListener {

		final List<ListenerEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void told(ListenerEvent event) {
			this.events.add(event);
			throw new IllegalStateException("as asked for");
		}

	}

}
