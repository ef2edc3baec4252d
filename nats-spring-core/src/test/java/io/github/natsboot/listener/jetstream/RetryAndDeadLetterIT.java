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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.Retry;
import io.github.natsboot.deadletter.DeadLetterHeaders;
import io.github.natsboot.event.DeadLetterEvent;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.support.NatsHeaders;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.NatsJetStreamMetaData;
import io.nats.client.impl.NatsMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of messages that a listener fails on.
 */
@WithNatsServer
class RetryAndDeadLetterIT {

	private final NatsTestServer server;

	RetryAndDeadLetterIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void failureIsDeliveredAgainAfterGrowingDelays() throws Exception {
		FlakyListener listener = new FlakyListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			context.jetStream().publish("order.flaky", "x");
			await().untilAsserted(() -> assertThat(listener.attempts).containsExactly(1L, 2L, 3L));
			assertThat(listener.times.get(1) - listener.times.get(0)).isBetween(200L, 600L);
			assertThat(listener.times.get(2) - listener.times.get(1)).isBetween(400L, 1000L);
			await().untilAsserted(() -> assertThat(
					context.management().getConsumerInfo("ORDERS", "flaky").getAckFloor().getStreamSequence())
				.isEqualTo(1));
		}
	}

	@Test
	void messageThatAlwaysFailsIsADeadLetterWithItsBytesAndTheReason() throws Exception {
		PoisonListener listener = new PoisonListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			byte[] body = "{\"id\":\"poison\" , \"amount\":13}".getBytes(StandardCharsets.UTF_8);
			context.jetStream().message(body).subject("order.poison").id("p-1").header("tenant", "acme").publish();
			MessageInfo letter = awaitDeadLetter(context, 1);
			assertThat(listener.attempts).containsExactly(1L, 2L, 3L);
			assertThat(letter.getData()).isEqualTo(body);
			assertThat(letter.getSubject()).isEqualTo("dlq.ORDERS.poison");
			assertThat(header(letter, "tenant")).isEqualTo("acme");
			assertThat(header(letter, DeadLetterHeaders.SUBJECT)).isEqualTo("order.poison");
			assertThat(header(letter, DeadLetterHeaders.STREAM)).isEqualTo("ORDERS");
			assertThat(header(letter, DeadLetterHeaders.CONSUMER)).isEqualTo("poison");
			assertThat(header(letter, DeadLetterHeaders.SEQUENCE)).isEqualTo("1");
			assertThat(header(letter, DeadLetterHeaders.DELIVERIES)).isEqualTo("3");
			assertThat(header(letter, DeadLetterHeaders.MESSAGE_ID)).isEqualTo("p-1");
			assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("attempts_exhausted");
			assertThat(header(letter, DeadLetterHeaders.EXCEPTION)).isEqualTo(IllegalStateException.class.getName());
			assertThat(header(letter, DeadLetterHeaders.EXCEPTION_MESSAGE)).isEqualTo("no rate for ? in Z?rich");
			await().untilAsserted(
					() -> assertThat(context.management().getConsumerInfo("ORDERS", "poison").getNumAckPending())
						.isZero());
			assertThat(context.events(DeadLetterEvent.class)).singleElement()
				.satisfies((event) -> assertThat(event.isStored()).isTrue());
		}
	}

	@Test
	void unreadableMessageIsADeadLetterAtOnceAndTheMethodIsNotCalled() throws Exception {
		OrderListener listener = new OrderListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			context.jetStream().publish("order.created", "{\"id\":\"1\",\"amount\":\"secret-amount\"}");
			MessageInfo letter = awaitDeadLetter(context, 1);
			assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("unreadable");
			assertThat(header(letter, DeadLetterHeaders.DELIVERIES)).isEqualTo("1");
			assertThat(header(letter, DeadLetterHeaders.EXCEPTION_MESSAGE)).contains("amount")
				.contains("line 1")
				.doesNotContain("secret-amount");
			assertThat(listener.received).isEmpty();
		}
	}

	@Test
	void deliveryBeyondTheLastAttemptIsADeadLetterWithoutACall() throws Exception {
		Stalled first = new Stalled();
		try (ListenerContext context = OrdersStream.start(this.server, first)) {
			// As if a process had died in each of the attempts: delivered, never settled.
			context.jetStream().publish("order.stalled", "x");
			MessageInfo letter = awaitDeadLetter(context, 1);
			assertThat(header(letter, DeadLetterHeaders.DELIVERIES)).isEqualTo("5");
			assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("attempts_exhausted");
			assertThat(first.calls).hasValue(4);
		}
	}

	@Test
	void messageThatLeavesLittleRoomIsADeadLetterWithAsMuchOfTheReasonAsFits() throws Exception {
		try (ListenerContext context = OrdersStream.start(this.server, new PoisonListener())) {
			byte[] body = new byte[(int) context.connection().getMaxPayload() - 200];
			context.connection().jetStream().publish("order.poison", body);
			MessageInfo letter = awaitDeadLetter(context, 1);
			assertThat(letter.getData()).hasSize(body.length);
			assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("attempts_exhausted");
			assertThat(header(letter, DeadLetterHeaders.EXCEPTION_MESSAGE)).isNull();
			assertThat(header(letter, NatsHeaders.MESSAGE_ID)).startsWith("dlq:ORDERS:poison:1:");
		}
	}

	@Test
	void messageThatWasHandedBackIsWorkedOnEvenWhereNoRetriesAreAllowed() throws Exception {
		StoppingListener listener = new StoppingListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			OrdersStream.publish(context, "order.stopping", 10);
			assertThat(listener.entered.await(5, TimeUnit.SECONDS)).isTrue();
			context.registry().stop();
			listener.stopped = true;
			context.registry().start();
			await().untilAsserted(() -> assertThat(listener.received).hasSize(10).doesNotHaveDuplicates());
			assertThat(context.management().getStreamInfo("ORDERS_DLQ").getStreamState().getMsgCount()).isZero();
		}
	}

	@Test
	void controlHeadersOfTheOriginalAreNotCopied() throws Exception {
		try (ListenerContext context = OrdersStream.start(this.server, new PoisonListener())) {
			context.jetStream()
				.message("x")
				.subject("order.poison")
				.expectStream("ORDERS")
				.header("tenant", "acme")
				.publish();
			MessageInfo letter = awaitDeadLetter(context, 1);
			assertThat(letter.getHeaders().keySet()).contains("tenant")
				.allMatch((name) -> !name.startsWith("Nats-") || name.startsWith(DeadLetterHeaders.PREFIX)
						|| name.equals(NatsHeaders.MESSAGE_ID));
		}
	}

	@Test
	void messageThatIsNotRetryableIsNotWorkedOnAgainWhileItsDeadLetterCannotBeStored() throws Exception {
		WrongListener listener = new WrongListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			context.management().deleteStream("ORDERS_DLQ");
			context.jetStream().publish("order.wrong", "x");
			await().until(() -> context.events(DeadLetterEvent.class).size() >= 2);
			context.management()
				.addStream(StreamConfiguration.builder().name("ORDERS_DLQ").subjects("dlq.ORDERS.>").build());
			MessageInfo letter = awaitDeadLetter(context, 1);
			assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("not_retryable");
			assertThat(header(letter, DeadLetterHeaders.EXCEPTION)).isEqualTo(ClassCastException.class.getName());
			assertThat(listener.calls).hasValue(1);
		}
	}

	@Test
	void forgedHeadersDoNotCountAsAttempts() throws Exception {
		PoisonListener listener = new PoisonListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener);
				Connection raw = Nats.connect(this.server.url())) {
			raw.jetStream()
				.publish(NatsMessage.builder()
					.subject("order.poison")
					.headers(new io.nats.client.impl.Headers().put(DeadLetterHeaders.DELIVERIES, "99")
						.put(NatsHeaders.DELIVERY_ATTEMPT, "99"))
					.data("x")
					.build());
			MessageInfo letter = awaitDeadLetter(context, 1);
			assertThat(header(letter, DeadLetterHeaders.DELIVERIES)).isEqualTo("3");
			assertThat(listener.attempts).containsExactly(1L, 2L, 3L);
		}
	}

	private static MessageInfo awaitDeadLetter(ListenerContext context, long sequence) {
		return await().atMost(Duration.ofSeconds(20))
			.ignoreExceptions()
			.until(() -> context.management().getMessage("ORDERS_DLQ", sequence), (letter) -> letter != null);
	}

	private static String header(MessageInfo message, String name) {
		return message.getHeaders().getFirst(name);
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

	static class FlakyListener {

		final List<Long> attempts = new CopyOnWriteArrayList<>();

		final List<Long> times = new CopyOnWriteArrayList<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.flaky", durable = "flaky",
				retry = @Retry(maxRetries = "3", delay = "200ms", multiplier = "2"))
		void work(String text, NatsJetStreamMetaData metaData) {
			this.times.add(System.currentTimeMillis());
			this.attempts.add(metaData.deliveredCount());
			if (this.attempts.size() < 3) {
				throw new IllegalStateException("not yet");
			}
		}

	}

	static class PoisonListener {

		final List<Long> attempts = new CopyOnWriteArrayList<>();

		@JetStreamListener(id = "poison", stream = "ORDERS", subjects = "order.poison", durable = "poison")
		void work(byte[] body, @Header(NatsHeaders.DELIVERY_ATTEMPT) long attempt) {
			this.attempts.add(attempt);
			throw new IllegalStateException("no rate for \uD83D\uDCB0\nin Zürich");
		}

	}

	static class StoppingListener {

		final CountDownLatch entered = new CountDownLatch(1);

		final List<String> received = new CopyOnWriteArrayList<>();

		volatile boolean stopped;

		@JetStreamListener(stream = "ORDERS", subjects = "order.stopping", durable = "stopping", prefetch = "10",
				retry = @Retry(maxRetries = "0"))
		void work(String text) throws InterruptedException {
			this.entered.countDown();
			if (!this.stopped) {
				TimeUnit.MILLISECONDS.sleep(200);
			}
			this.received.add(text);
		}

	}

	static class WrongListener {

		final AtomicInteger calls = new AtomicInteger();

		@JetStreamListener(stream = "ORDERS", subjects = "order.wrong", durable = "wrong")
		void work(String text) {
			this.calls.incrementAndGet();
			throw new ClassCastException("as asked");
		}

	}

	static class Stalled {

		final AtomicInteger calls = new AtomicInteger();

		@JetStreamListener(stream = "ORDERS", subjects = "order.stalled", durable = "stalled", ackWait = "1s",
				concurrency = "2", retry = @Retry(maxRetries = "3"))
		void work(String text, io.nats.client.Message message) throws Exception {
			this.calls.incrementAndGet();
			message.getConnection().flush(Duration.ofSeconds(1));
			// Settles behind the library's back, so that it cannot.
			message.nak();
		}

	}

}
