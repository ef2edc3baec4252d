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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.Retry;
import io.github.natsboot.deadletter.DeadLetterHeaders;
import io.github.natsboot.event.ListenerStoppedEvent;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerInstrumentation.Settlement;
import io.github.natsboot.listener.ListenerState;
import io.github.natsboot.support.NatsHeaders;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Message;
import io.nats.client.api.ConsumerInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The ways in which a method may fail, hang or be late.
 */
@WithNatsServer
class FailureKindsIT {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final NatsTestServer server;

	private final SettlementRecorder recorder = new SettlementRecorder();

	FailureKindsIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@ParameterizedTest
	@ValueSource(strings = { "free", "keyed" })
	void messagesThatFailSideBySideEachHaveTheirOwnAttempts(String kind) throws Exception {
		KeysListener listener = new KeysListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			// What succeeds comes between those that fail, again and again.
			for (int i = 0; i < 10; i++) {
				context.jetStream().publish("order." + kind + ".bad" + i, "bad");
				context.jetStream().publish("order." + kind + ".good", "good");
			}
			await().atMost(LONG).untilAsserted(() -> {
				assertThat(letters(context)).isEqualTo(10);
				assertThat(listener.attempts.get("order." + kind + ".good")).hasSize(10);
			});
			for (int i = 0; i < 10; i++) {
				assertThat(listener.attempts.get("order." + kind + ".bad" + i)).containsExactly(1, 2, 3);
			}
			assertThat(listener.attempts.get("order." + kind + ".good")).containsOnly(1);
			awaitSettled(context, kind);
		}
	}

	@Test
	void othersGoOnWhileOneMethodHangs() throws Exception {
		HungListener listener = new HungListener();
		try (ListenerContext context = OrdersStream.start(this.server, this.recorder, listener)) {
			context.jetStream().publish("order.hung", "hang");
			assertThat(listener.entered.await(10, TimeUnit.SECONDS)).isTrue();
			OrdersStream.publish(context, "order.hung", 50);
			await().atMost(LONG).until(() -> listener.received.size() == 50);
			// Well beyond ack wait, it is neither given to somebody else nor settled.
			await().during(Duration.ofSeconds(3)).atMost(LONG).untilAsserted(() -> {
				ConsumerInfo consumer = context.management().getConsumerInfo("ORDERS", "hung");
				assertThat(consumer.getNumAckPending()).isEqualTo(1);
				assertThat(listener.hung).hasValue(1);
			});
			long stopping = System.nanoTime();
			context.registry().stop();
			assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(15));
			assertThat(this.recorder.settlements).hasSize(50).containsOnly(Settlement.ACK);
			assertThat(letters(context)).isZero();
		}
		finally {
			listener.release.countDown();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "stack", "class", "interrupt", "checked", "death", "assertion" })
	void whatIsThrownIsAFailureLikeAnyOther(String kind) throws Exception {
		ThrowingListener listener = new ThrowingListener();
		try (ListenerContext context = OrdersStream.start(this.server, this.recorder, listener)) {
			context.jetStream().publish("order.thrown", kind);
			context.jetStream().publish("order.thrown", "good");
			await().atMost(LONG).until(() -> letters(context) == 1);
			assertThat(
					context.management().getMessage("ORDERS_DLQ", 1).getHeaders().getFirst(DeadLetterHeaders.EXCEPTION))
				.isEqualTo(ThrowingListener.of(kind).getClass().getName());
			await().atMost(LONG).until(() -> listener.received.contains("good"));
			awaitSettled(context, "thrown");
			assertThat(listener.interrupted).hasValue(0);
			assertThat(this.recorder.settlements).containsExactlyInAnyOrder(Settlement.RETRY, Settlement.RETRY,
					Settlement.DEAD_LETTER, Settlement.ACK);
			assertThat(context.events(ListenerStoppedEvent.class)).isEmpty();
			assertThat(context.registry().getListenerContainer("thrown").state()).isEqualTo(ListenerState.RUNNING);
		}
	}

	@Test
	void oneListenerThatRunsOutOfMemoryStopsAloneAndSaysSo() throws Exception {
		ExhaustedListener listener = new ExhaustedListener();
		try (ListenerContext context = OrdersStream.start(this.server, this.recorder, listener)) {
			context.jetStream().publish("order.exhausted", "x");
			await().atMost(LONG).until(() -> context.events(ListenerStoppedEvent.class).size() == 1);
			ListenerStoppedEvent event = context.events(ListenerStoppedEvent.class).get(0);
			assertThat(event.getListenerId()).isEqualTo("exhausted");
			assertThat(event.getCause()).isEqualTo(ListenerStoppedEvent.Cause.FAILED);
			assertThat(context.registry().getListenerContainer("exhausted").state().status())
				.isEqualTo(ListenerState.Status.FAILED);
			assertThat(this.recorder.settlements).isEmpty();
			assertThat(context.management().getConsumerInfo("ORDERS", "exhausted").getNumAckPending()).isEqualTo(1);
			OrdersStream.publish(context, "order.beside", 5);
			await().atMost(LONG).until(() -> listener.beside.get() == 5);
			assertThat(letters(context)).isZero();
			// Whoever has seen to it starts the listener again, and nothing is lost.
			listener.mended = true;
			context.registry().start("exhausted");
			await().atMost(Duration.ofSeconds(60)).until(() -> listener.calls.get() == 2);
			awaitSettled(context, "exhausted");
		}
	}

	@Test
	void acknowledgementThatComesAfterTheMessageWasDeliveredAgainDoesNoHarm() throws Exception {
		LateListener listener = new LateListener();
		try (ListenerContext context = OrdersStream.start(this.server, this.recorder, listener)) {
			context.jetStream().publish("order.late", "late");
			await().atMost(LONG).until(() -> listener.attempts.size() == 2);
			listener.first.countDown();
			awaitSettled(context, "late");
			listener.second.countDown();
			await().atMost(LONG).until(() -> this.recorder.settlements.size() == 2);
			OrdersStream.publish(context, "order.late", 20);
			await().atMost(LONG).until(() -> listener.attempts.size() == 22);
			awaitSettled(context, "late");
			await().during(Duration.ofSeconds(2)).atMost(LONG).untilAsserted(() -> {
				assertThat(listener.attempts).hasSize(22).containsOnlyOnce(2L);
				assertThat(letters(context)).isZero();
			});
		}
	}

	private static long letters(ListenerContext context) throws Exception {
		return context.management().getStreamInfo("ORDERS_DLQ").getStreamState().getMsgCount();
	}

	private static void awaitSettled(ListenerContext context, String durable) {
		await().atMost(LONG).untilAsserted(() -> {
			ConsumerInfo consumer = context.management().getConsumerInfo("ORDERS", durable);
			assertThat(consumer.getNumAckPending()).isZero();
			assertThat(consumer.getNumPending()).isZero();
		});
	}

	static class KeysListener {

		final Map<String, List<Integer>> attempts = new ConcurrentHashMap<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.free.*", durable = "free", concurrency = "4")
		void free(String body, @Header(NatsHeaders.SUBJECT) String subject,
				@Header(NatsHeaders.DELIVERY_ATTEMPT) int attempt) {
			work(body, subject, attempt);
		}

		@JetStreamListener(stream = "ORDERS", subjects = "order.keyed.*", durable = "keyed", concurrency = "4",
				ordering = "KEY")
		void keyed(String body, @Header(NatsHeaders.SUBJECT) String subject,
				@Header(NatsHeaders.DELIVERY_ATTEMPT) int attempt) {
			work(body, subject, attempt);
		}

		private void work(String body, String subject, int attempt) {
			this.attempts.computeIfAbsent(subject, (key) -> new CopyOnWriteArrayList<>()).add(attempt);
			if (body.equals("bad")) {
				throw new IllegalStateException("no rate");
			}
		}

	}

	static class HungListener {

		final AtomicInteger hung = new AtomicInteger();

		final CountDownLatch entered = new CountDownLatch(1);

		final CountDownLatch release = new CountDownLatch(1);

		final List<String> received = new CopyOnWriteArrayList<>();

		@JetStreamListener(id = "hung", stream = "ORDERS", subjects = "order.hung", durable = "hung", ackWait = "1s",
				concurrency = "2")
		void work(String text) {
			if (!text.equals("hang")) {
				this.received.add(text);
				return;
			}
			this.hung.incrementAndGet();
			this.entered.countDown();
			boolean released = false;
			while (!released) {
				try {
					this.release.await();
					released = true;
				}
				catch (InterruptedException ex) {
					// Hangs on purpose.
				}
			}
		}

	}

	static class ThrowingListener {

		final List<String> received = new CopyOnWriteArrayList<>();

		final AtomicInteger interrupted = new AtomicInteger();

		@JetStreamListener(id = "thrown", stream = "ORDERS", subjects = "order.thrown", durable = "thrown")
		void work(String kind) throws Throwable {
			if (Thread.currentThread().isInterrupted()) {
				this.interrupted.incrementAndGet();
			}
			this.received.add(kind);
			if (kind.equals("stack")) {
				overflow(0);
			}
			if (kind.equals("interrupt")) {
				Thread.currentThread().interrupt();
			}
			if (!kind.equals("good")) {
				throw of(kind);
			}
		}

		private static int overflow(int depth) {
			return 1 + overflow(depth + 1);
		}

		static Throwable of(String kind) {
			return switch (kind) {
				case "stack" -> new StackOverflowError();
				case "class" -> new NoClassDefFoundError("com/example/Missing");
				case "interrupt" -> new InterruptedException();
				case "checked" -> new IOException("disk");
				case "assertion" -> new AssertionError("never");
				default -> new ThreadDeath();
			};
		}

	}

	static class ExhaustedListener {

		final AtomicInteger calls = new AtomicInteger();

		final AtomicInteger beside = new AtomicInteger();

		volatile boolean mended;

		@JetStreamListener(id = "exhausted", stream = "ORDERS", subjects = "order.exhausted", durable = "exhausted",
				ackWait = "2s")
		void exhaust(String text) {
			this.calls.incrementAndGet();
			if (!this.mended) {
				throw new OutOfMemoryError("as asked");
			}
		}

		@JetStreamListener(id = "beside", stream = "ORDERS", subjects = "order.beside", durable = "beside")
		void work(String text) {
			this.beside.incrementAndGet();
		}

	}

	static class LateListener {

		final List<Long> attempts = new CopyOnWriteArrayList<>();

		final CountDownLatch first = new CountDownLatch(1);

		final CountDownLatch second = new CountDownLatch(1);

		@JetStreamListener(id = "late", stream = "ORDERS", subjects = "order.late", durable = "late", concurrency = "2")
		void work(String text, Message message) throws Exception {
			long attempt = message.metaData().deliveredCount();
			this.attempts.add(attempt);
			if (!text.equals("late")) {
				return;
			}
			if (attempt == 1) {
				// As if ack wait had passed: the server gives it to somebody else.
				message.getConnection().publish(message.getReplyTo(), "-NAK".getBytes());
				this.first.await();
			}
			else {
				this.second.await();
			}
		}

	}

}
