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

package io.github.natsboot.deadletter;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.github.natsboot.core.PublishUnknownException;
import io.github.natsboot.deadletter.DeadLetterProgress.Problem;
import io.github.natsboot.deadletter.DeadLetterProgress.State;
import io.github.natsboot.support.NatsHeaders;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.Subscription;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.Mirror;
import io.nats.client.api.PublishAck;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.Source;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.github.natsboot.deadletter.DeadLetterFixture.DLQ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What a replay or discard must not lose, nor let others abuse.
 */
@WithNatsServer
class DeadLetterReplaySafetyIT {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final NatsTestServer server;

	private DeadLetterFixture fixture;

	private DeadLetterOperations operations;

	DeadLetterReplaySafetyIT(NatsTestServer server) {
		this.server = server;
	}

	@BeforeEach
	void connect() throws Exception {
		this.fixture = new DeadLetterFixture(this.server);
		this.operations = this.fixture.operations();
	}

	@AfterEach
	void disconnect() throws Exception {
		this.fixture.close();
	}

	@Test
	void oneThatTheTargetStreamDoesNotKeepStays() throws Exception {
		stream("EVENTS", (stream) -> stream.subjects("event.>").retentionPolicy(RetentionPolicy.Interest));
		this.fixture.storeLetters(1);
		ReplayRequest request = ReplayRequest.of(DLQ).target("event.happened");
		assertThat(problem(replay(request), DeadLetterOutcome.FAILED)).contains("no consumer wants it");
		assertThat(this.fixture.count(DLQ)).isEqualTo(1);
		this.fixture.management.createConsumer("EVENTS", ConsumerConfiguration.builder().durable("late").build());
		assertThat(replay(request.target("event.again")).succeeded()).isEqualTo(1);
		assertThat(this.fixture.count("EVENTS")).isEqualTo(1);
		assertThat(this.fixture.count(DLQ)).isZero();
	}

	@Test
	void oneThatIsConsumedAtOnceIsReplayed() throws Exception {
		stream("EVENTS", (stream) -> stream.subjects("event.>").retentionPolicy(RetentionPolicy.WorkQueue));
		Subscription consumer = this.fixture.connection.jetStream()
			.subscribe("event.>",
					PushSubscribeOptions.builder()
						.configuration(ConsumerConfiguration.builder().ackPolicy(AckPolicy.Explicit).build())
						.build());
		AtomicBoolean looked = new AtomicBoolean();
		DeadLetterOperations slow = this.fixture.operations(this.fixture.dyingAt((method) -> {
			if (method.equals("getConsumers")) {
				looked.set(true);
			}
			if (method.equals("getMessage") && count("EVENTS") > 0) {
				ackNext(consumer);
			}
			return false;
		}));
		this.fixture.storeLetters(1);
		DeadLetterProgress progress = slow.replay(ReplayRequest.of(DLQ).target("event.happened")).await(LONG);
		assertThat(progress.problems()).isEmpty();
		assertThat(progress.succeeded()).isEqualTo(1);
		assertThat(looked).isTrue();
		assertThat(this.fixture.count(DLQ)).isZero();
	}

	@Test
	void oneThatMayReplaceANewerMessageOfItsSubjectIsRefusedUnlessItIsForced() throws Exception {
		stream("PRICES", (stream) -> stream.subjects("price.>").maxMessagesPerSubject(1));
		this.fixture.jetStream.publish("price.gold", "newer");
		this.fixture.storeLetters(1);
		ReplayRequest request = ReplayRequest.of(DLQ).target("price.gold");
		assertThat(problem(replay(request), DeadLetterOutcome.REFUSED)).contains("max_msgs_per_subject");
		assertThat(this.fixture.message("PRICES", 1).getData()).asString().isEqualTo("newer");
		assertThat(replay(request.force(true)).succeeded()).isEqualTo(1);
	}

	@Test
	void oneForAStreamThatDoesNotAcknowledgeFailsAndOthersGoOn() throws Exception {
		stream("LOOSE", (stream) -> stream.subjects("loose.>").noAck(true));
		this.fixture.store("dlq.ORDERS.other",
				this.fixture.letter(1)
					.put(DeadLetterHeaders.STREAM, "LOOSE")
					.put(DeadLetterHeaders.SUBJECT, "loose.x"));
		this.fixture.store(this.fixture.letter(2));
		DeadLetterProgress progress = replay(ReplayRequest.of(DLQ));
		assertThat(progress.state()).isEqualTo(State.COMPLETED);
		assertThat(progress.succeeded()).isEqualTo(1);
		assertThat(problem(progress, DeadLetterOutcome.FAILED)).contains("no_ack");
	}

	@Test
	void oneWithoutAnAcknowledgementFailsAndOthersGoOn() throws Exception {
		this.fixture.storeLetters(3);
		AtomicInteger publishes = new AtomicInteger();
		DeadLetterProgress progress = this.fixture.operations(this.fixture.management, this.fixture.answering(() -> {
			if (publishes.incrementAndGet() == 1) {
				throw new PublishUnknownException("order.created", "id", "a service answers", null);
			}
			return null;
		})).replay(ReplayRequest.of(DLQ)).await(LONG);
		assertThat(progress.state()).isEqualTo(State.COMPLETED);
		assertThat(progress.succeeded()).isEqualTo(2);
		assertThat(problem(progress, DeadLetterOutcome.FAILED)).contains("a service answers");
	}

	@Test
	void replayEndsAfterSeveralInARowWithoutAnAcknowledgement() throws Exception {
		this.fixture.storeLetters(10);
		DeadLetterProgress progress = this.fixture.operations(this.fixture.management, this.fixture.answering(() -> {
			throw new PublishUnknownException("order.created", "id", "a service answers", null);
		})).replay(ReplayRequest.of(DLQ)).await(LONG);
		assertThat(progress.state()).isEqualTo(State.FAILED);
		assertThat(progress.failed()).isEqualTo(5);
		assertThat(progress.position()).isEqualTo(4);
		assertThat(this.fixture.count(DLQ)).isEqualTo(10);
	}

	@Test
	void whatGetsNoAnswerIsAskedAgain() throws Exception {
		this.fixture.storeLetters(2);
		AtomicInteger gets = new AtomicInteger();
		AtomicInteger removals = new AtomicInteger();
		DeadLetterProgress progress = this.fixture
			.operations(
					this.fixture.dyingAt((method) -> (method.equals("getMessage") && gets.incrementAndGet() % 3 == 1)
							|| (method.equals("deleteMessage") && removals.incrementAndGet() % 2 == 1)))
			.replay(ReplayRequest.of(DLQ))
			.await(LONG);
		assertThat(progress.state()).isEqualTo(State.COMPLETED);
		assertThat(progress.succeeded()).isEqualTo(2);
		assertThat(this.fixture.count("ORDERS")).isEqualTo(2);
		assertThat(this.fixture.count(DLQ)).isZero();
	}

	@Test
	void removalWhoseAnswerIsLostIsKnownTheNextTime() throws Exception {
		this.fixture.storeLetters(1);
		DeadLetterProgress progress = this.fixture
			.operations(this.fixture.dyingAt((method) -> method.equals("deleteMessage") && removed(1)))
			.replay(ReplayRequest.of(DLQ))
			.await(LONG);
		assertThat(progress.state()).isEqualTo(State.COMPLETED);
		assertThat(progress.succeeded()).isEqualTo(1);
		assertThat(progress.skipped()).isZero();
	}

	@Test
	void oneThatWasPublishedAndNotRemovedIsOnlyRemovedThoughTheDuplicateWindowIsOver() throws Exception {
		this.fixture.management.updateStream(StreamConfiguration.builder()
			.name("ORDERS")
			.subjects("order.>")
			.duplicateWindow(Duration.ofMillis(100))
			.build());
		this.fixture.storeLetters(1);
		AtomicBoolean broken = new AtomicBoolean(true);
		DeadLetterOperations one = this.fixture
			.operations(this.fixture.dyingAt((method) -> method.equals("deleteMessage") && broken.get()));
		assertThat(one.replay(ReplayRequest.of(DLQ)).await(LONG).state()).isEqualTo(State.FAILED);
		assertThat(this.fixture.count("ORDERS")).isEqualTo(1);
		broken.set(false);
		String id = this.fixture.message("ORDERS", 1).getHeaders().getFirst(NatsHeaders.MESSAGE_ID);
		await().pollDelay(Duration.ofMillis(500))
			.until(() -> !this.fixture.jetStream.message("probe")
				.subject("order.probe")
				.id(id)
				.publish()
				.isDuplicate());
		assertThat(one.replay(ReplayRequest.of(DLQ)).await(LONG).succeeded()).isEqualTo(1);
		assertThat(this.fixture.count("ORDERS")).isEqualTo(2);
		assertThat(this.fixture.count(DLQ)).isZero();
	}

	@Test
	void oneThatWasPublishedAndIsLostIsPublishedAgain() throws Exception {
		this.fixture.storeLetters(1);
		AtomicBoolean broken = new AtomicBoolean(true);
		DeadLetterOperations one = this.fixture
			.operations(this.fixture.dyingAt((method) -> method.equals("deleteMessage") && broken.get()));
		assertThat(one.replay(ReplayRequest.of(DLQ)).await(LONG).state()).isEqualTo(State.FAILED);
		this.fixture.management.purgeStream("ORDERS");
		assertThat(one.replay(ReplayRequest.of(DLQ)).await(LONG).state()).isEqualTo(State.FAILED);
		assertThat(this.fixture.count("ORDERS")).isEqualTo(1);
		this.fixture.management.purgeStream("ORDERS");
		broken.set(false);
		DeadLetterProgress progress = one.replay(ReplayRequest.of(DLQ)).await(LONG);
		assertThat(progress.problems()).isEmpty();
		assertThat(progress.succeeded()).isEqualTo(1);
		assertThat(this.fixture.count("ORDERS")).isEqualTo(1);
		assertThat(this.fixture.count(DLQ)).isZero();
	}

	@Test
	void oneThatWasPublishedIsPublishedAgainWhenTheStreamIsMadeAnew() throws Exception {
		this.fixture.storeLetters(1);
		AtomicBoolean broken = new AtomicBoolean(true);
		DeadLetterOperations one = this.fixture
			.operations(this.fixture.dyingAt((method) -> method.equals("deleteMessage") && broken.get()));
		assertThat(one.replay(ReplayRequest.of(DLQ)).await(LONG).state()).isEqualTo(State.FAILED);
		this.fixture.management.deleteStream("ORDERS");
		stream("ORDERS", (stream) -> stream.subjects("order.>"));
		this.fixture.jetStream.publish("order.created", "another");
		broken.set(false);
		assertThat(one.replay(ReplayRequest.of(DLQ)).await(LONG).succeeded()).isEqualTo(1);
		assertThat(this.fixture.count("ORDERS")).isEqualTo(2);
	}

	@Test
	void oneThatWasPublishedAndConsumedIsOnlyRemoved() throws Exception {
		stream("EVENTS", (stream) -> stream.subjects("event.>").retentionPolicy(RetentionPolicy.WorkQueue));
		Subscription consumer = this.fixture.connection.jetStream()
			.subscribe("event.>",
					PushSubscribeOptions.builder()
						.configuration(ConsumerConfiguration.builder().ackPolicy(AckPolicy.Explicit).build())
						.build());
		this.fixture.storeLetters(1);
		AtomicBoolean broken = new AtomicBoolean(true);
		DeadLetterOperations one = this.fixture
			.operations(this.fixture.dyingAt((method) -> method.equals("deleteMessage") && broken.get()));
		ReplayRequest request = ReplayRequest.of(DLQ).target("event.happened");
		assertThat(one.replay(request).await(LONG).state()).isEqualTo(State.FAILED);
		ackNext(consumer);
		await().until(() -> count("EVENTS") == 0);
		broken.set(false);
		assertThat(one.replay(request).await(LONG).succeeded()).isEqualTo(1);
		assertThat(this.fixture.management.getStreamInfo("EVENTS").getStreamState().getLastSequence()).isEqualTo(1);
		assertThat(this.fixture.count(DLQ)).isZero();
	}

	@Test
	void oneThatWasAcknowledgedAndNotLookedForIsNotPublishedTwice() throws Exception {
		this.fixture.management.updateStream(StreamConfiguration.builder()
			.name("ORDERS")
			.subjects("order.>")
			.duplicateWindow(Duration.ofMillis(100))
			.build());
		this.fixture.storeLetters(1);
		AtomicBoolean broken = new AtomicBoolean(true);
		DeadLetterOperations one = this.fixture.operations(
				this.fixture.dyingAt((method) -> method.equals("getMessage") && broken.get() && count("ORDERS") > 0));
		assertThat(one.replay(ReplayRequest.of(DLQ)).await(LONG).state()).isEqualTo(State.FAILED);
		assertThat(this.fixture.count("ORDERS")).isEqualTo(1);
		broken.set(false);
		String id = this.fixture.message("ORDERS", 1).getHeaders().getFirst(NatsHeaders.MESSAGE_ID);
		await().pollDelay(Duration.ofMillis(500))
			.until(() -> !this.fixture.jetStream.message("probe")
				.subject("order.probe")
				.id(id)
				.publish()
				.isDuplicate());
		assertThat(one.replay(ReplayRequest.of(DLQ)).await(LONG).succeeded()).isEqualTo(1);
		assertThat(this.fixture.count("ORDERS")).isEqualTo(2);
	}

	@Test
	void oneWhoseIdIsTakenByAnotherMessageStays() throws Exception {
		this.fixture.storeLetters(1);
		this.fixture.jetStream.message("squatter")
			.subject("order.created")
			.id("replay:1:dlq:ORDERS:fraud:1:abc")
			.publish();
		assertThat(problem(replay(ReplayRequest.of(DLQ)), DeadLetterOutcome.FAILED)).contains("is another one");
		assertThat(this.fixture.count(DLQ)).isEqualTo(1);
	}

	@Test
	void oneThatSomebodyElseAcknowledgesStays() throws Exception {
		this.fixture.storeLetters(2);
		this.fixture.jetStream.publish("order.created", "another");
		List<String> forged = List.of("{\"stream\":\"NONE\",\"seq\":1}", "{\"stream\":\"ORDERS\",\"seq\":1}");
		AtomicInteger publishes = new AtomicInteger();
		DeadLetterProgress progress = this.fixture
			.operations(this.fixture.management,
					this.fixture.answering(() -> ack(forged.get(publishes.getAndIncrement()))))
			.replay(ReplayRequest.of(DLQ))
			.await(LONG);
		assertThat(progress.problems()).extracting(Problem::reason)
			.satisfiesExactly((reason) -> assertThat(reason).contains("not stream 'ORDERS'"),
					(reason) -> assertThat(reason).contains("is another one"));
		assertThat(this.fixture.count(DLQ)).isEqualTo(2);
	}

	@Test
	void oneThatIsAcknowledgedAsAMessageThatTheClientCannotReadStaysAndOthersGoOn() throws Exception {
		this.fixture.storeLetters(2);
		this.fixture.storeUnreadable("order.created", "");
		AtomicInteger publishes = new AtomicInteger();
		DeadLetterProgress progress = this.fixture
			.operations(this.fixture.management,
					this.fixture.answering(
							() -> (publishes.incrementAndGet() == 1) ? ack("{\"stream\":\"ORDERS\",\"seq\":1}") : null))
			.replay(ReplayRequest.of(DLQ))
			.await(LONG);
		assertThat(progress.state()).isEqualTo(State.COMPLETED);
		assertThat(progress.succeeded()).isEqualTo(1);
		assertThat(problem(progress, DeadLetterOutcome.FAILED)).contains("is another one");
	}

	@Test
	void oneWhoseListenersStreamIsGoneFailsAndOthersGoOn() throws Exception {
		stream("INBOX", (stream) -> stream.subjects("inbox.>"));
		this.fixture.management.deleteStream("ORDERS");
		this.fixture.store(this.fixture.letter(1).put(DeadLetterHeaders.SUBJECT, "inbox.created"));
		this.fixture.store("dlq.ORDERS.other",
				this.fixture.letter(2)
					.put(DeadLetterHeaders.STREAM, "INBOX")
					.put(DeadLetterHeaders.SUBJECT, "inbox.created"));
		DeadLetterProgress progress = replay(ReplayRequest.of(DLQ));
		assertThat(progress.state()).isEqualTo(State.COMPLETED);
		assertThat(progress.succeeded()).isEqualTo(1);
		assertThat(problem(progress, DeadLetterOutcome.FAILED)).contains("There is no stream 'ORDERS'");
	}

	@Test
	void subjectThatIsNotOfTheListenersStreamIsNotPublishedTo() throws Exception {
		stream("BANK", (stream) -> stream.subjects("bank.>"));
		this.fixture.store(this.fixture.letter(1).put(DeadLetterHeaders.SUBJECT, "bank.pay"));
		assertThat(problem(replay(ReplayRequest.of(DLQ).force(true)), DeadLetterOutcome.FAILED))
			.contains("to which its listener does not listen");
		assertThat(this.fixture.count("BANK")).isZero();
		assertThat(replay(ReplayRequest.of(DLQ).target("bank.pay")).succeeded()).isEqualTo(1);
		assertThat(this.fixture.count("BANK")).isEqualTo(1);
	}

	@Test
	void subjectOfAStreamThatTheListenersStreamTakesFromIsPublishedTo() throws Exception {
		stream("INBOX", (stream) -> stream.subjects("inbox.>"));
		this.fixture.management.updateStream(StreamConfiguration.builder()
			.name("ORDERS")
			.subjects("order.>")
			.sources(Source.builder().sourceName("INBOX").build())
			.build());
		this.fixture.store(this.fixture.letter(1).put(DeadLetterHeaders.SUBJECT, "inbox.created"));
		assertThat(replay(ReplayRequest.of(DLQ)).succeeded()).isEqualTo(1);
		await().atMost(LONG).until(() -> this.fixture.count("ORDERS") == 1);
	}

	@Test
	void subjectThatIsNotOfTheOriginalsStreamIsRefusedUnlessItIsForced() throws Exception {
		stream("BANK", (stream) -> stream.subjects("bank.>"));
		this.fixture.store("dlq.ORDERS.other", this.fixture.letter(1).put(DeadLetterHeaders.SUBJECT, "bank.pay"));
		assertThat(problem(replay(ReplayRequest.of(DLQ)), DeadLetterOutcome.REFUSED))
			.contains("not that of the original");
		assertThat(this.fixture.count("BANK")).isZero();
		assertThat(replay(ReplayRequest.of(DLQ).force(true)).succeeded()).isEqualTo(1);
	}

	@Test
	void subjectThatNoStreamCapturesIsNotPublishedToAtAll() throws Exception {
		Subscription core = this.fixture.connection.subscribe("core.command");
		this.fixture.store(this.fixture.letter(1).put(DeadLetterHeaders.SUBJECT, "core.command"));
		assertThat(problem(replay(ReplayRequest.of(DLQ).force(true)), DeadLetterOutcome.FAILED))
			.contains("no stream captures");
		this.fixture.connection.flush(Duration.ofSeconds(5));
		assertThat(core.nextMessage(Duration.ofMillis(200))).isNull();
	}

	@Test
	void discardRemovesNothingOfAStreamThatWasMadeAnew() throws Exception {
		this.fixture.storeLetters(3);
		AtomicInteger calls = new AtomicInteger();
		DeadLetterProgress progress = this.fixture.operations(this.fixture.dyingAt((method) -> {
			if ((method.equals("getMessage") || method.equals("deleteMessage")) && calls.incrementAndGet() == 1) {
				makeAnew();
			}
			return false;
		})).discard(DiscardRequest.of(DLQ)).await(LONG);
		assertThat(progress.skipped()).isEqualTo(3);
		assertThat(progress.succeeded()).isZero();
		assertThat(this.fixture.count(DLQ)).isEqualTo(3);
	}

	@Test
	void discardOfASingleOneRemovesNothingOfAStreamThatWasMadeAnew() throws Exception {
		this.fixture.storeLetters(3);
		AtomicInteger calls = new AtomicInteger();
		DeadLetterProgress progress = this.fixture.operations(this.fixture.dyingAt((method) -> {
			if ((method.equals("getMessage") || method.equals("deleteMessage")) && calls.incrementAndGet() == 1) {
				makeAnew();
			}
			return false;
		})).discard(DiscardRequest.of(DLQ).sequence(2)).await(LONG);
		assertThat(progress.skipped()).isEqualTo(1);
		assertThat(this.fixture.count(DLQ)).isEqualTo(3);
	}

	@Test
	void streamWhoseLettersLiveOnElsewhereIsRefused() throws Exception {
		stream("COPY_DLQ", (stream) -> stream.mirror(Mirror.builder().sourceName(DLQ).build()));
		stream("ALL_DLQ", (stream) -> stream.addSources(Source.builder().sourceName(DLQ).build()));
		assertThatExceptionOfType(DeadLetterRefusedException.class)
			.isThrownBy(() -> this.operations.replay(ReplayRequest.of("COPY_DLQ").force(true)))
			.withMessageContaining("mirror of stream 'ORDERS_DLQ'");
		assertThatExceptionOfType(DeadLetterRefusedException.class)
			.isThrownBy(() -> this.operations.discard(DiscardRequest.of("COPY_DLQ")))
			.withMessageContaining("mirror of stream 'ORDERS_DLQ'");
		assertThatExceptionOfType(DeadLetterRefusedException.class)
			.isThrownBy(() -> this.operations.replay(ReplayRequest.of("ALL_DLQ")))
			.withMessageContaining("sources");
		assertThat(replay(ReplayRequest.of("ALL_DLQ").force(true)).state()).isEqualTo(State.COMPLETED);
	}

	@Test
	void dryRunTellsWhatWouldFailAndAsksOnceForEachSubject() throws Exception {
		this.fixture.storeLetters(20);
		this.fixture.store(this.fixture.letter(21).put(DeadLetterHeaders.SUBJECT, "order.*"));
		this.fixture.store(this.fixture.letter(22).put(DeadLetterHeaders.SUBJECT, "gone.created"));
		AtomicInteger lookups = new AtomicInteger();
		DeadLetterProgress progress = this.fixture.operations(this.fixture.dyingAt((method) -> {
			if (method.equals("getStreamNames")) {
				lookups.incrementAndGet();
			}
			return false;
		})).replay(ReplayRequest.of(DLQ).dryRun(true)).await(LONG);
		assertThat(progress.succeeded()).isEqualTo(20);
		assertThat(progress.problems()).extracting(Problem::reason)
			.satisfiesExactly((reason) -> assertThat(reason).contains("wildcard"),
					(reason) -> assertThat(reason).contains("no stream captures"));
		assertThat(lookups).hasValue(2);
	}

	@Test
	void messageThatIsTooLargeForItsStreamIsReplayedWithoutWhatCanBeMissed() throws Exception {
		this.fixture.management.updateStream(
				StreamConfiguration.builder().name("ORDERS").subjects("order.>").maximumMessageSize(190).build());
		this.fixture.storeLetters(1);
		DeadLetterProgress progress = replay(ReplayRequest.of(DLQ));
		assertThat(progress.problems()).isEmpty();
		Headers replayed = this.fixture.message("ORDERS", 1).getHeaders();
		assertThat(replayed.getFirst(DeadLetterHeaders.MESSAGE_ID)).isNull();
		assertThat(replayed.getFirst(DeadLetterHeaders.REPLAYS)).isEqualTo("1");
	}

	@Test
	void headersThatAreTooLargeAreReplayedWithoutWhatCanBeMissed() throws Exception {
		String big = "x".repeat(65_420);
		this.fixture.store(new Headers().put(NatsHeaders.MESSAGE_ID, "dlq:ORDERS:fraud:1:abc").put("big", big));
		DeadLetterProgress progress = replay(ReplayRequest.of(DLQ).target("order.created"));
		assertThat(progress.problems()).isEmpty();
		Headers replayed = this.fixture.message("ORDERS", 1).getHeaders();
		assertThat(replayed.getFirst("big")).isEqualTo(big);
		assertThat(replayed.getFirst(DeadLetterHeaders.REPLAY_OF)).isNull();
	}

	private DeadLetterProgress replay(ReplayRequest request) {
		return this.operations.replay(request).await(LONG);
	}

	private static String problem(DeadLetterProgress progress, DeadLetterOutcome outcome) {
		assertThat(progress.problems()).singleElement().extracting(Problem::outcome).isEqualTo(outcome);
		return progress.problems().get(0).reason();
	}

	private void stream(String name, UnaryOperator<StreamConfiguration.Builder> settings) throws Exception {
		this.fixture.management.addStream(settings.apply(StreamConfiguration.builder().name(name)).build());
	}

	private void makeAnew() {
		try {
			this.fixture.management.deleteStream(DLQ);
			stream(DLQ, (stream) -> stream.subjects("dlq.ORDERS.>"));
			this.fixture.storeLetters(3);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private boolean removed(long sequence) {
		try {
			return this.fixture.management.deleteMessage(DLQ, sequence);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private long count(String stream) {
		try {
			return this.fixture.count(stream);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void ackNext(Subscription consumer) {
		try {
			consumer.nextMessage(LONG).ackSync(LONG);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static PublishAck ack(String json) {
		try {
			return new PublishAck(NatsMessage.builder().subject("reply").data(json).build());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
