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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerInstrumentation.Settlement;
import io.github.natsboot.listener.ListenerState;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.impl.NatsJetStreamMetaData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a pause of listeners on streams does to messages.
 */
@WithNatsServer
class ListenerPauseIT {

	private final NatsTestServer server;

	ListenerPauseIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void pausedListenerBeginsNothingAndGoesOnWhereItWas() throws Exception {
		SlowListener listener = new SlowListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			OrdersStream.publish(context, "order.slow", 100);
			await().until(() -> listener.received.size() > 3);
			context.registry().pause("slow");
			assertThat(state(context, "slow")).isEqualTo(ListenerState.PAUSED);
			await().until(() -> listener.received.size() == listener.begun.get());
			int received = listener.received.size();
			await().during(Duration.ofSeconds(1)).until(() -> listener.begun.get() == received);
			context.registry().resume("slow");
			assertThat(state(context, "slow")).isEqualTo(ListenerState.RUNNING);
			await().until(() -> listener.received.size() == 100);
			assertThat(listener.received).isEqualTo(IntStream.range(0, 100).mapToObj(Integer::toString).toList());
		}
	}

	@Test
	void pauseBeyondAckWaitCostsNoAttempt() throws Exception {
		SlowListener listener = new SlowListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			OrdersStream.publish(context, "order.slow", 30);
			for (int i = 1; i <= 5; i++) {
				int wanted = i * 3;
				await().until(() -> listener.received.size() >= wanted);
				context.registry().pause("slow");
				// Several times the ack-wait of the listener.
				await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
				ConsumerInfo consumer = context.management().getConsumerInfo("ORDERS", "slow");
				assertThat(consumer.getRedelivered()).isZero();
				context.registry().resume("slow");
			}
			await().until(() -> listener.received.size() == 30);
			assertThat(listener.received).doesNotHaveDuplicates();
			assertThat(listener.attempts).containsOnly(1L);
			assertThat(context.management().getStreamInfo("ORDERS_DLQ").getStreamState().getMsgCount()).isZero();
		}
	}

	@Test
	void pausedListenerLeavesNewMessagesToOthers() throws Exception {
		SlowListener one = new SlowListener();
		SlowListener two = new SlowListener();
		try (ListenerContext first = OrdersStream.start(this.server, one);
				ListenerContext second = OrdersStream.start(this.server, two)) {
			first.registry().pause("slow");
			OrdersStream.publish(second, "order.slow", 50);
			await().atMost(Duration.ofSeconds(8)).until(() -> two.received.size() == 50);
			assertThat(one.received).isEmpty();
			second.registry().pause("slow");
			first.registry().resume("slow");
			OrdersStream.publish(second, "order.slow", 10);
			await().atMost(Duration.ofSeconds(8)).until(() -> one.received.size() == 10);
		}
	}

	@Test
	void pauseSurvivesALostConnection() throws Exception {
		SlowListener listener = new SlowListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			context.registry().pause("slow");
			context.connection().forceReconnect();
			await().until(() -> context.connection().getStatus() == Connection.Status.CONNECTED);
			OrdersStream.publish(context, "order.slow", 5);
			await().during(Duration.ofSeconds(2)).until(listener.received::isEmpty);
			assertThat(state(context, "slow")).isEqualTo(ListenerState.PAUSED);
			context.registry().resume("slow");
			await().until(() -> listener.received.size() == 5);
		}
	}

	@Test
	void pauseWithoutAConnectionCountsWhenItIsBack() throws Exception {
		try (NatsTestServer own = NatsTestServer.start()) {
			SlowListener listener = new SlowListener();
			try (ListenerContext context = OrdersStream.start(own, listener)) {
				own.kill();
				await().until(() -> context.connection().getStatus() != Connection.Status.CONNECTED);
				context.registry().pause("slow");
				own.restart();
				await().until(() -> context.connection().getStatus() == Connection.Status.CONNECTED);
				OrdersStream.publish(context, "order.slow", 5);
				await().during(Duration.ofSeconds(2)).until(listener.received::isEmpty);
				context.registry().resume("slow");
				await().until(() -> listener.received.size() == 5);
			}
		}
	}

	@Test
	void runningMethodFinishesAndIsAcknowledgedWhilePaused() throws Exception {
		HeldListener listener = new HeldListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			context.jetStream().publish("order.held", "x");
			assertThat(listener.entered.await(5, TimeUnit.SECONDS)).isTrue();
			long pausing = System.nanoTime();
			context.registry().pause("held");
			assertThat(Duration.ofNanos(System.nanoTime() - pausing)).isLessThan(Duration.ofSeconds(2));
			listener.release.countDown();
			await().until(() -> context.management().getConsumerInfo("ORDERS", "held").getNumAckPending() == 0);
			assertThat(state(context, "held")).isEqualTo(ListenerState.PAUSED);
		}
	}

	@Test
	void pauseAndResumeMayBeCalledTwiceAndStartDoesNotEndAPause() throws Exception {
		SlowListener listener = new SlowListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			NatsListenerEndpointRegistry registry = context.registry();
			registry.resume("slow");
			registry.pause("slow");
			registry.pause("slow");
			registry.start("slow");
			assertThat(state(context, "slow")).isEqualTo(ListenerState.PAUSED);
			assertThat(registry.getListenerContainer("slow").isRunning()).isTrue();
			registry.resume("slow");
			registry.resume("slow");
			context.jetStream().publish("order.slow", "x");
			await().until(() -> listener.received.size() == 1);
		}
	}

	@Test
	void stopEndsAPauseAndHandsBackWhatWaited() throws Exception {
		SlowListener listener = new SlowListener();
		SettlementRecorder recorder = new SettlementRecorder();
		try (ListenerContext context = OrdersStream.start(this.server, listener, recorder)) {
			OrdersStream.publish(context, "order.slow", 30);
			await().until(() -> listener.received.size() > 3);
			context.registry().pause("slow");
			long stopping = System.nanoTime();
			context.registry().stop("slow");
			assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(2));
			assertThat(state(context, "slow")).isEqualTo(ListenerState.STOPPED);
			assertThat(recorder.settlements).contains(Settlement.HANDED_BACK);
			context.registry().pause("slow");
			context.registry().resume("slow");
			assertThat(state(context, "slow")).isEqualTo(ListenerState.STOPPED);
			context.registry().start("slow");
			assertThat(state(context, "slow")).isEqualTo(ListenerState.RUNNING);
			await().until(() -> listener.received.size() == 30);
		}
	}

	@Test
	void methodMayPauseItsOwnListener() throws Exception {
		SelfPausingListener listener = new SelfPausingListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			listener.registry = context.registry();
			OrdersStream.publish(context, "order.self", 10);
			await().until(() -> state(context, "self").isPaused());
			await().during(Duration.ofSeconds(1)).until(() -> listener.received.size() == 1);
			context.registry().resume("self");
			await().until(() -> listener.received.size() == 2);
		}
	}

	@Test
	void batchesArePausedToo() throws Exception {
		BatchedListener listener = new BatchedListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			context.registry().pause("batched");
			OrdersStream.publish(context, "order.batched", 20);
			await().during(Duration.ofSeconds(1)).until(listener.received::isEmpty);
			context.registry().resume("batched");
			await().until(() -> listener.received.size() == 20);
			assertThat(listener.received).doesNotHaveDuplicates();
		}
	}

	private static ListenerState state(ListenerContext context, String id) {
		return context.registry().getListenerContainer(id).state();
	}

	static class SlowListener {

		final AtomicInteger begun = new AtomicInteger();

		final List<String> received = new CopyOnWriteArrayList<>();

		final List<Long> attempts = new CopyOnWriteArrayList<>();

		@JetStreamListener(id = "slow", stream = "ORDERS", durable = "slow", subjects = "order.slow", ackWait = "500ms")
		void handle(String text, NatsJetStreamMetaData metaData) throws Exception {
			this.begun.incrementAndGet();
			TimeUnit.MILLISECONDS.sleep(20);
			this.attempts.add(metaData.deliveredCount());
			this.received.add(text);
		}

	}

	static class HeldListener {

		final CountDownLatch entered = new CountDownLatch(1);

		final CountDownLatch release = new CountDownLatch(1);

		@JetStreamListener(id = "held", stream = "ORDERS", durable = "held", subjects = "order.held")
		void handle(String text) throws Exception {
			this.entered.countDown();
			this.release.await(10, TimeUnit.SECONDS);
		}

	}

	static class SelfPausingListener {

		final List<String> received = new CopyOnWriteArrayList<>();

		volatile NatsListenerEndpointRegistry registry;

		@JetStreamListener(id = "self", stream = "ORDERS", durable = "self", subjects = "order.self")
		void handle(String text) {
			this.received.add(text);
			await().until(() -> this.registry != null);
			this.registry.pause("self");
		}

	}

	static class BatchedListener {

		final List<String> received = new CopyOnWriteArrayList<>();

		@JetStreamListener(id = "batched", stream = "ORDERS", durable = "batched", subjects = "order.batched",
				batchSize = "5")
		void handle(List<String> texts) {
			this.received.addAll(texts);
		}

	}

}
