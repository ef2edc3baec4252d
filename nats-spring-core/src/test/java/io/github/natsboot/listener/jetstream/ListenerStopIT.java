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
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.annotation.Retry;
import io.github.natsboot.core.NatsTemplate;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a stop of listeners leaves behind, and how long it takes.
 */
@WithNatsServer
class ListenerStopIT {

	private final NatsTestServer server;

	ListenerStopIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void workersThatStopTheirListenerAtOnceDoNotWaitForEachOther() throws Exception {
		StoppingListener listener = new StoppingListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			listener.registry = context.registry();
			OrdersStream.publish(context, "order.stopping", 2);
			await().until(() -> listener.took.size() == 2);
			assertThat(listener.took).allSatisfy((nanos) -> assertThat(nanos).isLessThan(2_000_000_000L));
			assertThat(context.registry().getListenerContainer("stopping").isRunning()).isFalse();
		}
	}

	@Test
	void aCoreListenerThatStopsItselfDoesNotWaitForItself() throws Exception {
		StoppingListener listener = new StoppingListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			listener.registry = context.registry();
			context.nats().publish("stopping.core", "x");
			await().until(() -> listener.took.size() == 1);
			assertThat(listener.took).allSatisfy((nanos) -> assertThat(nanos).isLessThan(2_000_000_000L));
			assertThat(context.registry().getListenerContainer("stopping.core").isRunning()).isFalse();
			context.registry().start("stopping.core");
			context.nats().publish("stopping.core", "x");
			await().until(() -> listener.took.size() == 2);
		}
	}

	@Test
	void stopFinishesWhatRunsAndHandsBackTheRestAtOnce() throws Exception {
		StoppedListener one = new StoppedListener();
		StoppedListener two = new StoppedListener();
		try (ListenerContext first = OrdersStream.start(this.server, one)) {
			OrdersStream.publish(first, "order.stopped", 100);
			await().until(() -> one.received.size() > 3);
			long stopped = System.nanoTime();
			first.registry().stop();
			assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(Duration.ofSeconds(2));
			int finished = one.received.size();
			assertThat(one.started).hasValue(finished);
			try (ListenerContext second = OrdersStream.start(this.server, two)) {
				// Far below the 30 seconds that the server would wait for an
				// acknowledgement.
				await().atMost(Duration.ofSeconds(10)).until(() -> two.received.size() == 100 - finished);
			}
		}
		List<String> all = new ArrayList<>(one.received);
		all.addAll(two.received);
		assertThat(all).hasSize(100).doesNotHaveDuplicates();
	}

	@Test
	void coreListenersAnswerUntilListenersOnStreamsHaveFinished() throws Exception {
		AskingListener asking = new AskingListener();
		AnsweringListener answering = new AnsweringListener();
		try (ListenerContext context = OrdersStream.start(this.server, answering, asking)) {
			asking.nats = context.nats();
			context.jetStream().publish("order.asking", "x");
			assertThat(asking.entered.await(5, TimeUnit.SECONDS)).isTrue();
			context.registry().stop();
			assertThat(asking.answers).containsExactly("yes");
		}
	}

	@Test
	void hungMethodDoesNotHoldUpTheStopForLongerThanItsTimeout() throws Exception {
		HungListener listener = new HungListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			context.jetStream().publish("order.hung", "x");
			assertThat(listener.entered.await(5, TimeUnit.SECONDS)).isTrue();
			long stopping = System.nanoTime();
			context.registry().stop();
			assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isBetween(Duration.ofSeconds(4),
					Duration.ofSeconds(8));
			assertThat(context.management().getConsumerInfo("ORDERS", "hung").getNumAckPending()).isEqualTo(1);
		}
		finally {
			listener.release.countDown();
		}
	}

	@Test
	void interruptOfAStopDoesNotMakeADeadLetter() throws Exception {
		SleepyListener listener = new SleepyListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			context.jetStream().publish("order.sleepy", "x");
			assertThat(listener.entered.await(5, TimeUnit.SECONDS)).isTrue();
			context.registry().stop();
			assertThat(listener.interrupted.await(5, TimeUnit.SECONDS)).isTrue();
			assertThat(context.management().getConsumerInfo("ORDERS", "sleepy").getNumAckPending()).isEqualTo(1);
			assertThat(context.management().getStreamInfo("ORDERS_DLQ").getStreamState().getMsgCount()).isZero();
		}
	}

	@Test
	void listenerThatWasStartedByIdAfterTheOthersStoppedEndsWithTheContext() throws Exception {
		OrderListener listener = new OrderListener();
		ListenerContext context = OrdersStream.start(this.server, listener);
		NatsListenerEndpointRegistry registry = context.registry();
		registry.stop();
		registry.start("fraud");
		context.close();
		assertThat(registry.getListenerContainer("fraud").isRunning()).isFalse();
	}

	@Test
	void stopEndsInTimeWhenTheServerDoesNotAnswer() throws Exception {
		try (NatsTestServer own = NatsTestServer.start()) {
			ListenerContext context = OrdersStream.start(own, new OrderListener(), new OrderedListener(),
					new SharedListener(), new AnsweringListener());
			own.pause();
			long stopping = System.nanoTime();
			context.registry().stop();
			Duration stopped = Duration.ofNanos(System.nanoTime() - stopping);
			own.resume();
			context.close();
			assertThat(stopped).isLessThan(Duration.ofSeconds(5));
		}
	}

	@Test
	void stopEndsInTimeWhenTheServerIsGone() throws Exception {
		NatsTestServer own = NatsTestServer.start();
		try (ListenerContext context = OrdersStream.start(own, new OrderListener(), new SharedListener(),
				new AnsweringListener())) {
			own.close();
			await().until(() -> context.connection().getStatus() != Connection.Status.CONNECTED);
			long stopping = System.nanoTime();
			context.registry().stop();
			assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(2));
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

	static class StoppedListener {

		final AtomicInteger started = new AtomicInteger();

		final List<String> received = new CopyOnWriteArrayList<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.stopped", durable = "stopped", concurrency = "2",
				prefetch = "50")
		void work(String text) throws InterruptedException {
			this.started.incrementAndGet();
			TimeUnit.MILLISECONDS.sleep(30);
			this.received.add(text);
		}

	}

	static class SleepyListener {

		final CountDownLatch entered = new CountDownLatch(1);

		final CountDownLatch interrupted = new CountDownLatch(1);

		@JetStreamListener(stream = "ORDERS", subjects = "order.sleepy", durable = "sleepy",
				retry = @Retry(maxRetries = "0"))
		void work(String text) throws InterruptedException {
			this.entered.countDown();
			try {
				TimeUnit.MINUTES.sleep(1);
			}
			finally {
				this.interrupted.countDown();
			}
		}

	}

	static class HungListener {

		final CountDownLatch entered = new CountDownLatch(1);

		final CountDownLatch release = new CountDownLatch(1);

		@JetStreamListener(stream = "ORDERS", subjects = "order.hung", durable = "hung")
		void work(String text) {
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
			throw new IllegalStateException("released");
		}

	}

	static class AnsweringListener {

		@NatsListener("question")
		String answer(String question) {
			return "yes";
		}

	}

	static class AskingListener {

		final CountDownLatch entered = new CountDownLatch(1);

		final List<String> answers = new CopyOnWriteArrayList<>();

		volatile NatsTemplate nats;

		@JetStreamListener(stream = "ORDERS", subjects = "order.asking", durable = "asking")
		void work(String text) throws InterruptedException {
			this.entered.countDown();
			TimeUnit.MILLISECONDS.sleep(300);
			this.answers.add(this.nats.request("question", "well?", String.class));
		}

	}

	static class StoppingListener {

		final List<Long> took = new CopyOnWriteArrayList<>();

		final CyclicBarrier both = new CyclicBarrier(2);

		volatile @Nullable NatsListenerEndpointRegistry registry;

		@JetStreamListener(id = "stopping", stream = "ORDERS", subjects = "order.stopping", durable = "stopping",
				concurrency = "2")
		void stop(String text) throws Exception {
			this.both.await(5, TimeUnit.SECONDS);
			stop("stopping", text);
		}

		@NatsListener(id = "stopping.core", subjects = "stopping.core")
		void stopCore(String text) {
			stop("stopping.core", text);
		}

		private void stop(String id, String text) {
			long begun = System.nanoTime();
			Objects.requireNonNull(this.registry).stop(id);
			this.took.add(System.nanoTime() - begun);
		}

	}

}
