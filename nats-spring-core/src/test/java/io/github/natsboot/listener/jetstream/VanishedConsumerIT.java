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

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.core.RequestTimeoutException;
import io.github.natsboot.event.ListenerStartedEvent;
import io.github.natsboot.event.ListenerStoppedEvent;
import io.github.natsboot.listener.Acknowledgment;
import io.github.natsboot.listener.ListenerConfigurationException;
import io.github.natsboot.listener.ListenerContainer;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerState;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Consumers and streams that are gone while a listener runs.
 */
@WithNatsServer
class VanishedConsumerIT {

	private final NatsTestServer server;

	VanishedConsumerIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void aConsumerOfItsOwnIsMadeAnewAndGoesOnAfterWhatWasAcknowledged() throws Exception {
		Numbers numbers = new Numbers();
		try (ListenerContext context = OrdersStream.start(this.server, numbers)) {
			OrdersStream.publish(context, "order.number", 100);
			await().until(() -> numbers.received.size() == 100);
			context.management().deleteConsumer("ORDERS", "numbers");
			publish(context, 100, 150);
			await().atMost(Duration.ofSeconds(2)).until(() -> numbers.received.size() >= 150);
			assertThat(numbers.received).containsExactlyElementsOf(texts(0, 150));
			assertThat(container(context).state()).isEqualTo(ListenerState.RUNNING);
			assertThat(context.events(ListenerStoppedEvent.class)).isEmpty();
		}
	}

	@Test
	void whatWaitsForARetryComesAgain() throws Exception {
		Numbers numbers = new Numbers();
		numbers.failing.add("1");
		try (ListenerContext context = OrdersStream.start(this.server, numbers)) {
			OrdersStream.publish(context, "order.number", 3);
			await().until(() -> numbers.received.size() == 2);
			context.management().deleteConsumer("ORDERS", "numbers");
			numbers.failing.clear();
			await().atMost(Duration.ofSeconds(2)).until(() -> numbers.received.contains("1"));
			assertThat(numbers.received).startsWith("0", "2").endsWith("1", "2");
		}
	}

	@Test
	void whatIsBeingWorkedOnIsNotDeliveredTwice() throws Exception {
		Numbers numbers = new Numbers();
		numbers.gate = new CountDownLatch(1);
		try (ListenerContext context = OrdersStream.start(this.server, numbers)) {
			OrdersStream.publish(context, "order.number", 2);
			await().until(() -> numbers.begun.size() == 1);
			context.management().deleteConsumer("ORDERS", "numbers");
			await().until(() -> !container(context).state().isHealthy());
			numbers.gate.countDown();
			await().atMost(Duration.ofSeconds(2)).until(() -> numbers.received.size() >= 2);
			publish(context, 2, 3);
			await().until(() -> numbers.received.size() >= 3);
			assertThat(numbers.received).containsExactly("0", "1", "2");
		}
	}

	@Test
	void aConsumerOfSomebodyElseIsNotMadeButWaitedFor() throws Exception {
		Numbers numbers = new Numbers();
		try (Connection other = Nats.connect(this.server.url())) {
			JetStreamManagement management = other.jetStreamManagement();
			management.addStream(OrdersStream.ORDERS);
			ConsumerConfiguration consumer = ConsumerConfiguration.builder()
				.durable("numbers")
				.filterSubject("order.number")
				.build();
			management.createConsumer("ORDERS", consumer);
			try (ListenerContext context = OrdersStream.start(this.server, numbers)) {
				OrdersStream.publish(context, "order.number", 10);
				await().until(() -> numbers.received.size() == 10);
				management.deleteConsumer("ORDERS", "numbers");
				await().atMost(Duration.ofSeconds(5))
					.until(() -> context.events(ListenerStoppedEvent.class).size() == 1);
				ListenerState state = container(context).state();
				assertThat(state.status()).isEqualTo(ListenerState.Status.FAILED);
				assertThat(state.reason()).contains("No more messages come from consumer 'numbers' of stream 'ORDERS'",
						"No listener had made it",
						"nats consumer add ORDERS numbers --pull --ack explicit --deliver 11 --max-deliver=-1 "
								+ "--filter 'order.number' --defaults");
				assertThatExceptionOfType(ListenerConfigurationException.class)
					.isThrownBy(() -> context.registry().start("numbers"));
				management.createConsumer("ORDERS", consumer);
				await().atMost(Duration.ofSeconds(2)).until(() -> numbers.received.size() == 20);
				assertThat(container(context).state()).isEqualTo(ListenerState.RUNNING);
				assertThat(context.events(ListenerStoppedEvent.class)).hasSize(1);
				await().until(() -> context.events(ListenerStartedEvent.class).size() == 2);
			}
		}
	}

	@Test
	void aStreamThatIsDeletedStopsTheListenerUntilItIsThereAgain() throws Exception {
		Numbers numbers = new Numbers();
		try (ListenerContext context = OrdersStream.start(this.server, numbers)) {
			OrdersStream.publish(context, "order.number", 10);
			await().until(() -> numbers.received.size() == 10);
			context.management().deleteStream("ORDERS");
			await().atMost(Duration.ofSeconds(5)).until(() -> context.events(ListenerStoppedEvent.class).size() == 1);
			assertThat(container(context).state().status()).isEqualTo(ListenerState.Status.FAILED);
			assertThat(container(context).state().reason()).contains("there is no stream 'ORDERS'",
					"It is declared, and made again when the connection is lost and comes back");
			context.management().addStream(OrdersStream.ORDERS);
			// Before the listener is back: the first message of the new stream counts.
			publish(context, 10, 20);
			await().atMost(Duration.ofSeconds(2)).until(() -> numbers.received.size() == 20);
			assertThat(numbers.received).containsExactlyElementsOf(texts(0, 20));
		}
	}

	@Test
	void aListenerThatIsStoppedMeanwhileStaysStopped() throws Exception {
		Numbers numbers = new Numbers();
		try (ListenerContext context = OrdersStream.start(this.server, numbers)) {
			context.management().deleteStream("ORDERS");
			await().atMost(Duration.ofSeconds(5)).until(() -> context.events(ListenerStoppedEvent.class).size() == 1);
			context.registry().stop("numbers");
			assertThat(container(context).state()).isEqualTo(ListenerState.STOPPED);
			context.management().addStream(OrdersStream.ORDERS);
			publish(context, 0, 1);
			await().during(Duration.ofSeconds(1)).until(numbers.received::isEmpty);
			context.registry().start("numbers");
			await().until(() -> numbers.received.size() == 1);
		}
	}

	@Test
	void streamsThatTheServerLostAreDeclaredAgainAndConsumingGoesOn() throws Exception {
		Numbers numbers = new Numbers();
		StreamConfiguration memory = StreamConfiguration.builder(OrdersStream.ORDERS)
			.storageType(StorageType.Memory)
			.build();
		try (NatsTestServer own = NatsTestServer.start();
				ListenerContext context = ListenerContext.start(own, List.of(memory), numbers)) {
			OrdersStream.publish(context, "order.number", 10);
			await().until(() -> numbers.received.size() == 10);
			own.kill();
			own.restart();
			await().atMost(Duration.ofSeconds(10))
				.ignoreExceptions()
				.until(() -> context.jetStream().publish("order.number", "10") != null);
			await().atMost(Duration.ofSeconds(2)).until(() -> numbers.received.contains("10"));
			assertThat(numbers.received).doesNotHaveDuplicates();
			await().until(() -> container(context).state().equals(ListenerState.RUNNING));
		}
	}

	@Test
	void aListenerThatIsPausedFindsOutWhenItIsResumed() throws Exception {
		Numbers numbers = new Numbers();
		try (ListenerContext context = OrdersStream.start(this.server, numbers)) {
			context.registry().pause("numbers");
			context.management().deleteConsumer("ORDERS", "numbers");
			publish(context, 0, 3);
			await().during(Duration.ofMillis(300)).until(numbers.received::isEmpty);
			context.registry().resume("numbers");
			await().atMost(Duration.ofSeconds(5)).until(() -> numbers.received.size() == 3);
		}
	}

	@Test
	void aStreamThatWasRestoredFromACopyIsReadFromItsBeginning() throws Exception {
		Numbers numbers = new Numbers();
		try (NatsTestServer own = NatsTestServer.start();
				ListenerContext context = OrdersStream.start(own, numbers);
				Connection other = Nats.connect(own.url())) {
			OrdersStream.publish(context, "order.number", 10);
			await().until(() -> numbers.received.size() == 10);
			// The same name and time of making, and other messages behind the numbers.
			Path messages = own.storeDirectory().resolve("jetstream/$G/streams/ORDERS/msgs");
			own.terminate();
			FileSystemUtils.deleteRecursively(messages.resolveSibling("obs"));
			FileSystemUtils.deleteRecursively(messages);
			Files.createDirectories(messages);
			own.restart();
			await().ignoreExceptions()
				.until(() -> other.jetStream().publish("order.number", "new0".getBytes()) != null);
			for (int i = 1; i < 15; i++) {
				other.jetStream().publish("order.number", ("new" + i).getBytes());
			}
			await().atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(numbers.received).contains("new0", "new4", "new9", "new14"));
		}
	}

	@Test
	void whatIsNotConfirmedToBeAcknowledgedComesAgain() throws Exception {
		Confirming confirming = new Confirming();
		try (ListenerContext context = OrdersStream.start(this.server, confirming)) {
			confirming.before = () -> {
				try {
					context.management().deleteConsumer("ORDERS", "confirming");
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			};
			context.jetStream().publish("order.number", "1");
			await().until(() -> confirming.received.size() == 2);
			assertThat(confirming.failures).hasSize(1).first().isInstanceOf(RequestTimeoutException.class);
		}
	}

	@Test
	void aListenerThatIsStoppedAsItFailsStaysStopped() throws Exception {
		for (int i = 0; i < 30; i++) {
			Numbers numbers = new Numbers();
			try (ListenerContext context = OrdersStream.start(this.server, numbers)) {
				ListenerContainer container = container(context);
				context.management().deleteConsumer("ORDERS", "numbers");
				while (container.state().isHealthy() && container.state().isRunning() && i % 2 == 0) {
					Thread.onSpinWait();
				}
				context.registry().unregister("numbers");
				await().pollDelay(Duration.ofMillis(30)).until(() -> !container.isRunning());
				assertThat(container.state()).isEqualTo(ListenerState.STOPPED);
			}
		}
	}

	@Test
	void aPauseThatIsAskedForWhileTheStreamIsGoneHolds() throws Exception {
		Numbers numbers = new Numbers();
		try (ListenerContext context = OrdersStream.start(this.server, numbers)) {
			context.management().deleteStream("ORDERS");
			await().until(() -> container(context).state().status() == ListenerState.Status.FAILED);
			context.registry().pause("numbers");
			context.management().addStream(OrdersStream.ORDERS);
			publish(context, 0, 1);
			await().until(() -> container(context).state().equals(ListenerState.PAUSED));
			await().during(Duration.ofMillis(300)).until(numbers.received::isEmpty);
			context.management().deleteStream("ORDERS");
			context.registry().resume("numbers");
			await().until(() -> container(context).state().status() == ListenerState.Status.FAILED);
			context.registry().pause("numbers");
			context.registry().resume("numbers");
			context.management().addStream(OrdersStream.ORDERS);
			publish(context, 1, 2);
			await().until(() -> numbers.received.contains("1"));
		}
	}

	@Test
	void aWorkQueueIsGoneOnWith() throws Exception {
		Numbers numbers = new Numbers();
		StreamConfiguration queue = StreamConfiguration.builder(OrdersStream.ORDERS)
			.retentionPolicy(RetentionPolicy.WorkQueue)
			.build();
		try (ListenerContext context = ListenerContext.start(this.server, List.of(queue), numbers)) {
			OrdersStream.publish(context, "order.number", 10);
			await().until(() -> numbers.received.size() == 10);
			context.management().deleteConsumer("ORDERS", "numbers");
			publish(context, 10, 20);
			await().atMost(Duration.ofSeconds(2)).until(() -> numbers.received.size() >= 20);
			assertThat(numbers.received).containsExactlyElementsOf(texts(0, 20));
		}
	}

	@Test
	void nothingIsLostWhenSeveralInstancesFindTheirConsumerGone() throws Exception {
		Numbers one = new Numbers();
		Numbers two = new Numbers();
		try (ListenerContext first = OrdersStream.start(this.server, one);
				ListenerContext second = OrdersStream.start(this.server, two)) {
			for (int round = 0; round < 5; round++) {
				publish(first, round * 200, (round + 1) * 200);
				deleteConsumer(first.management());
			}
			await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
				Set<String> all = ConcurrentHashMap.newKeySet();
				all.addAll(one.received);
				all.addAll(two.received);
				assertThat(all).containsExactlyInAnyOrderElementsOf(texts(0, 1000));
			});
			assertThat(second.registry().getListenerContainer("numbers").state()).isEqualTo(ListenerState.RUNNING);
		}
	}

	/**
	 * Servers of 2.10 may stumble over files that they are writing, after the consumer is
	 * gone.
	 */
	private static void deleteConsumer(JetStreamManagement management) throws Exception {
		try {
			management.deleteConsumer("ORDERS", "numbers");
		}
		catch (JetStreamApiException ex) {
			assertThat(ex.getErrorDescription()).contains("directory not empty");
		}
	}

	private static ListenerContainer container(ListenerContext context) {
		return context.registry().getListenerContainer("numbers");
	}

	private static void publish(ListenerContext context, int from, int to) {
		texts(from, to).forEach((text) -> context.jetStream().publish("order.number", text));
	}

	private static List<String> texts(int from, int to) {
		return IntStream.range(from, to).mapToObj(Integer::toString).toList();
	}

	static class Confirming {

		final List<String> received = new CopyOnWriteArrayList<>();

		final List<Exception> failures = new CopyOnWriteArrayList<>();

		volatile Runnable before = () -> {
		};

		@JetStreamListener(id = "confirming", stream = "ORDERS", subjects = "order.number", durable = "confirming",
				ackMode = "MANUAL")
		void take(String text, Acknowledgment acknowledgment) {
			boolean first = this.received.isEmpty();
			this.received.add(text);
			if (first) {
				this.before.run();
			}
			try {
				acknowledgment.acknowledgeSync(Duration.ofMillis(500));
			}
			catch (RequestTimeoutException ex) {
				this.failures.add(ex);
			}
		}

	}

	static class Numbers {

		final List<String> begun = new CopyOnWriteArrayList<>();

		final List<String> received = new CopyOnWriteArrayList<>();

		final Set<String> failing = ConcurrentHashMap.newKeySet();

		CountDownLatch gate = new CountDownLatch(0);

		@JetStreamListener(id = "numbers", stream = "ORDERS", subjects = "order.number", durable = "numbers")
		void take(String text) throws InterruptedException {
			this.begun.add(text);
			this.gate.await();
			if (this.failing.contains(text)) {
				throw new IllegalStateException("not yet");
			}
			this.received.add(text);
		}

	}

}
