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

import io.github.natsboot.connection.NatsConnectionEvents;
import io.github.natsboot.connection.NatsConnector;
import io.github.natsboot.core.NatsInterruptedException;
import io.github.natsboot.deadletter.DeadLetterScanner.Request;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.github.natsboot.deadletter.DeadLetterFixture.DLQ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Dead letters are read where that is not easy.
 */
@WithNatsServer
class DeadLetterScanIT {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final NatsTestServer server;

	private DeadLetterFixture fixture;

	DeadLetterScanIT(NatsTestServer server) {
		this.server = server;
	}

	@BeforeEach
	void connect() throws Exception {
		this.fixture = new DeadLetterFixture(this.server);
	}

	@AfterEach
	void disconnect() throws Exception {
		this.fixture.close();
	}

	@Test
	void messageThatTheClientCannotReadCutsTheConnectionOnceAndHidesNoOther() throws Exception {
		this.fixture.storeLetters(3);
		this.fixture.storeUnreadable("dlq.ORDERS.fraud",
				"Nats-Msg-Id: dlq:ORDERS:fraud:4:abc\r\nNats-Dlq-Reason: unreadable\r\n");
		this.fixture.storeUnreadable("dlq.ORDERS.fraud", "");
		this.fixture.store(this.fixture.letter(6));
		NatsConnectionEvents events = new NatsConnectionEvents();
		try (Connection guarded = new NatsConnector(events)
			.connect(NatsConnector.options().server(this.server.url()))) {
			DeadLetterOperations operations = this.fixture.operations(guarded, guarded.jetStreamManagement());
			assertThat(sequences(operations, DLQ)).containsExactly(1L, 2L, 3L, 4L, 6L);
			assertThat(events.getReaderFailureCount()).isEqualTo(1);
			assertThat(sequences(operations, DLQ)).containsExactly(1L, 2L, 3L, 4L, 6L);
			assertThat(operations.get(DLQ, 4).reason()).isEqualTo("unreadable");
			assertThatExceptionOfType(DeadLetterRefusedException.class).isThrownBy(() -> operations.read(DLQ, 4, null))
				.withMessageContaining("Message 4 of stream 'ORDERS_DLQ' has a header that is not US-ASCII");
			DeadLetterProgress replay = operations.replay(ReplayRequest.of(DLQ).target("order.again")).await(LONG);
			assertThat(replay.succeeded()).isEqualTo(4);
			assertThat(replay.problems()).singleElement()
				.satisfies((problem) -> assertThat(problem.reason()).contains("US-ASCII"));
			assertThat(operations.discard(DiscardRequest.of(DLQ).sequence(4)).await(LONG).succeeded()).isEqualTo(1);
			assertThat(this.fixture.count(DLQ)).isEqualTo(1);
			assertThat(events.getReaderFailureCount()).isEqualTo(1);
		}
	}

	@Test
	void discardRemovesNoMessageThatTheClientCannotReadOfAStreamThatWasMadeAnew() throws Exception {
		this.fixture.storeLetters(1);
		AtomicBoolean first = new AtomicBoolean(true);
		DeadLetterProgress progress = this.fixture.operations(this.fixture.before("getMessage", () -> {
			if (first.getAndSet(false)) {
				this.fixture.management.deleteStream(DLQ);
				this.fixture.management
					.addStream(StreamConfiguration.builder().name(DLQ).subjects("dlq.ORDERS.>").build());
				this.fixture.storeUnreadable("dlq.ORDERS.fraud", "Nats-Dlq-Reason: unreadable\r\n");
			}
			return null;
		})).discard(DiscardRequest.of(DLQ)).await(LONG);
		assertThat(first).isFalse();
		assertThat(progress.skipped()).isEqualTo(1);
		assertThat(this.fixture.count(DLQ)).isEqualTo(1);
	}

	@Test
	void workQueueIsReadOneByOne() throws Exception {
		this.fixture.management.addStream(StreamConfiguration.builder()
			.name("WORK_DLQ")
			.subjects("dlq.WORK.>")
			.retentionPolicy(RetentionPolicy.WorkQueue)
			.build());
		for (int i = 1; i <= 3; i++) {
			this.fixture.store((i == 2) ? "dlq.WORK.other" : "dlq.WORK.fraud", this.fixture.letter(i));
		}
		DeadLetterOperations operations = this.fixture.operations();
		DeadLetterPage page = operations.list("WORK_DLQ", DeadLetterFilter.ALL, 0, 2);
		assertThat(page.letters()).extracting(StoredDeadLetter::sequence).containsExactly(1L, 2L);
		assertThat(page.next()).isEqualTo(2);
		DeadLetterPage last = operations.list("WORK_DLQ", DeadLetterFilter.ALL, 2, 2);
		assertThat(last.letters()).singleElement()
			.satisfies((letter) -> assertThat(letter.size()).isEqualTo("secret-payload".length()));
		assertThat(last.next()).isNull();
		assertThat(
				operations.list("WORK_DLQ", DeadLetterFilter.ALL.deadLetterSubject("dlq.WORK.other"), 0, 10).letters())
			.extracting(StoredDeadLetter::sequence)
			.containsExactly(2L);
		assertThat(operations.replay(ReplayRequest.of("WORK_DLQ")).await(LONG).succeeded()).isEqualTo(3);
		assertThat(sequences(operations, "WORK_DLQ")).isEmpty();
	}

	@Test
	void streamWithAllItsConsumersIsReadOneByOne() throws Exception {
		this.fixture.management
			.addStream(StreamConfiguration.builder().name("FULL_DLQ").subjects("dlq.FULL").maxConsumers(1).build());
		this.fixture.management.addOrUpdateConsumer("FULL_DLQ",
				ConsumerConfiguration.builder().durable("only").build());
		this.fixture.store("dlq.FULL", this.fixture.letter(1));
		assertThat(sequences(this.fixture.operations(), "FULL_DLQ")).containsExactly(1L);
	}

	@Test
	void interruptFromBeforeDoesNotEndAListAndStays() throws Exception {
		this.fixture.storeLetters(2);
		DeadLetterOperations operations = this.fixture.operations();
		Thread.currentThread().interrupt();
		assertThat(sequences(operations, DLQ)).containsExactly(1L, 2L);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.fixture.management.getConsumerNames(DLQ)).isEmpty();
	}

	@Test
	void interruptMeanwhileEndsAListAndLeavesNoConsumer() throws Exception {
		this.fixture.storeLetters(300);
		DeadLetterScanner scanner = new DeadLetterScanner(this.fixture.connection, this.fixture.management,
				new MessageReader(this.fixture.connection, "$JS.API."), "$JS.API.");
		Request request = new Request(DLQ, null, 0, null, Long.MAX_VALUE, 1000);
		assertThatExceptionOfType(NatsInterruptedException.class).isThrownBy(() -> scanner.read(request, (letter) -> {
			Thread.currentThread().interrupt();
			return true;
		}, () -> false)).withMessageContaining(DLQ);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.fixture.management.getConsumerNames(DLQ)).isEmpty();
	}

	@Test
	void streamThatIsDeletedMeanwhileIsPassedOver() throws Exception {
		JetStreamManagement management = this.fixture.before("getStreamInfo",
				() -> this.fixture.management.deleteStream(DLQ));
		assertThat(this.fixture.operations(management).streams()).isEmpty();
	}

	private static List<Long> sequences(DeadLetterOperations operations, String stream) {
		return operations.list(stream, DeadLetterFilter.ALL, 0, 100)
			.letters()
			.stream()
			.map(StoredDeadLetter::sequence)
			.toList();
	}

}
