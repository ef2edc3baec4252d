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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.natsboot.core.InvalidSubjectException;
import io.github.natsboot.deadletter.DeadLetterProgress.State;
import io.github.natsboot.event.DeadLetterOperationEvent;
import io.github.natsboot.event.DeadLetterOperationEvent.Operation;
import io.github.natsboot.support.NatsHeaders;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.github.natsboot.deadletter.DeadLetterFixture.DLQ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Dead letters are replayed and discarded.
 */
@WithNatsServer
class DeadLetterReplayIT {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final NatsTestServer server;

	private DeadLetterFixture fixture;

	private DeadLetterOperations operations;

	DeadLetterReplayIT(NatsTestServer server) {
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
	void messageOfAListenersStreamIsNoDeadLetterWhateverItsHeadersSay() throws Exception {
		this.fixture.connection.jetStream()
			.publish("order.created", new Headers().put(DeadLetterHeaders.REASON, "rejected"), new byte[1]);
		assertThatExceptionOfType(DeadLetterRefusedException.class)
			.isThrownBy(() -> this.operations.discard(DiscardRequest.of("ORDERS")))
			.withMessageContaining("Listeners work on stream 'ORDERS'");
		assertThatExceptionOfType(DeadLetterRefusedException.class)
			.isThrownBy(() -> this.operations.replay(ReplayRequest.of("ORDERS").target("order.other")));
		assertThat(this.fixture.count("ORDERS")).isEqualTo(1);
	}

	@Test
	void replayedMessageHasTheBytesAndHeadersOfTheOriginalAndAnIdOfItsOwn() throws Exception {
		this.fixture.storeLetters(1);
		DeadLetterProgress progress = this.operations.replay(ReplayRequest.of(DLQ).sequence(1)).await(LONG);
		assertThat(progress.state()).isEqualTo(State.COMPLETED);
		assertThat(progress.succeeded()).isEqualTo(1);
		assertThat(progress.remaining()).isZero();
		MessageInfo replayed = this.fixture.message("ORDERS", 1);
		assertThat(replayed.getSubject()).isEqualTo("order.created");
		assertThat(replayed.getData()).asString().isEqualTo("secret-payload");
		assertThat(replayed.getHeaders().entrySet()).extracting((header) -> header.getKey() + "=" + header.getValue())
			.containsExactlyInAnyOrder("tenant=[acme]", "Nats-Msg-Id=[replay:1:dlq:ORDERS:fraud:1:abc]",
					"Nats-Dlq-Replays=[1]", "Nats-Dlq-Replay-Of=[dlq:ORDERS:fraud:1:abc]",
					"Nats-Dlq-Message-Id=[order-1]", "Nats-Expected-Stream=[ORDERS]");
		assertThat(this.fixture.count(DLQ)).isZero();
		assertThat(this.fixture.outcomes).containsExactly(DeadLetterOutcome.REPLAYED);
	}

	@Test
	void aThousandAreReplayedOnceEachThoughTheReplayIsCancelledHalfWayAndResumed() throws Exception {
		this.fixture.storeLetters(1000);
		ReplayRequest request = ReplayRequest.of(DLQ).rate(200);
		long start = System.nanoTime();
		DeadLetterJob first = this.operations.replay(request);
		await().atMost(LONG).until(() -> first.progress().succeeded() >= 500);
		assertThat(first.progress().state()).isEqualTo(State.RUNNING);
		Duration taken = Duration.ofNanos(System.nanoTime() - start);
		first.cancel();
		DeadLetterProgress cancelled = first.await(LONG);
		assertThat(cancelled.state()).isEqualTo(State.CANCELLED);
		assertThat(cancelled.succeeded()).isBetween(500L, 700L);
		assertThat(cancelled.remaining()).isEqualTo(1000 - cancelled.succeeded());
		assertThat(cancelled.position()).isEqualTo(cancelled.succeeded());
		// 500 at 200 in a second take 2.5 seconds.
		assertThat(taken).isBetween(Duration.ofMillis(2200), Duration.ofSeconds(8));
		assertThat(this.fixture.count(DLQ)).isEqualTo(1000 - cancelled.succeeded());
		DeadLetterProgress resumed = this.operations.replay(request).await(LONG);
		assertThat(resumed.state()).isEqualTo(State.COMPLETED);
		assertThat(resumed.succeeded()).isEqualTo(1000 - cancelled.succeeded());
		Set<String> ids = new HashSet<>();
		for (int i = 1; i <= 1000; i++) {
			ids.add(this.fixture.message("ORDERS", i).getHeaders().getFirst(DeadLetterHeaders.REPLAY_OF));
		}
		assertThat(ids).hasSize(1000);
		assertThat(this.fixture.count("ORDERS")).isEqualTo(1000);
		assertThat(this.fixture.count(DLQ)).isZero();
		assertThat(this.fixture.management.getConsumerNames(DLQ)).isEmpty();
	}

	@Test
	void crashBetweenPublishAndRemovalStoresTheMessageOnce() throws Exception {
		this.fixture.storeLetters(3);
		DeadLetterProgress crashed = this.fixture
			.operations(this.fixture.dyingAt((method) -> method.equals("deleteMessage")))
			.replay(ReplayRequest.of(DLQ))
			.await(LONG);
		assertThat(crashed.state()).isEqualTo(State.FAILED);
		assertThat(crashed.failure()).contains("Cannot remove message 1");
		assertThat(crashed.position()).isZero();
		assertThat(this.fixture.count("ORDERS")).isEqualTo(1);
		assertThat(this.fixture.count(DLQ)).isEqualTo(3);
		DeadLetterProgress again = this.operations.replay(ReplayRequest.of(DLQ)).await(LONG);
		assertThat(again.succeeded()).isEqualTo(3);
		assertThat(this.fixture.count("ORDERS")).isEqualTo(3);
		assertThat(this.fixture.count(DLQ)).isZero();
	}

	@Test
	void dryRunCountsAndWritesNothing() throws Exception {
		this.fixture.storeLetters(3);
		this.fixture.store(this.fixture.letter(4).put(DeadLetterHeaders.REPLAYS, "3"));
		this.fixture.store(new Headers().put(NatsHeaders.MESSAGE_ID, "dlq:ORDERS:fraud:5:abc"));
		DeadLetterProgress progress = this.operations.replay(ReplayRequest.of(DLQ).rate(1).dryRun(true)).await(LONG);
		assertThat(progress.state()).isEqualTo(State.COMPLETED);
		assertThat(progress.succeeded()).isEqualTo(3);
		assertThat(progress.refused()).isEqualTo(1);
		assertThat(progress.failed()).isEqualTo(1);
		assertThat(progress.problems()).extracting(DeadLetterProgress.Problem::sequence).containsExactly(4L, 5L);
		assertThat(this.fixture.count("ORDERS")).isZero();
		assertThat(this.fixture.count(DLQ)).isEqualTo(5);
		assertThat(this.fixture.outcomes).isEmpty();
	}

	@Test
	void oneThatWasReplayedTooOftenIsRefusedUnlessItIsForced() throws Exception {
		this.fixture.store(this.fixture.letter(1).put(DeadLetterHeaders.REPLAYS, "3"));
		DeadLetterProgress refused = this.operations.replay(ReplayRequest.of(DLQ)).await(LONG);
		assertThat(refused.refused()).isEqualTo(1);
		assertThat(refused.problems().get(0).reason()).contains("replayed 3 times");
		assertThat(this.fixture.count(DLQ)).isEqualTo(1);
		assertThat(this.operations.replay(ReplayRequest.of(DLQ).force(true)).await(LONG).succeeded()).isEqualTo(1);
		MessageInfo replayed = this.fixture.message("ORDERS", 1);
		assertThat(replayed.getHeaders().getFirst(DeadLetterHeaders.REPLAYS)).isEqualTo("4");
		assertThat(this.fixture.outcomes).containsExactly(DeadLetterOutcome.REFUSED, DeadLetterOutcome.REPLAYED);
	}

	@Test
	void oneThatCannotBePublishedStaysAndIsReportedAndOthersGoOn() throws Exception {
		this.fixture.store(this.fixture.letter(1).put(DeadLetterHeaders.SUBJECT, "gone.created"));
		this.fixture.store(this.fixture.letter(2).put(DeadLetterHeaders.SUBJECT, "$JS.API.STREAM.DELETE.ORDERS"));
		this.fixture.store(this.fixture.letter(3).put(DeadLetterHeaders.SUBJECT, "order.>"));
		this.fixture.store(this.fixture.letter(4).put(DeadLetterHeaders.SUBJECT, "dlq.ORDERS.fraud"));
		this.fixture.store(this.fixture.letter(5));
		DeadLetterProgress progress = this.operations.replay(ReplayRequest.of(DLQ)).await(LONG);
		assertThat(progress.state()).isEqualTo(State.COMPLETED);
		assertThat(progress.succeeded()).isEqualTo(1);
		assertThat(progress.failed()).isEqualTo(4);
		assertThat(progress.problems()).extracting(DeadLetterProgress.Problem::reason)
			.satisfiesExactly((reason) -> assertThat(reason).contains("no stream captures", "gone.created"),
					(reason) -> assertThat(reason).contains("InvalidSubjectException"),
					(reason) -> assertThat(reason).contains("wildcard"),
					(reason) -> assertThat(reason).contains("stream of dead letters itself"));
		assertThat(this.fixture.count(DLQ)).isEqualTo(4);
		assertThat(this.fixture.count("ORDERS")).isEqualTo(1);
	}

	@Test
	void targetTakesWhatIsReplayedAndEachTargetGetsItOnce() throws Exception {
		this.fixture.storeLetters(1);
		this.fixture.operations(this.fixture.dyingAt((method) -> method.equals("deleteMessage")))
			.replay(ReplayRequest.of(DLQ))
			.await(LONG);
		this.operations.replay(ReplayRequest.of(DLQ).target("order.repaired")).await(LONG);
		assertThat(this.fixture.count("ORDERS")).isEqualTo(2);
		assertThat(this.fixture.message("ORDERS", 2).getSubject()).isEqualTo("order.repaired");
		assertThat(this.fixture.count(DLQ)).isZero();
	}

	@Test
	void targetThatCannotBeOneIsRefusedAtOnce() {
		assertThatExceptionOfType(InvalidSubjectException.class)
			.isThrownBy(() -> this.operations.replay(ReplayRequest.of(DLQ).target("order.>")));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.operations.replay(ReplayRequest.of(DLQ).target("dlq.ORDERS.other")));
		assertThatExceptionOfType(DeadLetterNotFoundException.class)
			.isThrownBy(() -> this.operations.replay(ReplayRequest.of("NONE")));
		assertThatExceptionOfType(DeadLetterNotFoundException.class)
			.isThrownBy(() -> this.operations.replay(ReplayRequest.of(DLQ).sequence(5)));
	}

	@Test
	void onlyTheFilteredAreReplayed() throws Exception {
		this.fixture.storeLetters(2);
		this.fixture.store(this.fixture.letter(3).put(DeadLetterHeaders.EXCEPTION, "com.acme.TimeoutException"));
		DeadLetterProgress progress = this.operations
			.replay(ReplayRequest.of(DLQ).filter(DeadLetterFilter.ALL.exception("TimeoutException")))
			.await(LONG);
		assertThat(progress.succeeded()).isEqualTo(1);
		assertThat(this.fixture.count(DLQ)).isEqualTo(2);
		assertThat(this.fixture.message("ORDERS", 1).getHeaders().getFirst(DeadLetterHeaders.REPLAY_OF))
			.isEqualTo("dlq:ORDERS:fraud:3:abc");
	}

	@Test
	void oneReplayOrDiscardOfAStreamIsAtWorkAtATime() throws Exception {
		this.fixture.storeLetters(20);
		DeadLetterJob job = this.operations.replay(ReplayRequest.of(DLQ).rate(1));
		assertThatExceptionOfType(DeadLetterJobRunningException.class)
			.isThrownBy(() -> this.operations.replay(ReplayRequest.of(DLQ)))
			.withMessageContaining(DLQ);
		assertThatExceptionOfType(DeadLetterJobRunningException.class)
			.isThrownBy(() -> this.operations.discard(DiscardRequest.of(DLQ)));
		assertThat(this.operations.jobs()).containsExactly(job);
		job.cancel();
		job.await(LONG);
		assertThat(this.operations.discard(DiscardRequest.of(DLQ)).await(LONG).state()).isEqualTo(State.COMPLETED);
	}

	@Test
	void oneThatIsGoneWhenItsTurnComesIsSkipped() throws Exception {
		this.fixture.storeLetters(3);
		DeadLetterJob job = this.operations.replay(ReplayRequest.of(DLQ).rate(2));
		await().until(() -> job.progress().succeeded() >= 1);
		this.fixture.management.deleteMessage(DLQ, 3);
		DeadLetterProgress progress = job.await(LONG);
		assertThat(progress.succeeded()).isEqualTo(2);
		assertThat(progress.skipped()).isEqualTo(1);
	}

	@Test
	void whatComesDuringAReplayIsLeftForAnother() throws Exception {
		this.fixture.storeLetters(3);
		DeadLetterJob job = this.operations.replay(ReplayRequest.of(DLQ).rate(2));
		await().until(() -> job.progress().succeeded() >= 1);
		this.fixture.store(this.fixture.letter(4));
		assertThat(job.await(LONG).succeeded()).isEqualTo(3);
		assertThat(this.fixture.count(DLQ)).isEqualTo(1);
	}

	@Test
	void replayEndsWhenTheServerIsAwayAndGoesOnLater() throws Exception {
		this.fixture.storeLetters(10);
		DeadLetterJob job = this.operations.replay(ReplayRequest.of(DLQ).rate(5));
		await().until(() -> job.progress().succeeded() >= 2);
		this.server.terminate();
		DeadLetterProgress ended = job.await(LONG);
		this.server.restart();
		assertThat(ended.state()).isEqualTo(State.FAILED);
		assertThat(ended.failure()).isNotBlank();
		assertThat(ended.succeeded()).isBetween(2L, 9L);
		await().atMost(LONG).ignoreExceptions().until(() -> this.fixture.count(DLQ) > 0);
		DeadLetterProgress resumed = this.operations.replay(ReplayRequest.of(DLQ)).await(LONG);
		assertThat(resumed.state()).isEqualTo(State.COMPLETED);
		assertThat(this.fixture.count("ORDERS")).isEqualTo(10);
		assertThat(this.fixture.count(DLQ)).isZero();
	}

	@Test
	void messageThatLeavesLittleRoomIsReplayedWithoutTheLink() throws Exception {
		byte[] body = new byte[(int) this.fixture.connection.getMaxPayload() - 110];
		this.fixture.connection.jetStream()
			.publish(NatsMessage.builder()
				.subject("dlq.ORDERS.fraud")
				.headers(new Headers().put(NatsHeaders.MESSAGE_ID, "dlq:ORDERS:fraud:1:abc"))
				.data(body)
				.build());
		DeadLetterProgress progress = this.operations.replay(ReplayRequest.of(DLQ).target("order.created")).await(LONG);
		assertThat(progress.problems()).isEmpty();
		assertThat(progress.succeeded()).isEqualTo(1);
		MessageInfo replayed = this.fixture.message("ORDERS", 1);
		assertThat(replayed.getData()).hasSize(body.length);
		assertThat(replayed.getHeaders().getFirst(DeadLetterHeaders.REPLAYS)).isEqualTo("1");
		assertThat(replayed.getHeaders().getFirst(DeadLetterHeaders.REPLAY_OF)).isNull();
	}

	@Test
	void streamThatKeepsItsMessagesIsNotReplayed() throws Exception {
		this.fixture.management
			.addStream(StreamConfiguration.builder().name("KEPT_DLQ").subjects("dlq.KEPT").denyDelete(true).build());
		assertThatExceptionOfType(DeadLetterRefusedException.class)
			.isThrownBy(() -> this.operations.replay(ReplayRequest.of("KEPT_DLQ")))
			.withMessageContaining("deny_delete");
	}

	@Test
	void onlyDeadLettersAreDiscardedAndOnlyThoseThatAreMeant() throws Exception {
		this.fixture.storeLetters(600);
		this.fixture.store(this.fixture.letter(601).put(DeadLetterHeaders.REASON, "unreadable"));
		this.fixture.jetStream.publish("dlq.ORDERS.fraud", "no dead letter");
		DeadLetterFilter exhausted = DeadLetterFilter.ALL.reason("attempts_exhausted");
		assertThat(
				this.operations.discard(DiscardRequest.of(DLQ).filter(exhausted).dryRun(true)).await(LONG).succeeded())
			.isEqualTo(600);
		assertThat(this.fixture.count(DLQ)).isEqualTo(602);
		assertThat(this.operations.discard(DiscardRequest.of(DLQ).filter(exhausted)).await(LONG).succeeded())
			.isEqualTo(600);
		assertThat(this.fixture.count(DLQ)).isEqualTo(2);
		assertThat(this.operations.discard(DiscardRequest.of(DLQ)).await(LONG).succeeded()).isEqualTo(1);
		assertThat(this.fixture.count(DLQ)).isEqualTo(1);
		assertThat(this.fixture.count("ORDERS")).isZero();
	}

	@Test
	void eachOperationIsToldWithWhoAskedForIt() throws Exception {
		this.fixture.storeLetters(2);
		this.operations.replay(ReplayRequest.of(DLQ).sequence(1).requestedBy("alice")).await(LONG);
		this.operations.discard(DiscardRequest.of(DLQ).requestedBy("bob")).await(LONG);
		assertThat(this.fixture.events).extracting(DeadLetterOperationEvent::getOperation)
			.containsExactly(Operation.REPLAY_STARTED, Operation.REPLAY_ENDED, Operation.DISCARD_STARTED,
					Operation.DISCARD_ENDED);
		assertThat(this.fixture.events).extracting(DeadLetterOperationEvent::getRequestedBy)
			.containsExactly("alice", "alice", "bob", "bob");
		assertThat(this.fixture.events.get(1).getSelection()).isEqualTo("sequence=1");
		assertThat(this.fixture.events.get(1).getSucceeded()).isEqualTo(1);
		assertThat(this.fixture.events.get(3).getState()).isEqualTo("COMPLETED");
	}

	@Test
	void twoApplicationsThatReplayAtOnceStoreEachMessageOnce() throws Exception {
		this.fixture.storeLetters(300);
		DeadLetterJob one = this.operations.replay(ReplayRequest.of(DLQ).rate(100_000));
		DeadLetterJob other = this.fixture.operations().replay(ReplayRequest.of(DLQ).rate(100_000));
		one.await(LONG);
		other.await(LONG);
		Map<String, Integer> ids = new ConcurrentHashMap<>();
		for (long i = 1; i <= this.fixture.count("ORDERS"); i++) {
			ids.merge(this.fixture.message("ORDERS", i).getHeaders().getFirst(NatsHeaders.MESSAGE_ID), 1, Integer::sum);
		}
		assertThat(ids).hasSize(300).allSatisfy((id, count) -> assertThat(count).isOne());
		assertThat(one.progress().succeeded() + other.progress().succeeded()).isEqualTo(300);
		assertThat(List.of(one.progress().state(), other.progress().state())).containsOnly(State.COMPLETED);
		assertThat(this.fixture.count(DLQ)).isZero();
	}

	@Test
	void serverThatDoesNotAnswerIsToldFromOneThatRefuses() throws Exception {
		assertThatExceptionOfType(DeadLetterUnavailableException.class)
			.isThrownBy(() -> this.fixture.operations(this.fixture.dyingAt((method) -> method.equals("getStreamInfo")))
				.replay(ReplayRequest.of(DLQ)));
	}

	@Test
	void templateThatIsDestroyedEndsItsReplay() throws Exception {
		this.fixture.storeLetters(20);
		DeadLetterTemplate template = this.fixture.operations();
		DeadLetterJob job = template.replay(ReplayRequest.of(DLQ).rate(1));
		template.destroy();
		assertThat(job.progress().state()).isEqualTo(State.CANCELLED);
		assertThatExceptionOfType(DeadLetterUnavailableException.class)
			.isThrownBy(() -> template.replay(ReplayRequest.of(DLQ)));
	}

}
