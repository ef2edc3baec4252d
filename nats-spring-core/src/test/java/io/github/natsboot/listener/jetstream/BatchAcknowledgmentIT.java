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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.core.RequestTimeoutException;
import io.github.natsboot.listener.Acknowledgment;
import io.github.natsboot.listener.BatchAcknowledgment;
import io.github.natsboot.listener.BatchListenerFailedException;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerInstrumentation.Settlement;
import io.github.natsboot.listener.ListenerInterceptor;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.api.ConsumerInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Batches that the listener's method settles.
 */
@WithNatsServer
@ExtendWith(OutputCaptureExtension.class)
class BatchAcknowledgmentIT {

	private final NatsTestServer server;

	private final Batches listener = new Batches();

	private final SettlementRecorder recorder = new SettlementRecorder();

	BatchAcknowledgmentIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void batchMayBeAcknowledgedAsAWholeAndLater() throws Exception {
		Whole whole = new Whole();
		try (ListenerContext context = OrdersStream.start(this.server, whole, this.recorder)) {
			OrdersStream.publish(context, "order.whole", 4);
			Acknowledgment acknowledgment = whole.acknowledgments.poll(10, TimeUnit.SECONDS);
			assertThat(acknowledgment).isNotNull();
			await().during(Duration.ofSeconds(1)).until(this.recorder.settlements::isEmpty);
			acknowledgment.inProgress();
			acknowledgment.acknowledge();
			assertThat(acknowledgment.isOpen()).isFalse();
			await().untilAsserted(() -> assertAllAcknowledged(context, "whole", 4));
			assertThat(this.recorder.settlements).hasSize(4).containsOnly(Settlement.ACK);
		}
	}

	@Test
	void confirmedAcknowledgementIsKnownToTheServer() throws Exception {
		try (ListenerContext context = start()) {
			deliver(context).acknowledgeSync(Duration.ofSeconds(5));
			assertAllAcknowledged(context, "batches", 4);
			assertThat(this.recorder.settlements).hasSize(4).containsOnly(Settlement.ACK);
		}
	}

	@Test
	void acknowledgementThatIsNotConfirmedInTimeIsAnException() throws Exception {
		try (ListenerContext context = start()) {
			BatchAcknowledgment acknowledgment = deliver(context);
			context.management().deleteConsumer("ORDERS", "batches");
			long begun = System.nanoTime();
			assertThatExceptionOfType(RequestTimeoutException.class)
				.isThrownBy(() -> acknowledgment.acknowledgeSync(Duration.ofMillis(300)));
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
			assertThat(acknowledgment.isOpen()).isFalse();
		}
	}

	@Test
	void messagesMayBeAcknowledgedUpToOne() throws Exception {
		try (ListenerContext context = start()) {
			BatchAcknowledgment acknowledgment = deliver(context);
			acknowledgment.acknowledge(1);
			assertThat(this.recorder.settlements).containsExactly(Settlement.ACK, Settlement.ACK);
			assertThat(acknowledgment.isOpen()).isTrue();
			acknowledgment.acknowledge(3);
			assertThat(acknowledgment.isOpen()).isFalse();
			assertThat(this.recorder.settlements).hasSize(4).containsOnly(Settlement.ACK);
		}
	}

	@Test
	void nackAtAMessageCallsTheMethodAgainWithThoseBehindIt() throws Exception {
		try (ListenerContext context = start()) {
			deliver(context).nack(1);
			assertThat(this.recorder.settlements).containsExactlyInAnyOrder(Settlement.RETRY, Settlement.ACK);
			this.listener.next().acknowledge();
			this.listener.next().acknowledge();
			assertThat(this.listener.batches).containsExactly(List.of("0", "1", "2", "3"), List.of("2", "3"),
					List.of("1"));
			await().untilAsserted(() -> assertAllAcknowledged(context, "batches", 5));
		}
	}

	@Test
	void nackAtAMessageMayWait() throws Exception {
		try (ListenerContext context = start()) {
			long asked = System.nanoTime();
			deliver(context).nack(3, Duration.ofMillis(700));
			this.listener.next().acknowledge();
			assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofMillis(650));
			assertThat(this.listener.batches).endsWith(List.of("3"));
		}
	}

	@Test
	void nackWhileTheMethodRunsHoldsForThoseBehindItAsWell() throws Exception {
		this.listener.work = (acknowledgment) -> {
			acknowledgment.nack(0);
			assertThatIllegalStateException().isThrownBy(acknowledgment::acknowledge)
				.withMessageContaining("is given to the method again");
			this.listener.work = (next) -> {
			};
		};
		try (ListenerContext context = start()) {
			deliver(context);
			this.listener.next().acknowledge();
			assertThat(this.listener.batches).startsWith(List.of("0", "1", "2", "3"), List.of("1", "2", "3"));
		}
	}

	@Test
	void nackOfTheWholeRetriesEachMessageToTheDeadLetters() throws Exception {
		this.listener.work = Acknowledgment::nack;
		try (ListenerContext context = start()) {
			deliver(context);
			await().atMost(Duration.ofSeconds(20)).until(() -> deadLetters(context) == 4);
			assertThat(this.recorder.settlements).filteredOn(Settlement.RETRY::equals).hasSize(8);
		}
	}

	@Test
	void nackOfTheWholeMayWait() throws Exception {
		try (ListenerContext context = start()) {
			long asked = System.nanoTime();
			deliver(context).nack(Duration.ofMillis(700));
			this.listener.next();
			assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofMillis(650));
		}
	}

	@Test
	void oneMessageOrTheRestMayBeGivenUp() throws Exception {
		try (ListenerContext context = start()) {
			BatchAcknowledgment acknowledgment = deliver(context);
			acknowledgment.deadLetter(2, "wrong");
			assertThat(deadLetters(context)).isEqualTo(1);
			acknowledgment.acknowledge(0);
			acknowledgment.deadLetter("the rest");
			assertThat(deadLetters(context)).isEqualTo(3);
			assertThat(this.recorder.settlements).containsExactly(Settlement.DEAD_LETTER, Settlement.ACK,
					Settlement.DEAD_LETTER, Settlement.DEAD_LETTER);
		}
	}

	@Test
	void exceptionRetriesWhatIsNotSettled() throws Exception {
		this.listener.work = (acknowledgment) -> {
			this.listener.work = (next) -> {
			};
			acknowledgment.acknowledge(1);
			throw new IllegalStateException("failed");
		};
		try (ListenerContext context = start()) {
			BatchAcknowledgment first = deliver(context);
			await().untilAsserted(() -> assertThat(this.recorder.settlements).startsWith(Settlement.ACK, Settlement.ACK,
					Settlement.RETRY, Settlement.RETRY));
			assertThatIllegalStateException().isThrownBy(first::acknowledge).withMessageContaining("was given up");
			await().untilAsserted(
					() -> assertThat(this.listener.received()).containsExactly("0", "1", "2", "3", "2", "3"));
		}
	}

	@Test
	void exceptionThatNamesAMessageConcernsWhatIsNotSettled() throws Exception {
		this.listener.work = (acknowledgment) -> {
			this.listener.work = (next) -> {
			};
			acknowledgment.acknowledge(0);
			throw new BatchListenerFailedException("failed", 2);
		};
		try (ListenerContext context = start()) {
			deliver(context);
			await().untilAsserted(() -> assertThat(this.recorder.settlements).containsExactly(Settlement.ACK,
					Settlement.ACK, Settlement.RETRY));
			this.listener.next();
			assertThat(this.listener.batches.get(1)).containsExactly("3");
		}
	}

	@Test
	void exceptionAfterAllIsSettledChangesNothing(CapturedOutput output) throws Exception {
		this.listener.work = (acknowledgment) -> {
			acknowledgment.acknowledge();
			throw new IllegalStateException("failed");
		};
		try (ListenerContext context = start()) {
			deliver(context);
			await().untilAsserted(() -> assertThat(output).contains("failed after it had settled what it failed on"));
			assertThat(this.recorder.settlements).hasSize(4).containsOnly(Settlement.ACK);
		}
	}

	@Test
	void misuseIsRefused() throws Exception {
		try (ListenerContext context = start()) {
			BatchAcknowledgment acknowledgment = deliver(context);
			assertThatIllegalArgumentException().isThrownBy(() -> acknowledgment.nack(4))
				.withMessage("There is no message 4 in a batch of 4");
			assertThatIllegalArgumentException().isThrownBy(() -> acknowledgment.acknowledge(-1));
			assertThatIllegalArgumentException().isThrownBy(() -> acknowledgment.nack(Duration.ofSeconds(-1)));
			assertThatIllegalArgumentException().isThrownBy(() -> acknowledgment.nack(0, Duration.ofSeconds(-1)));
			assertThatIllegalArgumentException().isThrownBy(() -> acknowledgment.acknowledgeSync(Duration.ZERO));
			acknowledgment.acknowledge(1);
			assertThatIllegalStateException().isThrownBy(() -> acknowledgment.nack(1))
				.withMessageContaining("is settled already");
			assertThatIllegalStateException().isThrownBy(() -> acknowledgment.acknowledge(1));
			acknowledgment.acknowledge();
			assertThatIllegalStateException().isThrownBy(acknowledgment::acknowledge);
			assertThatIllegalStateException().isThrownBy(acknowledgment::inProgress);
			assertThatIllegalStateException().isThrownBy(() -> acknowledgment.deadLetter(3, "wrong"));
		}
	}

	@Test
	void batchThatAnInterceptorAnswersIsAcknowledged() throws Exception {
		try (ListenerContext context = OrdersStream.start(this.server, this.listener, this.recorder, new Answering())) {
			OrdersStream.publish(context, "order.batch", 4);
			await().untilAsserted(() -> assertThat(this.recorder.settlements).hasSize(4).containsOnly(Settlement.ACK));
			assertThat(this.listener.batches).isEmpty();
		}
	}

	@Test
	void batchThatNobodySettlesIsReported(CapturedOutput output) throws Exception {
		try (ListenerContext context = start()) {
			BatchAcknowledgment acknowledgment = deliver(context);
			await().until(() -> this.recorder.unsettled.size() == 1);
			assertThat(output).contains("Message 1 of stream 'ORDERS' has been open for");
			acknowledgment.acknowledge();
		}
	}

	@Test
	void whatIsOpenWhenTheListenerStopsIsHandedBack() throws Exception {
		try (ListenerContext context = start()) {
			BatchAcknowledgment acknowledgment = deliver(context);
			acknowledgment.acknowledge(1);
			context.registry().stop();
			assertThat(this.recorder.settlements).containsExactly(Settlement.ACK, Settlement.ACK,
					Settlement.HANDED_BACK, Settlement.HANDED_BACK);
			assertThatIllegalStateException().isThrownBy(acknowledgment::acknowledge)
				.withMessageContaining("the listener has stopped");
		}
	}

	private ListenerContext start() throws Exception {
		return OrdersStream.start(this.server, this.listener, this.recorder);
	}

	private BatchAcknowledgment deliver(ListenerContext context) throws Exception {
		OrdersStream.publish(context, "order.batch", 4);
		return this.listener.next();
	}

	private static void assertAllAcknowledged(ListenerContext context, String durable, long deliveries)
			throws Exception {
		ConsumerInfo consumer = context.management().getConsumerInfo("ORDERS", durable);
		assertThat(consumer.getNumAckPending()).isZero();
		assertThat(consumer.getAckFloor().getStreamSequence()).isEqualTo(4);
		assertThat(consumer.getDelivered().getConsumerSequence()).isEqualTo(deliveries);
	}

	private static long deadLetters(ListenerContext context) throws Exception {
		return context.management().getStreamInfo("ORDERS_DLQ").getStreamState().getMsgCount();
	}

	static class Batches {

		final List<List<String>> batches = new CopyOnWriteArrayList<>();

		final BlockingQueue<BatchAcknowledgment> acknowledgments = new LinkedBlockingQueue<>();

		volatile Consumer<BatchAcknowledgment> work = (acknowledgment) -> {
		};

		@JetStreamListener(id = "batches", stream = "ORDERS", subjects = "order.batch", durable = "batches",
				ackMode = "MANUAL", ackWait = "1s", batchSize = "4", batchTimeout = "500ms")
		void work(BatchAcknowledgment acknowledgment, List<String> texts) {
			this.batches.add(List.copyOf(texts));
			try {
				this.work.accept(acknowledgment);
			}
			finally {
				this.acknowledgments.add(acknowledgment);
			}
		}

		List<String> received() {
			List<String> received = new ArrayList<>();
			this.batches.forEach(received::addAll);
			return received;
		}

		BatchAcknowledgment next() throws InterruptedException {
			BatchAcknowledgment next = this.acknowledgments.poll(10, TimeUnit.SECONDS);
			assertThat(next).as("a call of the method").isNotNull();
			return next;
		}

	}

	static class Whole {

		final BlockingQueue<Acknowledgment> acknowledgments = new LinkedBlockingQueue<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.whole", durable = "whole", ackMode = "MANUAL",
				ackWait = "400ms", batchSize = "4", batchTimeout = "2s")
		void work(List<String> texts, Acknowledgment acknowledgment) {
			this.acknowledgments.add(acknowledgment);
		}

	}

	static class Answering implements ListenerInterceptor {

		@Override
		public @Nullable Object intercept(Invocation invocation) {
			return null;
		}

	}

}
