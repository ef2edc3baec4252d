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

package io.github.natsboot.listener.jetstream;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.event.ListenerStoppedEvent;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerState;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How listeners go on after trouble, or say that they cannot.
 */
@WithNatsServer
class ListenerRecoveryIT {

	private final NatsTestServer server;

	ListenerRecoveryIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void consumingGoesOnAfterTheServerWasKilledAndNothingIsLost() throws Exception {
		try (NatsTestServer own = NatsTestServer.builder().syncAlways(true).start()) {
			SharedListener listener = new SharedListener();
			try (ListenerContext context = OrdersStream.start(own, listener)) {
				OrdersStream.publish(context, "order.shared", 200);
				await().until(() -> listener.received.size() == 200);
				own.kill();
				own.restart();
				OrdersStream.publish(context, "order.shared", 200);
				await().atMost(Duration.ofSeconds(10)).until(() -> listener.received.size() >= 400);
				assertThat(context.registry().getListenerContainer("shared").state()).isEqualTo(ListenerState.RUNNING);
			}
		}
	}

	@Test
	void consumingGoesOnAtOnceWhenTheConnectionIsBack() throws Exception {
		SharedListener listener = new SharedListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener);
				Connection other = Nats.connect(this.server.url())) {
			OrdersStream.publish(context, "order.shared", 10);
			await().until(() -> listener.received.size() == 10);
			context.connection().forceReconnect();
			await().until(() -> context.connection().getStatus() == Connection.Status.CONNECTED);
			other.jetStream().publish("order.shared", new byte[] { 'x' });
			// Below the time after which silence would be noticed.
			await().pollInterval(Duration.ofMillis(5))
				.atMost(Duration.ofSeconds(1))
				.until(() -> listener.received.size() == 11);
		}
	}

	@Test
	void reconnectsUnderLoadLoseNothing() throws Exception {
		BusyListener listener = new BusyListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			OrdersStream.publish(context, "order.busy", 20_000);
			for (int i = 0; i < 5; i++) {
				int before = listener.received.get();
				context.connection().forceReconnect();
				await().until(() -> listener.received.get() > before || listener.received.get() >= 20_000);
			}
			await().atMost(Duration.ofSeconds(30)).until(() -> listener.distinct.size() == 20_000);
		}
	}

	@Test
	void messageThatTheClientCannotReadDoesNotKeepBackTheOthers() throws Exception {
		QuickListener listener = new QuickListener();
		try (ListenerContext context = ListenerContext.startGuarded(this.server, List.of(OrdersStream.ORDERS),
				listener)) {
			context.registry().stop("quick");
			publishWithUnreadableHeader("order.quick");
			OrdersStream.publish(context, "order.quick", 50);
			context.registry().start("quick");
			await().atMost(Duration.ofSeconds(20)).until(() -> listener.received.size() >= 50);
			assertThat(context.management().getStreamInfo("ORDERS").getStreamState().getMsgCount()).isEqualTo(51);
		}
	}

	/**
	 * As other clients may: a header in UTF-8, which jnats can neither write nor read.
	 */
	private void publishWithUnreadableHeader(String subject) throws Exception {
		byte[] headers = "NATS/1.0\r\ncustomer: Zoë\r\n\r\n".getBytes(StandardCharsets.UTF_8);
		try (Socket socket = new Socket("localhost", this.server.port())) {
			OutputStream out = socket.getOutputStream();
			out.write("CONNECT {\"verbose\":false,\"headers\":true}\r\n".getBytes(StandardCharsets.UTF_8));
			out.write(("HPUB " + subject + " " + headers.length + " " + (headers.length + 1) + "\r\n")
				.getBytes(StandardCharsets.UTF_8));
			out.write(headers);
			out.write("x\r\nPING\r\n".getBytes(StandardCharsets.UTF_8));
			out.flush();
			InputStream in = socket.getInputStream();
			StringBuilder answer = new StringBuilder();
			while (answer.indexOf("PONG") < 0) {
				answer.append((char) in.read());
			}
		}
	}

	@Test
	void listenerIsImpairedWhileTheServerHasNoConsumerToAnswerAndRecovers() throws Exception {
		try (NatsTestServer own = NatsTestServer.builder().syncAlways(true).start()) {
			OrderListener listener = new OrderListener();
			try (ListenerContext context = OrdersStream.start(own, listener)) {
				own.pause();
				await().atMost(Duration.ofSeconds(15))
					.until(() -> !context.registry().getListenerContainer("fraud").state().isHealthy());
				own.resume();
				await().atMost(Duration.ofSeconds(10))
					.until(() -> context.registry().getListenerContainer("fraud").state().isHealthy());
				context.jetStream().publish("order.created", new Order("1", 1));
				await().until(() -> listener.received.size() == 1);
			}
		}
	}

	@Test
	void listenerOfAConnectionThatWasClosedFailsAndSaysSo() throws Exception {
		try (ListenerContext context = OrdersStream.start(this.server, new OrderListener())) {
			context.connection().close();
			await().atMost(Duration.ofSeconds(5)).until(() -> context.events(ListenerStoppedEvent.class).size() == 1);
			assertThat(context.registry().getListenerContainer("fraud").state().status())
				.isEqualTo(ListenerState.Status.FAILED);
		}
	}

	@Test
	void outOfMemoryStopsTheListenerAndSettlesNothing() throws Exception {
		try (ListenerContext context = OrdersStream.start(this.server, new ExhaustedListener())) {
			context.jetStream().publish("order.exhausted", "x");
			await().until(() -> context.events(ListenerStoppedEvent.class).size() == 1);
			assertThat(context.registry().getListenerContainer("exhausted").state().reason())
				.contains("OutOfMemoryError");
			assertThat(context.management().getConsumerInfo("ORDERS", "exhausted").getNumAckPending()).isEqualTo(1);
		}
	}

	record Order(String id, double amount) {
	}

	static class OrderListener {

		final List<Order> received = new CopyOnWriteArrayList<>();

		@JetStreamListener(id = "fraud", stream = "ORDERS", subjects = "order.created", durable = "fraud")
		void screen(Order order) {
			this.received.add(order);
		}

	}

	static class BusyListener {

		final AtomicInteger received = new AtomicInteger();

		final Set<String> distinct = ConcurrentHashMap.newKeySet();

		@JetStreamListener(stream = "ORDERS", subjects = "order.busy", durable = "busy", concurrency = "8",
				ackWait = "1s")
		void work(String text) {
			this.received.incrementAndGet();
			this.distinct.add(text);
		}

	}

	static class QuickListener {

		final List<String> received = new CopyOnWriteArrayList<>();

		@JetStreamListener(id = "quick", stream = "ORDERS", subjects = "order.quick", durable = "quick", ackWait = "1s")
		void work(String text) {
			this.received.add(text);
		}

	}

	static class SharedListener {

		final List<String> received = new CopyOnWriteArrayList<>();

		@JetStreamListener(id = "shared", stream = "ORDERS", subjects = "order.shared", durable = "shared",
				concurrency = "4")
		void work(String text) throws InterruptedException {
			TimeUnit.MILLISECONDS.sleep(1);
			this.received.add(text);
		}

	}

	static class ExhaustedListener {

		@JetStreamListener(id = "exhausted", stream = "ORDERS", subjects = "order.exhausted", durable = "exhausted")
		void work(String text) {
			throw new OutOfMemoryError("as asked");
		}

	}

}
