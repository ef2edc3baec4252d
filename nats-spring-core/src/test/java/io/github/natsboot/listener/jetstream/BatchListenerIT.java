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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.listener.BatchListenerFailedException;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerInstrumentation.Settlement;
import io.github.natsboot.listener.ListenerInterceptor;
import io.github.natsboot.support.NatsHeaders;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Listeners that take several messages at once.
 */
@WithNatsServer
@ExtendWith(OutputCaptureExtension.class)
class BatchListenerIT {

	private final NatsTestServer server;

	private final SettlementRecorder recorder = new SettlementRecorder();

	private final Batches listener = new Batches();

	BatchListenerIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void messagesComeInFullBatchesInTheirOrderAndAreAcknowledged() throws Exception {
		try (ListenerContext context = start()) {
			context.registry().stop("batches");
			OrdersStream.publish(context, "order.batch", 25);
			context.registry().start("batches");
			await().until(() -> this.listener.received().size() == 25);
			assertThat(this.listener.received())
				.containsExactlyElementsOf(IntStream.range(0, 25).mapToObj(String::valueOf).toList());
			assertThat(this.listener.batches).extracting(List::size).containsExactly(10, 10, 5);
			await().untilAsserted(() -> assertThat(acknowledged(context)).isEqualTo(25));
			assertThat(this.recorder.settlements).hasSize(25).containsOnly(Settlement.ACK);
		}
	}

	@Test
	void batchThatIsNotFullComesAfterTheTimeout() throws Exception {
		try (ListenerContext context = start()) {
			OrdersStream.publish(context, "order.batch", 3);
			await().until(() -> this.listener.received().size() == 3);
			assertThat(this.listener.batches).hasSize(1);
		}
	}

	@Test
	void failureRetriesAllMessagesAndThenEachIsADeadLetter() throws Exception {
		this.listener.work = (texts) -> {
			throw new IllegalStateException("no database");
		};
		try (ListenerContext context = start()) {
			OrdersStream.publish(context, "order.batch", 3);
			await().atMost(Duration.ofSeconds(20)).until(() -> deadLetters(context) == 3);
			assertThat(this.listener.received()).hasSize(9);
			assertThat(this.recorder.settlements).filteredOn(Settlement.RETRY::equals).hasSize(6);
		}
	}

	@Test
	void failureAtOneMessageConcernsThatOneOnly() throws Exception {
		this.listener.work = failOn("2");
		try (ListenerContext context = start()) {
			OrdersStream.publish(context, "order.batch", 6);
			await().atMost(Duration.ofSeconds(20)).until(() -> deadLetters(context) == 1);
			assertThat(context.management().getMessage("ORDERS_DLQ", 1).getData()).isEqualTo("2".getBytes());
			assertThat(this.listener.batches).startsWith(List.of("0", "1", "2", "3", "4", "5"), List.of("3", "4", "5"));
			assertThat(this.listener.received()).filteredOn("2"::equals).hasSize(3);
			await().untilAsserted(
					() -> assertThat(this.recorder.settlements).filteredOn(Settlement.ACK::equals).hasSize(5));
		}
	}

	@Test
	void manyFailuresInOneBatchDoNotCostTheOthersAnAttempt() throws Exception {
		this.listener.work = failOn("0", "1", "2", "3", "4", "5", "6", "7", "8");
		try (ListenerContext context = start()) {
			OrdersStream.publish(context, "order.batch", 10);
			await().atMost(Duration.ofSeconds(20)).until(() -> deadLetters(context) == 9);
			assertThat(this.recorder.settlements).filteredOn(Settlement.ACK::equals).hasSize(1);
			await().untilAsserted(
					() -> assertThat(context.management().getConsumerInfo("ORDERS", "batches").getNumAckPending())
						.isZero());
		}
	}

	@Test
	void failureAtAMessageThatIsNotInTheBatchCountsForAll(CapturedOutput output) throws Exception {
		this.listener.work = (texts) -> {
			throw new BatchListenerFailedException("failed", new IllegalStateException("wrong"), 17);
		};
		try (ListenerContext context = start()) {
			OrdersStream.publish(context, "order.batch", 2);
			await().atMost(Duration.ofSeconds(20)).until(() -> deadLetters(context) == 2);
			assertThat(output).contains("failed on message 17 of a batch of");
		}
	}

	@Test
	void messageThatCannotBeReadIsADeadLetterByItself() throws Exception {
		Orders orders = new Orders();
		try (ListenerContext context = OrdersStream.start(this.server, orders, this.recorder)) {
			context.jetStream().publish("order.orders", new Order("1", 1));
			context.jetStream().publish("order.orders", "no order");
			context.jetStream().publish("order.orders", new Order("2", 2));
			await().until(() -> orders.received.size() == 2);
			assertThat(orders.received).containsExactly(new Order("1", 1), new Order("2", 2));
			await().until(() -> deadLetters(context) == 1);
			assertThat(context.management().getMessage("ORDERS_DLQ", 1).getHeaders().getFirst("Nats-Dlq-Reason"))
				.isEqualTo("unreadable");
		}
	}

	@Test
	void messageThatAnErrorComesOfWhenItIsReadSpoilsNoBatch() throws Exception {
		Orders orders = new Orders();
		try (ListenerContext context = OrdersStream.start(this.server, orders, this.recorder)) {
			context.jetStream().publish("order.orders", new Order("1", 1));
			context.jetStream().publish("order.orders", Map.of("id", "broken", "amount", 1));
			await().atMost(Duration.ofSeconds(20)).until(() -> deadLetters(context) == 1);
			assertThat(orders.received).containsExactly(new Order("1", 1));
			assertThat(this.recorder.settlements).contains(Settlement.RETRY, Settlement.ACK);
		}
	}

	@Test
	void elementsMayBeSpringMessagesNativeMessagesAndBytes() throws Exception {
		Kinds kinds = new Kinds();
		try (ListenerContext context = OrdersStream.start(this.server, kinds)) {
			context.jetStream().publish("order.kinds", new Order("1", 1));
			await().untilAsserted(() -> assertThat(kinds.received).containsExactlyInAnyOrder("1 1", "order.kinds",
					"{\"id\":\"1\",\"amount\":1.0}"));
		}
	}

	@Test
	void messagesAreKeptAliveWhileABatchIsGatheredAndWorkedOn() throws Exception {
		Slow slow = new Slow();
		try (ListenerContext context = OrdersStream.start(this.server, slow, this.recorder)) {
			OrdersStream.publish(context, "order.slow", 3);
			await().atMost(Duration.ofSeconds(10)).until(() -> this.recorder.settlements.size() == 3);
			await().during(Duration.ofMillis(600)).until(() -> slow.received.size() == 3);
		}
	}

	@Test
	void batchThatIsBeingGatheredAtAStopIsHandedBackAtOnce() throws Exception {
		Patient patient = new Patient();
		try (ListenerContext context = OrdersStream.start(this.server, patient, this.recorder)) {
			OrdersStream.publish(context, "order.patient", 3);
			await().until(() -> context.management().getConsumerInfo("ORDERS", "patient").getNumAckPending() == 3);
			long stopping = System.nanoTime();
			context.registry().stop();
			assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(3));
			assertThat(this.recorder.settlements).hasSize(3).containsOnly(Settlement.HANDED_BACK);
			assertThat(patient.received).isEmpty();
		}
	}

	@Test
	void restOfABatchIsHandedBackWhenTheListenerStopsMeanwhile() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		this.listener.work = (texts) -> {
			entered.countDown();
			try {
				release.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			throw new BatchListenerFailedException("failed", new IllegalStateException("failed"), 1);
		};
		try (ListenerContext context = start()) {
			OrdersStream.publish(context, "order.batch", 4);
			assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
			context.registry().getListenerContainer("batches").stopReceiving();
			int size = this.listener.batches.get(0).size();
			this.recorder.settlements.clear();
			release.countDown();
			await().until(() -> this.recorder.settlements.size() >= size);
			assertThat(size).isEqualTo(4);
			assertThat(this.recorder.settlements).containsExactly(Settlement.ACK, Settlement.RETRY,
					Settlement.HANDED_BACK, Settlement.HANDED_BACK);
		}
	}

	@Test
	void batchThatHangsAtAStopStaysUnacknowledged() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		this.listener.work = (texts) -> {
			entered.countDown();
			try {
				TimeUnit.SECONDS.sleep(60);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		};
		try (ListenerContext context = start()) {
			OrdersStream.publish(context, "order.batch", 2);
			assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
			context.registry().stop();
			assertThat(deadLetters(context)).isZero();
			assertThat(this.recorder.settlements).doesNotContain(Settlement.ACK, Settlement.RETRY);
		}
	}

	@Test
	void resultOfABatchMayComeLater() throws Exception {
		Later later = new Later();
		try (ListenerContext context = OrdersStream.start(this.server, later, this.recorder)) {
			OrdersStream.publish(context, "order.later", 3);
			await().until(() -> !later.results.isEmpty());
			assertThat(this.recorder.settlements).isEmpty();
			later.results.get(0)
				.completeExceptionally(new BatchListenerFailedException("failed", new Exception("failed"), 2));
			await().untilAsserted(() -> assertThat(this.recorder.settlements).containsExactly(Settlement.ACK,
					Settlement.ACK, Settlement.RETRY));
			await().until(() -> later.results.size() == 2);
			later.results.get(1).complete(null);
			await().untilAsserted(() -> assertThat(this.recorder.settlements).hasSize(4).endsWith(Settlement.ACK));
		}
	}

	@Test
	void batchIsLostWhereNothingIsAcknowledged() throws Exception {
		Careless careless = new Careless();
		try (ListenerContext context = OrdersStream.start(this.server, careless, this.recorder)) {
			OrdersStream.publish(context, "order.careless", 3);
			await().untilAsserted(() -> assertThat(this.recorder.settlements).containsExactly(Settlement.ACK,
					Settlement.LOST, Settlement.ACK));
		}
	}

	@Test
	void batchIsOneObservationAndOneInterception() throws Exception {
		TestObservationRegistry observations = TestObservationRegistry.create();
		Counting counting = new Counting();
		try (ListenerContext context = OrdersStream.start(this.server, this.listener, this.recorder, observations,
				counting)) {
			OrdersStream.publish(context, "order.batch", 3);
			await().untilAsserted(() -> assertThat(this.recorder.settlements).hasSize(3));
			assertThat(counting.sizes).containsExactly(3);
			await().untilAsserted(() -> TestObservationRegistryAssert.assertThat(observations)
				.hasNumberOfObservationsWithNameEqualTo("nats.listener", 1));
		}
	}

	private ListenerContext start() throws Exception {
		return OrdersStream.start(this.server, this.listener, this.recorder);
	}

	private static Consumer<List<String>> failOn(String... poison) {
		return (texts) -> {
			for (int i = 0; i < texts.size(); i++) {
				if (List.of(poison).contains(texts.get(i))) {
					throw new BatchListenerFailedException("failed", new IllegalStateException("poison"), i);
				}
			}
		};
	}

	private static long acknowledged(ListenerContext context) throws Exception {
		return context.management().getConsumerInfo("ORDERS", "batches").getAckFloor().getStreamSequence();
	}

	private static long deadLetters(ListenerContext context) throws Exception {
		return context.management().getStreamInfo("ORDERS_DLQ").getStreamState().getMsgCount();
	}

	record Order(String id, double amount) {

		Order {
			if (id.equals("broken")) {
				throw new NoClassDefFoundError("gone");
			}
		}

	}

	static class Batches {

		final List<List<String>> batches = new CopyOnWriteArrayList<>();

		volatile Consumer<List<String>> work = (texts) -> {
		};

		@JetStreamListener(id = "batches", stream = "ORDERS", subjects = "order.batch", durable = "batches",
				batchSize = "10", batchTimeout = "500ms")
		void work(List<String> texts) {
			this.batches.add(List.copyOf(texts));
			this.work.accept(texts);
		}

		List<String> received() {
			return this.batches.stream().flatMap(List::stream).toList();
		}

	}

	static class Orders {

		final List<Order> received = new CopyOnWriteArrayList<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.orders", durable = "orders")
		void work(List<Order> orders) {
			this.received.addAll(orders);
		}

	}

	static class Kinds {

		final List<String> received = new CopyOnWriteArrayList<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.kinds", durable = "spring")
		void spring(List<Message<Order>> messages) {
			messages.forEach((message) -> this.received
				.add(message.getPayload().id() + " " + message.getHeaders().get(NatsHeaders.DELIVERY_ATTEMPT)));
		}

		@JetStreamListener(stream = "ORDERS", subjects = "order.kinds", durable = "native")
		void nativeMessages(List<io.nats.client.Message> messages) {
			messages.forEach((message) -> this.received.add(message.getSubject()));
		}

		@JetStreamListener(stream = "ORDERS", subjects = "order.kinds", durable = "bytes", batchTimeout = "0")
		void bytes(List<byte[]> bodies) {
			bodies.forEach((body) -> this.received.add(new String(body)));
		}

	}

	static class Slow {

		final List<String> received = new CopyOnWriteArrayList<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.slow", durable = "slow", ackWait = "300ms",
				batchTimeout = "1s", concurrency = "2")
		void work(List<String> texts) throws InterruptedException {
			this.received.addAll(texts);
			TimeUnit.MILLISECONDS.sleep(1000);
		}

	}

	static class Patient {

		final List<String> received = new CopyOnWriteArrayList<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.patient", durable = "patient", batchTimeout = "30s")
		void work(List<String> texts) {
			this.received.addAll(texts);
		}

	}

	static class Later {

		final List<CompletableFuture<Void>> results = new CopyOnWriteArrayList<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.later", durable = "later", batchTimeout = "500ms")
		CompletableFuture<Void> work(List<String> texts) {
			CompletableFuture<Void> result = new CompletableFuture<>();
			this.results.add(result);
			return result;
		}

	}

	static class Careless {

		@JetStreamListener(stream = "ORDERS", subjects = "order.careless", durable = "careless", ackMode = "NONE",
				batchTimeout = "500ms")
		void work(List<String> texts) {
			if (texts.contains("1")) {
				throw new BatchListenerFailedException("failed", new IllegalStateException("failed"), 1);
			}
		}

	}

	static class Counting implements ListenerInterceptor {

		final List<Integer> sizes = new CopyOnWriteArrayList<>();

		@Override
		public @Nullable Object intercept(Invocation invocation) throws Exception {
			this.sizes.add(invocation.messages().size());
			assertThat(invocation.message()).isSameAs(invocation.messages().get(0));
			return invocation.proceed();
		}

	}

}
