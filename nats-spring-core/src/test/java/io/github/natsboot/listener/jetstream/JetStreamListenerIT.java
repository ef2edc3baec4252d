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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.impl.NatsJetStreamMetaData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What JetStream listeners do with the messages of a real server.
 */
@WithNatsServer
class JetStreamListenerIT {

	private final NatsTestServer server;

	JetStreamListenerIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void listenerWorksOnWhatIsStoredAndAcknowledges() throws Exception {
		OrderListener listener = new OrderListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener);
				Connection raw = Nats.connect(this.server.url())) {
			raw.jetStream().publish("order.created", "{\"id\":\"123\",\"amount\":99.9}".getBytes());
			await().untilAsserted(() -> assertThat(listener.received).containsExactly(new Order("123", 99.9)));
			await().untilAsserted(() -> {
				ConsumerInfo consumer = context.management().getConsumerInfo("ORDERS", "fraud");
				assertThat(consumer.getNumAckPending()).isZero();
				assertThat(consumer.getAckFloor().getStreamSequence()).isEqualTo(1);
			});
		}
	}

	@Test
	void messagesComeInTheirOrderToOneThread() throws Exception {
		OrderedListener listener = new OrderedListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			OrdersStream.publish(context, "order.ordered", 2000);
			await().atMost(Duration.ofSeconds(20)).until(() -> listener.received.size() == 2000);
			assertThat(listener.received)
				.containsExactlyElementsOf(IntStream.range(0, 2000).mapToObj(String::valueOf).toList());
		}
	}

	@Test
	void attributesMayReferToTheBeanItself() throws Exception {
		NamedListener listener = new NamedListener("invoices");
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			assertThat(context.registry().getListenerContainer("invoices").info().group())
				.isEqualTo("invoices-durable");
			OrdersStream.publish(context, "order.invoices", 1);
			await().until(() -> listener.received.size() == 1);
		}
	}

	@Test
	void twoApplicationsOfOneDurableShareTheMessages() throws Exception {
		SharedListener one = new SharedListener();
		SharedListener two = new SharedListener();
		try (ListenerContext first = OrdersStream.start(this.server, one);
				ListenerContext second = OrdersStream.start(this.server, two)) {
			OrdersStream.publish(first, "order.shared", 400);
			await().atMost(Duration.ofSeconds(20)).until(() -> one.received.size() + two.received.size() >= 400);
			assertThat(one.received).isNotEmpty().doesNotContainAnyElementsOf(two.received);
			assertThat(two.received).isNotEmpty();
		}
	}

	@Test
	void slowButHealthyListenerSeesNoMessageTwice() throws Exception {
		SlowListener listener = new SlowListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			OrdersStream.publish(context, "order.slow", 300);
			await().atMost(Duration.ofSeconds(20)).until(() -> listener.received.size() >= 300);
			// Longer than ack-wait, with the last messages acknowledged.
			await().during(Duration.ofMillis(1200)).until(() -> listener.received.size() == 300);
			assertThat(listener.received).doesNotHaveDuplicates();
			assertThat(listener.redelivered).hasValue(0);
		}
	}

	@Test
	void methodThatRunsLongerThanAckWaitIsNotCalledAgain() throws Exception {
		LongListener listener = new LongListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			context.jetStream().publish("order.long", "x");
			await().atMost(Duration.ofSeconds(10)).until(() -> listener.finished.get() == 1);
			await().during(Duration.ofMillis(1200)).until(() -> listener.calls.get() == 1);
		}
	}

	@Test
	void interruptLeftBehindDoesNotKeepTheAcknowledgementBack() throws Exception {
		InterruptingListener listener = new InterruptingListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			OrdersStream.publish(context, "order.interrupting", 5);
			await().until(() -> listener.calls.get() == 5);
			await().untilAsserted(() -> assertThat(
					context.management().getConsumerInfo("ORDERS", "interrupting").getAckFloor().getStreamSequence())
				.isEqualTo(5));
		}
	}

	@Test
	void returnedValueIsStoredOnceBeforeTheMessageIsAcknowledged() throws Exception {
		ForwardingListener listener = new ForwardingListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			context.jetStream().publish("order.forward", "x");
			await().until(() -> listener.received.size() == 1);
			assertThat(listener.received).containsExactly("X");
			assertThat(context.management().getStreamInfo("ORDERS").getStreamState().getMsgCount()).isEqualTo(2);
		}
	}

	@Test
	void consumerThatSomebodyMadeIsUsedAsItIs() throws Exception {
		OrderListener listener = new OrderListener();
		try (Connection raw = Nats.connect(this.server.url())) {
			raw.jetStreamManagement().addStream(OrdersStream.ORDERS);
			raw.jetStreamManagement()
				.createConsumer("ORDERS",
						ConsumerConfiguration.builder()
							.durable("fraud")
							.filterSubject("order.created")
							.maxBatch(3)
							.maxExpires(1000)
							.build());
			try (ListenerContext context = OrdersStream.start(this.server, listener)) {
				for (int i = 0; i < 20; i++) {
					context.jetStream().publish("order.created", new Order(Integer.toString(i), i));
				}
				await().until(() -> listener.received.size() == 20);
			}
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

	static class NamedListener {

		final List<String> received = new CopyOnWriteArrayList<>();

		private final String name;

		NamedListener(String name) {
			this.name = name;
		}

		public String getName() {
			return this.name;
		}

		@JetStreamListener(id = "#{__listener.name}", stream = "ORDERS", subjects = "order.#{__listener.name}",
				durable = "#{__listener.name}-durable")
		void work(String text) {
			this.received.add(text);
		}

	}

	static class SlowListener {

		final List<String> received = new CopyOnWriteArrayList<>();

		final AtomicInteger redelivered = new AtomicInteger();

		@JetStreamListener(stream = "ORDERS", subjects = "order.slow", durable = "slow", ackWait = "1s",
				prefetch = "300")
		void work(String text, NatsJetStreamMetaData metaData) throws InterruptedException {
			if (metaData.deliveredCount() > 1) {
				this.redelivered.incrementAndGet();
			}
			TimeUnit.MILLISECONDS.sleep(15);
			this.received.add(text);
		}

	}

	static class LongListener {

		final AtomicInteger calls = new AtomicInteger();

		final AtomicInteger finished = new AtomicInteger();

		@JetStreamListener(stream = "ORDERS", subjects = "order.long", durable = "long", ackWait = "500ms",
				concurrency = "2")
		void work(String text) throws InterruptedException {
			this.calls.incrementAndGet();
			TimeUnit.MILLISECONDS.sleep(2500);
			this.finished.incrementAndGet();
		}

	}

	static class OrderedListener {

		final List<String> received = new CopyOnWriteArrayList<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.ordered", durable = "ordered")
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

	static class InterruptingListener {

		final AtomicInteger calls = new AtomicInteger();

		@JetStreamListener(stream = "ORDERS", subjects = "order.interrupting", durable = "interrupting")
		void work(String text) {
			this.calls.incrementAndGet();
			Thread.currentThread().interrupt();
		}

	}

	static class ForwardingListener {

		final List<String> received = new CopyOnWriteArrayList<>();

		@JetStreamListener(subjects = "order.forward", durable = "forward")
		@SendTo("order.forwarded")
		String forward(String text) {
			return text.toUpperCase();
		}

		@JetStreamListener(subjects = "order.forwarded", durable = "forwarded")
		void forwarded(String text) {
			this.received.add(text);
		}

	}

}
