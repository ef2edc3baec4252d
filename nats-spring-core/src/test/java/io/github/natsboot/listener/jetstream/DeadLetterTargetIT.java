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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.Retry;
import io.github.natsboot.deadletter.DeadLetterHeaders;
import io.github.natsboot.event.DeadLetterEvent;
import io.github.natsboot.listener.ListenerConfigurationException;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerState;
import io.github.natsboot.support.NatsHeaders;
import io.github.natsboot.test.server.NatsTestCluster;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextException;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Where dead letters go to and what may be wrong with it: the cases of RabbitMQ's suite
 * for at-least-once dead-lettering. Each says first that the originals are kept, and that
 * this is told, and then that they follow once the target is mended. The source is a work
 * queue, so that what is settled is gone from it and what is in it is owed.
 */
@WithNatsServer
@ExtendWith(OutputCaptureExtension.class)
class DeadLetterTargetIT {

	private static final Duration LONG = Duration.ofSeconds(90);

	private static final StreamConfiguration ORDERS = StreamConfiguration.builder(OrdersStream.ORDERS)
		.retentionPolicy(RetentionPolicy.WorkQueue)
		.build();

	private static final StreamConfiguration ORDERS_DLQ = StreamConfiguration.builder()
		.name("ORDERS_DLQ")
		.subjects("dlq.ORDERS.>")
		.build();

	private final NatsTestServer server;

	private final DeadLetterRecorder recorder = new DeadLetterRecorder();

	DeadLetterTargetIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void streamThatIsMissingMayComeUnderAnotherName() throws Exception {
		PoisonListener listener = new PoisonListener();
		try (ListenerContext context = start(listener)) {
			context.management().deleteStream("ORDERS_DLQ");
			OrdersStream.publish(context, "order.poison", 3);
			assertKept(context, "poison", 3);
			context.management().addStream(StreamConfiguration.builder().name("GRAVEYARD").subjects("dlq.>").build());
			assertFollowed(context, "GRAVEYARD", numbers(0, 3));
			assertThat(listener.calls).hasValue(9);
			assertThat(letter(context.management(), "GRAVEYARD", 1).getHeaders().getFirst(DeadLetterHeaders.EXCEPTION))
				.isEqualTo(IllegalStateException.class.getName());
		}
	}

	@Test
	void streamThatIsDeletedMayComeBack() throws Exception {
		PoisonListener listener = new PoisonListener();
		try (ListenerContext context = start(listener)) {
			OrdersStream.publish(context, "order.poison", 2);
			assertFollowed(context, "ORDERS_DLQ", numbers(0, 2));
			context.management().deleteStream("ORDERS_DLQ");
			publish(context, "order.poison", numbers(2, 5));
			assertKept(context, "poison", 3);
			context.management().addStream(ORDERS_DLQ);
			assertFollowed(context, "ORDERS_DLQ", numbers(2, 5));
			assertThat(this.recorder.stored).hasSize(5);
		}
	}

	@Test
	void subjectThatNoStreamCapturesMayBeGivenBack() throws Exception {
		try (ListenerContext context = start(new PoisonListener())) {
			context.management().updateStream(StreamConfiguration.builder(ORDERS_DLQ).subjects("elsewhere").build());
			OrdersStream.publish(context, "order.poison", 3);
			assertKept(context, "poison", 3);
			assertThat(context.registry().getListenerContainer("poison").state().reason())
				.contains("dlq.ORDERS.poison");
			context.management().updateStream(ORDERS_DLQ);
			assertFollowed(context, "ORDERS_DLQ", numbers(0, 3));
		}
	}

	@Test
	void streamThatIsFullTakesTheRestWhenItIsPurged() throws Exception {
		provide(StreamConfiguration.builder(ORDERS_DLQ).maxMessages(2).discardPolicy(DiscardPolicy.New).build());
		try (ListenerContext context = start(new PoisonListener())) {
			OrdersStream.publish(context, "order.poison", 4);
			await().atMost(LONG).until(() -> this.recorder.stored.size() == 2);
			assertKept(context, "poison", 2);
			List<String> letters = bodies(context.management(), "ORDERS_DLQ");
			context.management().purgeStream("ORDERS_DLQ");
			await().atMost(LONG).until(() -> this.recorder.stored.size() == 4);
			letters.addAll(bodies(context.management(), "ORDERS_DLQ"));
			assertThat(letters).containsExactlyInAnyOrderElementsOf(numbers(0, 4));
			assertSettled(context, numbers(0, 4));
		}
	}

	@Test
	void streamOfSmallerMessagesTakesThemWhenItsLimitIsRaised() throws Exception {
		provide(StreamConfiguration.builder(ORDERS_DLQ).maximumMessageSize(1000).build());
		try (ListenerContext context = start(new PoisonListener())) {
			String body = "x".repeat(2000);
			context.jetStream().publish("order.poison", body);
			assertKept(context, "poison", 1);
			assertThat(context.registry().getListenerContainer("poison").state().reason())
				.contains("message size exceeds maximum allowed")
				.contains("10054");
			context.management().updateStream(ORDERS_DLQ);
			assertFollowed(context, "ORDERS_DLQ", List.of(body));
		}
	}

	@Test
	void deadLettersThatWouldComeBackThroughOtherListenersAreRefused() {
		List<StreamConfiguration> streams = List.of(OrdersStream.ORDERS,
				StreamConfiguration.builder().name("PAYMENTS").subjects("payment.>").build(),
				StreamConfiguration.builder().name("REFUNDS").subjects("refund.>").build());
		assertThatExceptionOfType(ApplicationContextException.class)
			.isThrownBy(() -> ListenerContext.start(this.server, streams, new Ring()).close())
			.havingRootCause()
			.isInstanceOf(ListenerConfigurationException.class)
			.withMessageContaining("its dead letters come back to it")
			.withMessageContaining("'payment.failed' (listener 'payments')")
			.withMessageContaining("'refund.failed' (listener 'refunds')")
			.withMessageContaining("'order.failed' (listener 'orders')");
	}

	@Test
	void deadLettersOfAListenerOnDeadLettersEndInTheNextStream() throws Exception {
		PoisonListener orders = new PoisonListener();
		PoisonLetterListener letters = new PoisonLetterListener();
		try (ListenerContext context = start(orders, letters)) {
			OrdersStream.publish(context, "order.poison", 3);
			await().atMost(LONG).until(() -> this.recorder.stored.size() >= 6);
			await().during(Duration.ofSeconds(3)).atMost(LONG).untilAsserted(() -> {
				assertThat(bodies(context.management(), "ORDERS_DLQ_DLQ"))
					.containsExactlyInAnyOrderElementsOf(numbers(0, 3));
				assertThat(this.recorder.stored).hasSize(6);
			});
			assertThat(orders.calls).hasValue(9);
			assertThat(letters.calls).hasValue(9);
			assertThat(
					letter(context.management(), "ORDERS_DLQ_DLQ", 1).getHeaders().getFirst(DeadLetterHeaders.SUBJECT))
				.isEqualTo("dlq.ORDERS.poison");
		}
	}

	@Test
	void onlyTheListenerWhoseTargetIsBrokenIsInTrouble() throws Exception {
		provide(StreamConfiguration.builder().name("A_LETTERS").subjects("a.dead").build(),
				StreamConfiguration.builder().name("B_LETTERS").subjects("b.dead").build(),
				StreamConfiguration.builder().name("C_LETTERS").subjects("c.dead").build());
		try (ListenerContext context = start(new ManyTargetsListener())) {
			context.management().deleteStream("B_LETTERS");
			for (String subject : List.of("order.a", "order.b", "order.c")) {
				OrdersStream.publish(context, subject, 3);
			}
			await().atMost(LONG).until(() -> this.recorder.stored.size() == 6);
			assertKept(context, "b", 3);
			for (String other : List.of("a", "c")) {
				assertThat(context.registry().getListenerContainer(other).state()).isEqualTo(ListenerState.RUNNING);
				assertThat(bodies(context.management(), other.toUpperCase() + "_LETTERS"))
					.containsExactlyInAnyOrderElementsOf(numbers(0, 3));
			}
			assertThat(this.recorder.failed).containsOnly("b");
			context.management().addStream(StreamConfiguration.builder().name("B_LETTERS").subjects("b.dead").build());
			await().atMost(LONG).until(() -> this.recorder.stored.size() == 9);
			assertThat(bodies(context.management(), "B_LETTERS")).containsExactlyInAnyOrderElementsOf(numbers(0, 3));
			await().atMost(LONG)
				.until(() -> context.management().getStreamInfo("ORDERS").getStreamState().getMsgCount() == 0);
			assertThat(context.registry().getListenerContainer("b").state()).isEqualTo(ListenerState.RUNNING);
		}
	}

	@Test
	void messagesThatAreKeptGoToTheSubjectThatTheNextRunHas() throws Exception {
		provide(StreamConfiguration.builder().name("FORMER").subjects("former.dead").build());
		try (ListenerContext context = start(new FormerTargetListener())) {
			context.management().deleteStream("FORMER");
			OrdersStream.publish(context, "order.switch", 3);
			assertKept(context, "switch", 3);
		}
		assertThat(this.recorder.stored).isEmpty();
		provide(StreamConfiguration.builder().name("LATTER").subjects("latter.dead").build());
		try (ListenerContext context = start(new LatterTargetListener())) {
			assertFollowed(context, "LATTER", numbers(0, 3));
			assertThat(letter(context.management(), "LATTER", 1).getHeaders().getFirst(DeadLetterHeaders.REASON))
				.isEqualTo("attempts_exhausted");
		}
	}

	@Test
	void serverThatHasTheOnlyReplicaIsWaitedFor() throws Exception {
		try (NatsTestCluster cluster = NatsTestCluster.start(3, (node) -> node.syncAlways(true));
				Connection other = connect(cluster.urls())) {
			JetStreamManagement management = other.jetStreamManagement();
			addStream(management, StreamConfiguration.builder(ORDERS).replicas(3).build());
			addStream(management, ORDERS_DLQ);
			NatsTestServer target = cluster.leaderOf(management, "ORDERS_DLQ");
			NatsTestServer own = cluster.servers().stream().filter((node) -> node != target).findFirst().orElseThrow();
			PoisonListener listener = new PoisonListener();
			try (ListenerContext context = ListenerContext.start(own, this.recorder, listener)) {
				target.kill();
				publishUntilStored(context, "order.poison", numbers(0, 3));
				publishUntilStored(context, "order.good", numbers(0, 3));
				assertKept(context, "poison", 3);
				assertThat(listener.good).containsExactlyInAnyOrderElementsOf(numbers(0, 3));
				target.restart();
				assertFollowed(context, "ORDERS_DLQ", numbers(0, 3));
				assertThat(listener.calls.get()).isGreaterThanOrEqualTo(9);
			}
		}
	}

	@Test
	void othersOfTheListenerAreWorkedOnWhileTheServerWithTheDeadLettersIsAway() throws Exception {
		try (NatsTestCluster cluster = NatsTestCluster.start(3, (node) -> node.syncAlways(true));
				Connection other = connect(cluster.urls())) {
			JetStreamManagement management = other.jetStreamManagement();
			addStream(management, StreamConfiguration.builder(ORDERS).replicas(3).build());
			addStream(management, ORDERS_DLQ);
			NatsTestServer target = cluster.leaderOf(management, "ORDERS_DLQ");
			NatsTestServer own = cluster.servers().stream().filter((node) -> node != target).findFirst().orElseThrow();
			MixedListener listener = new MixedListener();
			try (ListenerContext context = ListenerContext.start(own, this.recorder, listener)) {
				target.kill();
				publishUntilStored(context, "order.mixed.bad", numbers(0, 10));
				await().atMost(LONG).until(() -> !this.recorder.failed.isEmpty());
				publishUntilStored(context, "order.mixed.good", numbers(0, 50));
				// A single worker, and each try to store a dead letter takes ten seconds.
				await().atMost(Duration.ofSeconds(40)).until(() -> listener.good.size() == 50);
				assertThat(this.recorder.stored).isEmpty();
				target.restart();
				assertFollowed(context, "ORDERS_DLQ", numbers(0, 10));
			}
		}
	}

	@Test
	void quorumThatIsLostIsWaitedFor() throws Exception {
		try (NatsTestCluster cluster = NatsTestCluster.start(3, (node) -> node.syncAlways(true));
				Connection other = connect(cluster.urls())) {
			JetStreamManagement management = other.jetStreamManagement();
			addStream(management, StreamConfiguration.builder(ORDERS).replicas(3).build());
			addStream(management, StreamConfiguration.builder(ORDERS_DLQ).replicas(3).build());
			NatsTestServer own = cluster.servers().get(0);
			BlockedListener listener = new BlockedListener();
			try (ListenerContext context = ListenerContext.start(own, this.recorder, listener)) {
				publishUntilStored(context, "order.poison", numbers(0, 1));
				await().atMost(LONG).until(() -> listener.calls.get() == 1);
				cluster.servers().subList(1, 3).forEach(NatsTestServer::kill);
				listener.release();
				// Neither the dead letter nor anything else can be stored; what is told
				// is
				// told by the application alone.
				await().atMost(LONG).untilAsserted(() -> {
					assertThat(context.events(DeadLetterEvent.class)).isNotEmpty().noneMatch(DeadLetterEvent::isStored);
					assertThat(this.recorder.failed).isNotEmpty();
					assertThat(context.registry().getListenerContainer("poison").state().isHealthy()).isFalse();
				});
				assertThat(this.recorder.stored).isEmpty();
				cluster.servers().subList(1, 3).forEach(NatsTestServer::restart);
				cluster.awaitReady();
				assertFollowed(context, "ORDERS_DLQ", numbers(0, 1));
			}
		}
	}

	@Test
	void noneIsLostWhileItsStreamIsDeletedAndMadeAgainAllTheTime() throws Exception {
		int orders = 400;
		try (ListenerContext context = start(new QuickPoisonListener());
				Connection other = connect(List.of(this.server.url()))) {
			JetStreamManagement management = other.jetStreamManagement();
			List<String> deleted = new ArrayList<>();
			long lastMade = System.nanoTime();
			int published = 0;
			while (published < orders) {
				for (int i = 0; i < 8; i++) {
					publish(context, "order.poison", numbers(published, published + 5));
					published += 5;
				}
				management.deleteStream("ORDERS_DLQ");
				// A confirmation from before may be under way yet.
				await().during(Duration.ofMillis(300)).until(() -> true);
				deleted = this.recorder.bodies();
				lastMade = System.nanoTime();
				management.addStream(ORDERS_DLQ);
			}
			await().atMost(LONG)
				.untilAsserted(
						() -> assertThat(management.getStreamInfo("ORDERS").getStreamState().getMsgCount()).isZero());
			long made = lastMade;
			Set<String> confirmedSince = this.recorder.stored.stream()
				.filter((letter) -> letter.at() > made)
				.map(DeadLetterRecorder.Stored::body)
				.collect(Collectors.toSet());
			List<String> present = bodies(management, "ORDERS_DLQ");
			System.out.println("delete-create: orders=" + orders + " confirmed=" + this.recorder.stored.size()
					+ " in_deleted=" + deleted.size() + " present=" + present.size() + " refused="
					+ this.recorder.failed.size());
			assertThat(this.recorder.bodies()).containsExactlyInAnyOrderElementsOf(numbers(0, orders));
			assertThat(present).containsExactlyInAnyOrderElementsOf(confirmedSince);
			Set<String> accounted = new TreeSet<>(deleted);
			accounted.addAll(present);
			assertThat(accounted).hasSize(orders);
			assertThat(this.recorder.failed).isNotEmpty();
		}
	}

	@Test
	void streamThatDropsDeadLettersAfterATimeIsWarnedOf(CapturedOutput output) throws Exception {
		provide(StreamConfiguration.builder(ORDERS_DLQ).maxAge(Duration.ofHours(1)).build());
		try (ListenerContext context = start(new PoisonListener())) {
			assertThat(output).contains("Stream 'ORDERS_DLQ'").contains("drops them after PT1H");
		}
	}

	@Test
	void timeThatTheApplicationDeclaresItselfIsNotWarnedOf(CapturedOutput output) throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server,
				List.of(ORDERS, StreamConfiguration.builder(ORDERS_DLQ).maxAge(Duration.ofHours(1)).build()),
				new PoisonListener())) {
			assertThat(context.management().getStreamInfo("ORDERS_DLQ").getConfiguration().getMaxAge()).hasHours(1);
			assertThat(output).doesNotContain("drops them after");
		}
	}

	/**
	 * Start an application with a source that is a work queue.
	 */
	private ListenerContext start(Object... listeners) throws Exception {
		Object[] beans = new Object[listeners.length + 1];
		beans[0] = this.recorder;
		System.arraycopy(listeners, 0, beans, 1, listeners.length);
		return ListenerContext.start(this.server, List.of(ORDERS), beans);
	}

	/**
	 * Make streams as somebody else would.
	 */
	private void provide(StreamConfiguration... streams) throws Exception {
		try (Connection connection = Nats.connect(this.server.url())) {
			for (StreamConfiguration stream : streams) {
				connection.jetStreamManagement().addStream(stream);
			}
		}
	}

	/**
	 * The originals are there, unsettled, and this is told by event, instrumentation and
	 * state; for a while, not by chance.
	 */
	private void assertKept(ListenerContext context, String listener, int count) {
		int stored = this.recorder.stored.size();
		await().during(Duration.ofSeconds(3)).atMost(LONG).ignoreExceptions().untilAsserted(() -> {
			assertThat(this.recorder.stored).hasSize(stored);
			assertThat(context.events(DeadLetterEvent.class)
				.stream()
				.filter((event) -> !event.isStored())
				.map(DeadLetterEvent::getSequence)
				.distinct()).hasSize(count);
			assertThat(this.recorder.failed).hasSizeGreaterThanOrEqualTo(count).contains(listener);
			ListenerState state = context.registry().getListenerContainer(listener).state();
			assertThat(state.status()).isEqualTo(ListenerState.Status.IMPAIRED);
			assertThat(state.reason()).startsWith("Dead letters cannot be stored: ");
			ConsumerInfo consumer = context.management().getConsumerInfo("ORDERS", listener);
			assertThat(consumer.getNumAckPending() + consumer.getNumPending()).isEqualTo(count);
			assertThat(context.management().getStreamInfo("ORDERS").getStreamState().getMsgCount()).isEqualTo(count);
		});
	}

	/**
	 * The letters are there, each once, and the originals are settled.
	 */
	private void assertFollowed(ListenerContext context, String stream, List<String> expected) {
		await().atMost(LONG)
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(bodies(context.management(), stream))
				.containsExactlyInAnyOrderElementsOf(expected));
		assertSettled(context, expected);
		await().during(Duration.ofSeconds(1))
			.atMost(LONG)
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(bodies(context.management(), stream)).hasSameSizeAs(expected));
	}

	private void assertSettled(ListenerContext context, List<String> expected) {
		await().atMost(LONG).ignoreExceptions().untilAsserted(() -> {
			assertThat(context.management().getStreamInfo("ORDERS").getStreamState().getMsgCount()).isZero();
			assertThat(this.recorder.bodies()).containsAll(expected).doesNotHaveDuplicates();
			assertThat(context.events(DeadLetterEvent.class)
				.stream()
				.filter(DeadLetterEvent::isStored)
				.map(DeadLetterEvent::getSequence)
				.toList()).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(expected.size());
			assertThat(context.registry().getListenerContainers())
				.allSatisfy((container) -> assertThat(container.state()).isEqualTo(ListenerState.RUNNING));
		});
	}

	private static List<String> numbers(int from, int to) {
		return IntStream.range(from, to).mapToObj(Integer::toString).toList();
	}

	private static void publish(ListenerContext context, String subject, List<String> bodies) {
		bodies.forEach((body) -> context.jetStream().publish(subject, body));
	}

	/**
	 * Elections take their time.
	 */
	private static void publishUntilStored(ListenerContext context, String subject, List<String> bodies) {
		for (String body : bodies) {
			await().atMost(LONG).ignoreExceptions().until(() -> {
				context.jetStream().message(body).subject(subject).id(subject + body).publish();
				return true;
			});
		}
	}

	private static void addStream(JetStreamManagement management, StreamConfiguration stream) {
		await().atMost(LONG).ignoreExceptions().until(() -> management.addStream(stream) != null);
	}

	private static List<String> bodies(JetStreamManagement management, String stream) throws Exception {
		StreamInfo info = management.getStreamInfo(stream);
		List<String> bodies = new ArrayList<>();
		if (info.getStreamState().getMsgCount() == 0) {
			return bodies;
		}
		for (long sequence = info.getStreamState().getFirstSequence(); sequence <= info.getStreamState()
			.getLastSequence(); sequence++) {
			bodies.add(new String(letter(management, stream, sequence).getData()));
		}
		return bodies;
	}

	private static MessageInfo letter(JetStreamManagement management, String stream, long sequence) throws Exception {
		return management.getMessage(stream, sequence);
	}

	private static Connection connect(List<String> urls) throws Exception {
		return Nats.connect(Options.builder()
			.servers(urls.toArray(String[]::new))
			.maxReconnects(-1)
			.reconnectWait(Duration.ofMillis(100))
			.build());
	}

	static class PoisonListener {

		final AtomicInteger calls = new AtomicInteger();

		final List<String> good = new CopyOnWriteArrayList<>();

		@JetStreamListener(id = "poison", stream = "ORDERS", subjects = "order.poison", durable = "poison")
		void fail(String body) {
			this.calls.incrementAndGet();
			throw new IllegalStateException("no rate");
		}

		@JetStreamListener(id = "good", stream = "ORDERS", subjects = "order.good", durable = "good")
		void work(String body) {
			this.good.add(body);
		}

	}

	static class MixedListener {

		final List<String> good = new CopyOnWriteArrayList<>();

		@JetStreamListener(id = "mixed", stream = "ORDERS", subjects = "order.mixed.*", durable = "mixed",
				retry = @Retry(maxRetries = "0"))
		void work(String body, @Header(NatsHeaders.SUBJECT) String subject) {
			if (subject.endsWith("bad")) {
				throw new IllegalStateException("no rate");
			}
			this.good.add(body);
		}

	}

	static class QuickPoisonListener {

		@JetStreamListener(id = "poison", stream = "ORDERS", subjects = "order.poison", durable = "poison",
				concurrency = "4", retry = @Retry(maxRetries = "0"))
		void fail(String body) {
			throw new IllegalStateException("no rate");
		}

	}

	static class PoisonLetterListener {

		final AtomicInteger calls = new AtomicInteger();

		@JetStreamListener(id = "letters", stream = "ORDERS_DLQ", subjects = "dlq.ORDERS.>", durable = "letters")
		void fail(byte[] body) {
			this.calls.incrementAndGet();
			throw new IllegalStateException("no rate either");
		}

	}

	static class BlockedListener {

		final AtomicInteger calls = new AtomicInteger();

		private final CountDownLatch released = new CountDownLatch(1);

		@JetStreamListener(id = "poison", stream = "ORDERS", subjects = "order.poison", durable = "poison",
				retry = @Retry(maxRetries = "0"))
		void fail(String body) throws InterruptedException {
			this.calls.incrementAndGet();
			this.released.await();
			throw new IllegalStateException("no rate");
		}

		void release() {
			this.released.countDown();
		}

	}

	static class ManyTargetsListener {

		@JetStreamListener(id = "a", stream = "ORDERS", subjects = "order.a", durable = "a", deadLetter = "a.dead")
		void a(String body) {
			throw new IllegalStateException("a");
		}

		@JetStreamListener(id = "b", stream = "ORDERS", subjects = "order.b", durable = "b", deadLetter = "b.dead")
		void b(String body) {
			throw new IllegalStateException("b");
		}

		@JetStreamListener(id = "c", stream = "ORDERS", subjects = "order.c", durable = "c", deadLetter = "c.dead")
		void c(String body) {
			throw new IllegalStateException("c");
		}

	}

	static class FormerTargetListener {

		@JetStreamListener(id = "switch", stream = "ORDERS", subjects = "order.switch", durable = "switch",
				deadLetter = "former.dead")
		void fail(String body) {
			throw new IllegalStateException("no rate");
		}

	}

	static class LatterTargetListener {

		@JetStreamListener(id = "switch", stream = "ORDERS", subjects = "order.switch", durable = "switch",
				deadLetter = "latter.dead")
		void fail(String body) {
			throw new IllegalStateException("no rate");
		}

	}

	static class Ring {

		@JetStreamListener(id = "orders", stream = "ORDERS", subjects = "order.>", durable = "orders",
				deadLetter = "payment.failed")
		void order(String text) {
		}

		@JetStreamListener(id = "payments", stream = "PAYMENTS", durable = "payments", deadLetter = "refund.failed")
		void payment(String text) {
		}

		@JetStreamListener(id = "refunds", stream = "REFUNDS", subjects = "refund.failed", durable = "refunds",
				deadLetter = "order.failed")
		void refund(String text) {
		}

	}

}
