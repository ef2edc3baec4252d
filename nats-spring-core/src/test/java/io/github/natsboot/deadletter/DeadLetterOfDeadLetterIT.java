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

import java.time.Clock;
import java.time.Duration;

import io.github.natsboot.deadletter.DeadLetterProgress.State;
import io.github.natsboot.support.NatsHeaders;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.github.natsboot.deadletter.DeadLetterFixture.DLQ;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A listener on dead letters fails, and what becomes of it is put back.
 */
@WithNatsServer
class DeadLetterOfDeadLetterIT {

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final String DLQ_DLQ = "ORDERS_DLQ_DLQ";

	private static final String SUBJECT = "dlq.ORDERS_DLQ.log";

	private final NatsTestServer server;

	private DeadLetterFixture fixture;

	private DeadLetterOperations operations;

	private JetStreamSubscription log;

	DeadLetterOfDeadLetterIT(NatsTestServer server) {
		this.server = server;
	}

	@BeforeEach
	void connect() throws Exception {
		this.fixture = new DeadLetterFixture(this.server);
		this.fixture.management.addStream(StreamConfiguration.builder().name(DLQ_DLQ).subjects(SUBJECT).build());
		this.operations = this.fixture.operations();
		this.log = this.fixture.connection.jetStream()
			.subscribe("dlq.ORDERS.>", PullSubscribeOptions.builder().stream(DLQ).durable("log").build());
	}

	@AfterEach
	void disconnect() throws Exception {
		this.fixture.close();
	}

	@Test
	void letterIsPutBackAsTheDeadLetterItWas() throws Exception {
		this.fixture.storeLetters(1);
		StoredDeadLetter before = this.operations.get(DLQ, 1);
		failOnNext();
		assertThat(this.operations.get(DLQ_DLQ, 1).originalSubject()).isEqualTo("dlq.ORDERS.fraud");
		replay(DLQ_DLQ, 1);
		assertThat(this.operations.list(DLQ, DeadLetterFilter.ALL, 1, 10).letters()).singleElement()
			.usingRecursiveComparison()
			.ignoringFields("sequence", "storedAt", "id")
			.isEqualTo(before);
		Headers headers = new Headers(this.fixture.message(DLQ, 2).getHeaders());
		headers.remove(NatsHeaders.EXPECTED_STREAM);
		assertThat(headers.keySet()).isEqualTo(this.fixture.message(DLQ, 1).getHeaders().keySet());
		assertThat(headers.getFirst(NatsHeaders.MESSAGE_ID)).startsWith("replay:1:dlq:ORDERS_DLQ:log:1:");
		replay(DLQ, 2);
		assertThat(this.fixture.message("ORDERS", 1).getHeaders().getFirst(DeadLetterHeaders.MESSAGE_ID))
			.isEqualTo("order-1");
	}

	@Test
	void replaysOfALetterAreCountedApartFromThoseOfItsOriginal() throws Exception {
		this.fixture.store(this.fixture.letter(1).put(DeadLetterHeaders.REPLAYS, "3"));
		failOnNext();
		assertThat(this.operations.get(DLQ_DLQ, 1).replays()).isZero();
		replay(DLQ_DLQ, 1);
		assertThat(this.operations.get(DLQ, 2).replays()).isEqualTo(3);
		failOnNext();
		assertThat(this.operations.get(DLQ_DLQ, 2).replays()).isEqualTo(1);
		replay(DLQ_DLQ, 2);
		assertThat(this.operations.get(DLQ, 3).id()).startsWith("replay:2:dlq:ORDERS_DLQ:log:2:");
	}

	@Test
	void whatDoesNotFitIsLeftOutOfTheSecondDeadLetterFirst() throws Exception {
		this.fixture.store(this.fixture.letter(1).put("tenant", "x".repeat(64_800)));
		failOnNext();
		assertThat(this.fixture.message(DLQ_DLQ, 1).getHeaders().keySet())
			.contains("Nats-Dlq-Original-Reason", DeadLetterHeaders.REASON)
			.doesNotContain("Nats-Dlq-Original-Exception-Message", DeadLetterHeaders.MESSAGE_ID);
		replay(DLQ_DLQ, 1);
		assertThat(this.operations.get(DLQ, 2).reason()).isEqualTo("attempts_exhausted");
	}

	@Test
	void letterThatNobodyWouldKnowAsOneIsNotPutBack() throws Exception {
		Headers headers = this.fixture.letter(1).put(NatsHeaders.MESSAGE_ID, "dlq:ORDERS_DLQ:log:1:abc");
		headers.put(DeadLetterHeaders.MESSAGE_ID, "dlq:ORDERS:fraud:1:abc");
		headers.put(DeadLetterHeaders.SUBJECT, "dlq.ORDERS.fraud");
		headers.put(DeadLetterHeaders.STREAM, DLQ);
		this.fixture.store(SUBJECT, headers);
		DeadLetterProgress progress = this.operations.replay(ReplayRequest.of(DLQ_DLQ)).await(LONG);
		assertThat(progress.failed()).isEqualTo(1);
		assertThat(progress.problems()).singleElement()
			.satisfies((problem) -> assertThat(problem.reason()).contains("name a target"));
		assertThat(this.fixture.count(DLQ_DLQ)).isEqualTo(1);
		assertThat(this.fixture.count(DLQ)).isZero();
	}

	private void failOnNext() throws Exception {
		Message message = this.log.fetch(1, LONG).get(0);
		new DeadLetterPublisher(this.fixture.jetStream, Clock.systemUTC(), false).publish(new DeadLetter(message,
				"logListener", DeadLetterReason.NOT_RETRYABLE, new IllegalStateException("no log"), "no log"), SUBJECT);
		message.ackSync(LONG);
	}

	private void replay(String stream, long sequence) {
		DeadLetterProgress progress = this.operations.replay(ReplayRequest.of(stream).sequence(sequence)).await(LONG);
		assertThat(progress.state()).isEqualTo(State.COMPLETED);
		assertThat(progress.problems()).isEmpty();
		assertThat(progress.succeeded()).isEqualTo(1);
	}

}
