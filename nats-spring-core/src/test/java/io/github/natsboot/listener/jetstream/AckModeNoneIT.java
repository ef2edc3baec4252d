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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerInstrumentation.Settlement;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.api.AckPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Listeners on streams that acknowledge nothing.
 */
@WithNatsServer
@ExtendWith(OutputCaptureExtension.class)
class AckModeNoneIT {

	private final NatsTestServer server;

	private final SettlementRecorder recorder = new SettlementRecorder();

	AckModeNoneIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void consumerAcknowledgesNothingAndThereIsNoStreamOfDeadLetters() throws Exception {
		Careless listener = new Careless();
		try (ListenerContext context = OrdersStream.start(this.server, listener, this.recorder)) {
			OrdersStream.publish(context, "order.careless", 100);
			await().until(() -> listener.received.size() == 100);
			assertThat(context.management().getConsumerInfo("ORDERS", "careless").getConsumerConfiguration())
				.satisfies((consumer) -> assertThat(consumer.getAckPolicy()).isEqualTo(AckPolicy.None));
			assertThat(context.management().getStreamNames()).containsExactly("ORDERS");
			await()
				.untilAsserted(() -> assertThat(this.recorder.settlements).hasSize(100).containsOnly(Settlement.ACK));
		}
	}

	@Test
	void messageThatFailsIsLostAndSaidToBe(CapturedOutput output) throws Exception {
		Careless listener = new Careless();
		try (ListenerContext context = OrdersStream.start(this.server, listener, this.recorder)) {
			context.jetStream().publish("order.careless", "fail");
			context.jetStream().publish("order.careless", "x");
			await().untilAsserted(
					() -> assertThat(this.recorder.settlements).containsExactly(Settlement.LOST, Settlement.ACK));
			await().during(Duration.ofMillis(500)).until(() -> listener.received.size() == 2);
			assertThat(output).contains("is lost to it: with ack mode NONE it does not come again");
		}
	}

	@Test
	void stopWorksOffWhatIsHere() throws Exception {
		Blocked listener = new Blocked();
		try (ListenerContext context = OrdersStream.start(this.server, listener, this.recorder)) {
			block(context, listener);
			context.registry().getListenerContainer("blocked").stopReceiving();
			listener.release.countDown();
			context.registry().stop();
			assertThat(listener.received).containsExactly("0", "1", "2");
			assertThat(this.recorder.settlements).hasSize(3).containsOnly(Settlement.ACK);
		}
	}

	@Test
	void stopWorksOffWhatIsHereInBatches() throws Exception {
		BlockedBatches listener = new BlockedBatches();
		try (ListenerContext context = OrdersStream.start(this.server, listener, this.recorder)) {
			block(context, listener);
			context.registry().getListenerContainer("blocked").stopReceiving();
			listener.release.countDown();
			context.registry().stop();
			assertThat(listener.received).containsExactly("0", "1", "2");
			assertThat(this.recorder.settlements).hasSize(3).containsOnly(Settlement.ACK);
		}
	}

	@Test
	void whatTheStopCannotWaitForIsLostAndSaidToBe(CapturedOutput output) throws Exception {
		Blocked listener = new Blocked();
		try (ListenerContext context = OrdersStream.start(this.server, listener, this.recorder)) {
			block(context, listener);
			context.registry().stop();
			await().untilAsserted(() -> assertThat(this.recorder.settlements).hasSize(3).containsOnly(Settlement.LOST));
			assertThat(listener.received).containsExactly("0");
			assertThat(output).contains("2 messages, from 2 of stream 'ORDERS' on, were not begun before listener")
				.contains("Message 1 of stream 'ORDERS' failed in listener 'blocked'");
		}
	}

	@Test
	void listenerThatStopsItselfWorksOffWhatIsHere() throws Exception {
		Blocked listener = new Blocked();
		try (ListenerContext context = OrdersStream.start(this.server, listener, this.recorder)) {
			listener.atFirst = () -> context.registry().stop("blocked");
			block(context, listener);
			listener.release.countDown();
			await().untilAsserted(() -> assertThat(this.recorder.settlements).hasSize(3).containsOnly(Settlement.ACK));
			assertThat(context.registry().getListenerContainer("blocked").isRunning()).isFalse();
		}
	}

	@Test
	void whatIsHereWhenTheProcessCannotGoOnIsLostAndSaidToBe(CapturedOutput output) throws Exception {
		Blocked listener = new Blocked();
		listener.atFirst = () -> {
			throw new OutOfMemoryError("as asked");
		};
		try (ListenerContext context = OrdersStream.start(this.server, listener, this.recorder)) {
			block(context, listener);
			listener.release.countDown();
			await().untilAsserted(
					() -> assertThat(this.recorder.settlements).containsExactly(Settlement.LOST, Settlement.LOST));
			assertThat(listener.received).containsExactly("0");
			assertThat(output).contains("2 messages, from 2 of stream 'ORDERS' on, were not begun");
		}
	}

	private static void block(ListenerContext context, Blocking listener) throws Exception {
		OrdersStream.publish(context, "order.blocked", 3);
		assertThat(listener.entered.await(5, TimeUnit.SECONDS)).isTrue();
		await().until(() -> context.management().getConsumerInfo("ORDERS", "blocked").getNumPending() == 0);
	}

	static class Careless {

		final List<String> received = new CopyOnWriteArrayList<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.careless", durable = "careless", ackMode = "NONE")
		void work(String text) {
			this.received.add(text);
			if (text.equals("fail")) {
				throw new IllegalStateException("failed");
			}
		}

	}

	abstract static class Blocking {

		final List<String> received = new CopyOnWriteArrayList<>();

		final CountDownLatch entered = new CountDownLatch(1);

		final CountDownLatch release = new CountDownLatch(1);

		volatile Runnable atFirst = () -> {
		};

		void block(List<String> texts) throws InterruptedException {
			boolean first = this.received.isEmpty();
			this.received.addAll(texts);
			this.entered.countDown();
			this.release.await();
			if (first) {
				this.atFirst.run();
			}
		}

	}

	static class Blocked extends Blocking {

		@JetStreamListener(id = "blocked", stream = "ORDERS", subjects = "order.blocked", durable = "blocked",
				ackMode = "NONE")
		void work(String text) throws InterruptedException {
			block(List.of(text));
		}

	}

	static class BlockedBatches extends Blocking {

		@JetStreamListener(id = "blocked", stream = "ORDERS", subjects = "order.blocked", durable = "blocked",
				ackMode = "NONE", batchSize = "2", batchTimeout = "0", prefetch = "10")
		void work(List<String> texts) throws InterruptedException {
			block(texts);
		}

	}

}
