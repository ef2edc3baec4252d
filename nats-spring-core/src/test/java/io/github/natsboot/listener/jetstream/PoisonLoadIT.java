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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.Retry;
import io.github.natsboot.core.JetStreamTemplate;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerState;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Poison among many good messages, while the stream of dead letters is taken away: what
 * is stored is either worked on or a dead letter, and the dead letters are the poison.
 */
@WithNatsServer
class PoisonLoadIT {

	private static final int ORDERS = 20_000;

	private static final int RATE = 1000;

	/**
	 * Each of so many orders is poison.
	 */
	private static final int POISON = 20;

	private static final StreamConfiguration LETTERS = StreamConfiguration.builder()
		.name("ORDERS_DLQ")
		.subjects("dlq.ORDERS.>")
		.build();

	private final NatsTestServer server;

	private final DeadLetterRecorder recorder = new DeadLetterRecorder();

	PoisonLoadIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void poisonBecomesDeadLettersAndNothingIsLostWhileTheirStreamIsTakenAwayTwice() throws Exception {
		OrderListener listener = new OrderListener();
		StreamConfiguration orders = StreamConfiguration.builder(OrdersStream.ORDERS)
			.retentionPolicy(RetentionPolicy.Limits)
			.build();
		try (ListenerContext context = ListenerContext.start(this.server, List.of(orders), this.recorder, listener);
				Connection other = Nats.connect(this.server.url())) {
			JetStreamManagement management = other.jetStreamManagement();
			CompletableFuture<Load> load = CompletableFuture.supplyAsync(() -> publish(context.jetStream()));
			awaitHandled(listener, ORDERS / 5);
			// Taken away with its content.
			management.updateStream(StreamConfiguration.builder(LETTERS).subjects("elsewhere").build());
			awaitHandled(listener, ORDERS * 2 / 5);
			assertThat(this.recorder.failed).isNotEmpty();
			assertThat(context.registry().getListenerContainer("orders").state().status())
				.isEqualTo(ListenerState.Status.IMPAIRED);
			management.updateStream(LETTERS);
			awaitHandled(listener, ORDERS * 3 / 5);
			// Taken away and lost. Nothing more may come between the look and the
			// deletion.
			management.updateStream(StreamConfiguration.builder(LETTERS).subjects("elsewhere").build());
			int refused = this.recorder.failed.size();
			await().atMost(Duration.ofSeconds(30)).until(() -> this.recorder.failed.size() > refused);
			List<String> letters = new ArrayList<>(letters(other));
			management.deleteStream("ORDERS_DLQ");
			awaitHandled(listener, ORDERS * 4 / 5);
			management.addStream(LETTERS);
			assertThat(load).succeedsWithin(Duration.ofSeconds(60));
			await().atMost(Duration.ofSeconds(60)).until(() -> listener.handled.size() == ORDERS - ORDERS / POISON);
			long drained = System.nanoTime();
			await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
				ConsumerInfo consumer = management.getConsumerInfo("ORDERS", "orders");
				assertThat(consumer.getNumPending()).isZero();
				assertThat(consumer.getNumAckPending()).isZero();
				assertThat(context.registry().getListenerContainer("orders").state()).isEqualTo(ListenerState.RUNNING);
			});
			long settled = System.nanoTime();
			letters.addAll(letters(other));
			long stored = management.getStreamInfo("ORDERS").getStreamState().getMsgCount();
			Set<String> distinct = new HashSet<>(letters);
			long limbo = stored - listener.handled.size() - distinct.size();
			int invocations = listener.invocations.values().stream().mapToInt(AtomicInteger::get).sum();
			int duplicates = listener.handled.values().stream().mapToInt((times) -> times.get() - 1).sum();
			System.out.println("report: scenario=poison-load, attempts=" + ORDERS + ", acked=" + load.join().acked()
					+ ", unknown=0, rejected=" + (ORDERS - load.join().acked()) + ", rate_per_s="
					+ load.join().perSecond() + ", stored=" + stored + ", invocations=" + invocations + ", distinct="
					+ listener.invocations.size() + ", dup=" + duplicates + ", ok=" + listener.handled.size() + ", dlq="
					+ letters.size() + ", dlq_distinct=" + distinct.size() + ", dlq_confirmed="
					+ this.recorder.stored.size() + ", dlq_refused=" + this.recorder.failed.size() + ", limbo=" + limbo
					+ ", max_gap_ms=" + listener.longestGap() + ", last_letter_after_ms="
					+ TimeUnit.NANOSECONDS.toMillis(settled - drained));
			Set<String> poison = IntStream.range(0, ORDERS)
				.filter(PoisonLoadIT::isPoison)
				.mapToObj(Integer::toString)
				.collect(Collectors.toSet());
			assertThat(stored).isEqualTo(ORDERS);
			assertThat(distinct).isEqualTo(poison);
			assertThat(letters).doesNotHaveDuplicates();
			assertThat(new HashSet<>(this.recorder.bodies())).isEqualTo(poison);
			assertThat(listener.handled.keySet()).hasSize(ORDERS - poison.size()).doesNotContainAnyElementsOf(poison);
			assertThat(limbo).isZero();
			assertThat(listener.invocations).allSatisfy((order, times) -> assertThat(times)
				.hasValueLessThanOrEqualTo(poison.contains(order) ? 3 : 1 + duplicates));
		}
	}

	/**
	 * At an even rate, as orders come.
	 */
	private static Load publish(JetStreamTemplate jetStream) {
		List<CompletableFuture<PublishAck>> acks = new ArrayList<>();
		long begun = System.nanoTime();
		for (int i = 0; i < ORDERS; i++) {
			long early = begun + TimeUnit.SECONDS.toNanos(i) / RATE - System.nanoTime();
			if (early > 0) {
				LockSupport.parkNanos(early);
			}
			acks.add(jetStream.publishAsync("order.created", Integer.toString(i)));
		}
		CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new)).join();
		return new Load(acks.size(), ORDERS * 1_000_000_000L / (System.nanoTime() - begun));
	}

	private static void awaitHandled(OrderListener listener, int count) {
		await().atMost(Duration.ofSeconds(60))
			.pollInterval(Duration.ofMillis(50))
			.until(() -> listener.handled.size() >= count);
	}

	/**
	 * What is in the stream of dead letters.
	 */
	private static List<String> letters(Connection connection) throws Exception {
		long count = connection.jetStreamManagement().getStreamInfo("ORDERS_DLQ").getStreamState().getMsgCount();
		List<String> letters = new ArrayList<>();
		if (count == 0) {
			return letters;
		}
		JetStreamSubscription all = connection.jetStream()
			.subscribe(null,
					PullSubscribeOptions.builder()
						.stream("ORDERS_DLQ")
						.configuration(ConsumerConfiguration.builder().ackPolicy(AckPolicy.None).build())
						.build());
		await().atMost(Duration.ofSeconds(30)).until(() -> {
			for (Message letter : all.fetch(500, Duration.ofMillis(500))) {
				letters.add(new String(letter.getData()));
			}
			return letters.size() >= count;
		});
		all.unsubscribe();
		return letters;
	}

	private static boolean isPoison(int order) {
		return order % POISON == 0;
	}

	/**
	 * What was published.
	 *
	 * @param acked how many messages the server has acknowledged
	 * @param perSecond how many in a second
	 */
	private record Load(int acked, long perSecond) {
	}

	static class OrderListener {

		final Map<String, AtomicInteger> invocations = new ConcurrentHashMap<>();

		final Map<String, AtomicInteger> handled = new ConcurrentHashMap<>();

		private final ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();

		@JetStreamListener(id = "orders", stream = "ORDERS", subjects = "order.created", durable = "orders",
				concurrency = "4", retry = @Retry(maxRetries = "2", delay = "100ms", multiplier = "2"))
		void work(String order) {
			this.invocations.computeIfAbsent(order, (key) -> new AtomicInteger()).incrementAndGet();
			if (isPoison(Integer.parseInt(order))) {
				throw new IllegalStateException("no rate");
			}
			this.handled.computeIfAbsent(order, (key) -> new AtomicInteger()).incrementAndGet();
			this.times.add(System.nanoTime());
		}

		/**
		 * The longest time in which no good message was worked on, in milliseconds.
		 */
		long longestGap() {
			List<Long> sorted = this.times.stream().sorted().toList();
			return TimeUnit.NANOSECONDS.toMillis(IntStream.range(1, sorted.size())
				.mapToLong((i) -> sorted.get(i) - sorted.get(i - 1))
				.max()
				.orElse(0));
		}

	}

}
