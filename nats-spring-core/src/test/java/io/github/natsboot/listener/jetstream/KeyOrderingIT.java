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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.Retry;
import io.github.natsboot.listener.Acknowledgment;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerInstrumentation;
import io.github.natsboot.observation.NatsListenerObservationContext;
import io.github.natsboot.support.NatsHeaders;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Subscription;
import io.nats.client.impl.NatsJetStreamMetaData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The order within each subject, and the speed across them.
 */
@WithNatsServer
class KeyOrderingIT {

	private static final int KEYS = 100;

	private static final int MESSAGES = 100;

	private final NatsTestServer server;

	KeyOrderingIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void noMessageOvertakesAnotherOfItsSubjectWhateverFails() throws Exception {
		FlakyListener listener = new FlakyListener();
		SettlementCounter settlements = new SettlementCounter();
		try (ListenerContext context = OrdersStream.start(this.server, listener, settlements)) {
			publishKeys(context, "order.flaky", KEYS, MESSAGES);
			await().atMost(Duration.ofSeconds(20)).until(() -> listener.log.size() == KEYS * MESSAGES);
			await().untilAsserted(
					() -> assertThat(context.management().getConsumerInfo("ORDERS", "flaky").getNumAckPending())
						.isZero());
			assertThat(listener.log.violations()).isEmpty();
			assertThat(listener.log.repeated()).isZero();
			long letters = context.management().getStreamInfo("ORDERS_DLQ").getStreamState().getMsgCount();
			assertThat(letters).isEqualTo(listener.hopeless(KEYS, MESSAGES)).isPositive();
			assertThat(settlements.count(ListenerInstrumentation.Settlement.DEAD_LETTER)).isEqualTo(letters);
			assertThat(settlements.count(ListenerInstrumentation.Settlement.ACK)).isEqualTo(KEYS * MESSAGES - letters);
			assertThat(settlements.count(ListenerInstrumentation.Settlement.RETRY)).isGreaterThan(1000);
		}
	}

	@Test
	void theSameWithoutTheOrderingIsSeenToFail() throws Exception {
		DisorderlyListener listener = new DisorderlyListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			publishKeys(context, "order.disorderly", 10, 20);
			await().atMost(Duration.ofSeconds(20)).until(() -> listener.log.size() == 200);
			assertThat(listener.log.violations()).isNotEmpty();
		}
	}

	@Test
	void orderHoldsWhereTheConnectionIsCutAndWhatWasOnItsWayIsLost() throws Exception {
		SlowListener listener = new SlowListener();
		try (LossyProxy proxy = new LossyProxy(this.server.port());
				ListenerContext context = ListenerContext.startAt(proxy.url(), List.of(OrdersStream.ORDERS),
						listener)) {
			context.registry().stop("slow");
			publishKeys(context, "order.slow", 50, 120);
			context.registry().start("slow");
			for (int i = 0; i < 3; i++) {
				int before = listener.log.size();
				await().pollInterval(Duration.ofMillis(2))
					.atMost(Duration.ofSeconds(10))
					.until(() -> listener.log.size() > before + 200);
				proxy.cut();
			}
			await().atMost(Duration.ofSeconds(30)).until(() -> listener.log.size() == 6000);
			assertThat(listener.log.violations()).isEmpty();
			assertThat(context.management().getConsumerInfo("ORDERS", "slow").getDelivered().getConsumerSequence())
				.as("messages were lost")
				.isGreaterThan(6000);
		}
	}

	@Test
	void orderHoldsWhereAnApplicationIsKilledAndAnotherStarts() throws Exception {
		SlowListener killed = new SlowListener();
		SlowListener next = new SlowListener(killed.log);
		try (ListenerContext first = OrdersStream.start(this.server, killed)) {
			first.registry().stop("slow");
			publishKeys(first, "order.slow", 50, 100);
			first.registry().start("slow");
			await().pollInterval(Duration.ofMillis(2)).until(() -> killed.log.size() > 500);
			killed.dead.set(true);
			first.connection().close();
			assertThat(killed.log.size()).isLessThan(4000);
			try (ListenerContext second = OrdersStream.start(this.server, next)) {
				await().atMost(Duration.ofSeconds(30)).until(() -> next.log.size() == 5000);
			}
		}
		assertThat(next.log.violations()).isEmpty();
	}

	@Test
	void messageThatSomebodyElseTookAndDoesNotSettleIsNotOvertaken() throws Exception {
		TakenListener listener = new TakenListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener);
				Connection other = Nats.connect(this.server.url())) {
			context.jetStream().publish("order.taken", "0");
			await().until(() -> listener.received.size() == 1);
			Subscription inbox = other.subscribe("taken");
			other.publish("$JS.API.CONSUMER.MSG.NEXT.ORDERS.taken", "taken",
					"{\"batch\":1,\"expires\":10000000000}".getBytes(StandardCharsets.UTF_8));
			other.flush(Duration.ofSeconds(2));
			for (int i = 1; i < 20; i++) {
				context.jetStream().publish("order.taken", Integer.toString(i));
			}
			assertThat(inbox.nextMessage(Duration.ofSeconds(2)).isJetStream()).isTrue();
			await().atMost(Duration.ofSeconds(5)).until(() -> listener.received.size() == 20);
			assertThat(listener.received).isEqualTo(IntStream.range(0, 20).mapToObj(Integer::toString).toList());
		}
	}

	@Test
	void severalInstancesDoNotHoldEachOtherUp() throws Exception {
		SlowListener one = new SlowListener();
		SlowListener two = new SlowListener();
		try (ListenerContext first = OrdersStream.start(this.server, one);
				ListenerContext second = OrdersStream.start(this.server, two)) {
			publishKeys(first, "order.slow", 50, 40);
			await().atMost(Duration.ofSeconds(15)).until(() -> one.log.size() + two.log.size() >= 2000);
			assertThat(two.log.size()).isPositive();
		}
	}

	@Test
	void stopHandsBackInOrderWhatHasNotBeenBegunOrWaitsForARetry() throws Exception {
		StoppedListener one = new StoppedListener();
		StoppedListener two = new StoppedListener();
		two.healthy = true;
		try (ListenerContext first = OrdersStream.start(this.server, one)) {
			publishKeys(first, "order.stopped", 20, 10);
			await().until(() -> one.received.size() > 20 && one.failed.get());
			first.registry().stop();
			try (ListenerContext second = OrdersStream.start(this.server, two)) {
				// Far below the 30 seconds that the server would wait.
				await().atMost(Duration.ofSeconds(5)).until(() -> one.received.size() + two.received.size() == 200);
				KeyOrderLog log = new KeyOrderLog();
				List<String> all = new ArrayList<>(one.received);
				all.addAll(two.received);
				all.forEach((text) -> {
					String[] parts = text.split("/");
					log.enter(parts[0]);
					log.leave(parts[0], Integer.parseInt(parts[1]), true);
				});
				assertThat(log.violations()).isEmpty();
				assertThat(log.repeated()).isZero();
			}
		}
	}

	@Test
	void subjectThatIsBlockedDoesNotHoldUpOthers() throws Exception {
		BlockedListener listener = new BlockedListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			for (int i = 0; i < 600; i++) {
				context.jetStream().publishAsync("order.blocked.bad", "bad");
			}
			publishKeys(context, "order.blocked", 20, 50);
			await().atMost(Duration.ofSeconds(5)).until(() -> listener.received.size() == 1000);
			assertThat(listener.attempts).containsExactly(1L);
			// Nothing of the blocked subject is delivered again meanwhile.
			TimeUnit.MILLISECONDS.sleep(1500);
			assertThat(context.management().getConsumerInfo("ORDERS", "blocked").getRedelivered()).isZero();
		}
	}

	@Test
	void attemptsAreCountedForWhoeverLooks() throws Exception {
		CountingListener listener = new CountingListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			context.jetStream().publish("order.counting", "x");
			await().untilAsserted(() -> assertThat(listener.attempts).containsExactly(1L, 2L, 3L));
			await().untilAsserted(
					() -> assertThat(context.management().getStreamInfo("ORDERS_DLQ").getStreamState().getMsgCount())
						.isEqualTo(1));
			assertThat(context.management().getMessage("ORDERS_DLQ", 1).getHeaders().getFirst("Nats-Dlq-Deliveries"))
				.isEqualTo("3");
			assertThat(context.management().getConsumerInfo("ORDERS", "counting").getRedelivered()).isZero();
		}
	}

	@Test
	void retryThatAMethodAsksForHoldsUpItsSubjectOnly() throws Exception {
		ManualListener listener = new ManualListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			context.jetStream().publish("order.manual.a", "a1");
			context.jetStream().publish("order.manual.a", "a2");
			context.jetStream().publish("order.manual.b", "b1");
			await().untilAsserted(() -> assertThat(listener.received).containsExactly("b1", "a1", "a2"));
			await().untilAsserted(
					() -> assertThat(context.management().getConsumerInfo("ORDERS", "manual").getNumAckPending())
						.isZero());
		}
	}

	@Test
	void subjectGoesOnAfterWhoeverLooksOnHasFailed() throws Exception {
		CountingListener listener = new CountingListener();
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new FailingOnce());
		try (ListenerContext context = OrdersStream.start(this.server, listener, observations)) {
			context.jetStream().publish("order.counting", "x");
			// As an attempt, although the method was not called. Well before ack-wait.
			await().atMost(Duration.ofSeconds(10))
				.untilAsserted(() -> assertThat(listener.attempts).containsExactly(2L, 3L));
		}
	}

	private static void publishKeys(ListenerContext context, String prefix, int keys, int messages) {
		List<CompletableFuture<?>> acks = new ArrayList<>();
		for (int number = 0; number < messages; number++) {
			for (int key = 0; key < keys; key++) {
				acks.add(context.jetStream().publishAsync(prefix + ".k" + key, Integer.toString(number)));
			}
		}
		acks.forEach((ack) -> assertThat(ack).succeedsWithin(Duration.ofSeconds(20)));
	}

	static class FailingOnce implements ObservationHandler<NatsListenerObservationContext> {

		private final AtomicBoolean failed = new AtomicBoolean();

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof NatsListenerObservationContext;
		}

		@Override
		public void onStart(NatsListenerObservationContext context) {
			if (!this.failed.getAndSet(true)) {
				throw new IllegalStateException("as asked");
			}
		}

	}

	static class SettlementCounter implements ListenerInstrumentation {

		private final Map<Settlement, AtomicLong> counts = new ConcurrentHashMap<>();

		@Override
		public void settled(ListenerInfo listener, Message message, Settlement settlement) {
			this.counts.computeIfAbsent(settlement, (absent) -> new AtomicLong()).incrementAndGet();
		}

		long count(Settlement settlement) {
			return this.counts.getOrDefault(settlement, new AtomicLong()).get();
		}

	}

	static class FlakyListener {

		final KeyOrderLog log = new KeyOrderLog();

		@JetStreamListener(stream = "ORDERS", subjects = "order.flaky.{key}", durable = "flaky", ordering = "KEY",
				concurrency = "8", retry = @Retry(maxRetries = "2", delay = "5ms", jitter = "2ms"))
		void work(@DestinationVariable String key, String number, NatsJetStreamMetaData metaData) {
			work(this.log, key, Integer.parseInt(number), metaData.deliveredCount());
		}

		static void work(KeyOrderLog log, String key, int number, long attempt) {
			log.enter(key);
			boolean fails = attempt <= failures(key, number);
			log.leave(key, number, !fails || attempt == 3);
			if (fails) {
				throw new IllegalStateException("as asked");
			}
		}

		/**
		 * One in ten fails once or twice, one in a hundred always.
		 */
		private static int failures(String key, int number) {
			int hash = Math.floorMod((key + number).hashCode() * 31, 100);
			return (hash == 0) ? 3 : (hash < 5) ? 2 : (hash < 11) ? 1 : 0;
		}

		long hopeless(int keys, int messages) {
			long count = 0;
			for (int key = 0; key < keys; key++) {
				for (int number = 0; number < messages; number++) {
					count += (failures("k" + key, number) == 3) ? 1 : 0;
				}
			}
			return count;
		}

	}

	static class DisorderlyListener {

		final KeyOrderLog log = new KeyOrderLog();

		@JetStreamListener(stream = "ORDERS", subjects = "order.disorderly.{key}", durable = "disorderly",
				concurrency = "8", retry = @Retry(maxRetries = "2", delay = "5ms", jitter = "2ms"))
		void work(@DestinationVariable String key, String number, NatsJetStreamMetaData metaData) {
			FlakyListener.work(this.log, key, Integer.parseInt(number), metaData.deliveredCount());
		}

	}

	static class SlowListener {

		final KeyOrderLog log;

		final AtomicBoolean dead = new AtomicBoolean();

		SlowListener() {
			this(new KeyOrderLog());
		}

		SlowListener(KeyOrderLog log) {
			this.log = log;
		}

		@JetStreamListener(id = "slow", stream = "ORDERS", subjects = "order.slow.{key}", durable = "slow",
				ordering = "KEY", concurrency = "8", ackWait = "1s",
				retry = @Retry(maxRetries = "20", delay = "5ms", multiplier = "1"))
		void work(@DestinationVariable String key, String text, NatsJetStreamMetaData metaData)
				throws InterruptedException {
			int number = Integer.parseInt(text);
			this.log.enter(key);
			TimeUnit.MILLISECONDS.sleep(1);
			boolean fails = this.dead.get() || (metaData.deliveredCount() == 1 && number % 10 == 3);
			this.log.leave(key, number, !fails);
			if (fails) {
				throw new IllegalStateException("as asked");
			}
		}

	}

	static class StoppedListener {

		final List<String> received = new CopyOnWriteArrayList<>();

		final AtomicBoolean failed = new AtomicBoolean();

		volatile boolean healthy;

		@JetStreamListener(stream = "ORDERS", subjects = "order.stopped.{key}", durable = "stopped", ordering = "KEY",
				concurrency = "4", retry = @Retry(delay = "1m", maxDelay = "1m"))
		void work(@DestinationVariable String key, String number) throws InterruptedException {
			TimeUnit.MILLISECONDS.sleep(10);
			if (!this.healthy && number.equals("1") && key.endsWith("1")) {
				this.failed.set(true);
				throw new IllegalStateException("as asked");
			}
			this.received.add(key + "/" + number);
		}

	}

	static class BlockedListener {

		final List<String> received = new CopyOnWriteArrayList<>();

		final List<Long> attempts = new CopyOnWriteArrayList<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.blocked.{key}", durable = "blocked", ordering = "KEY",
				concurrency = "2", ackWait = "1s", retry = @Retry(delay = "1m", maxDelay = "1m"))
		void work(@DestinationVariable String key, String number, NatsJetStreamMetaData metaData) {
			if (key.equals("bad")) {
				this.attempts.add(metaData.deliveredCount());
				throw new IllegalStateException("as asked");
			}
			this.received.add(key + "/" + number);
		}

	}

	static class TakenListener {

		final List<String> received = new CopyOnWriteArrayList<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.taken", durable = "taken", ordering = "KEY",
				concurrency = "4", ackWait = "1s")
		void work(String number) {
			this.received.add(number);
		}

	}

	static class CountingListener {

		final List<Long> attempts = new CopyOnWriteArrayList<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.counting", durable = "counting", ordering = "KEY")
		void work(@Header(NatsHeaders.DELIVERY_ATTEMPT) long attempt) {
			this.attempts.add(attempt);
			throw new IllegalStateException("as asked");
		}

	}

	static class ManualListener {

		final List<String> received = new CopyOnWriteArrayList<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.manual.*", durable = "manual", ordering = "KEY",
				ackMode = "MANUAL")
		void work(String text, NatsJetStreamMetaData metaData, Acknowledgment acknowledgment) {
			if (text.equals("a1") && metaData.deliveredCount() == 1) {
				acknowledgment.nack(Duration.ofMillis(500));
				return;
			}
			this.received.add(text);
			acknowledgment.acknowledge();
		}

	}

}
