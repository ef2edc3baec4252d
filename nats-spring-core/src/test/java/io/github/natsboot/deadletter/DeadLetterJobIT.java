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

import io.github.natsboot.deadletter.DeadLetterProgress.State;
import io.github.natsboot.event.DeadLetterOperationEvent;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.github.natsboot.deadletter.DeadLetterFixture.DLQ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Jobs begin, end, and are told of, whatever those do who are told.
 */
@WithNatsServer
class DeadLetterJobIT {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final NatsTestServer server;

	private DeadLetterFixture fixture;

	private DeadLetterOperations operations;

	DeadLetterJobIT(NatsTestServer server) {
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
	void jobThatCannotBeginIsNotAtWork() throws Exception {
		this.fixture.storeLetters(1);
		AtomicBoolean first = new AtomicBoolean(true);
		DeadLetterOperations broken = this.fixture.operations(DeadLetterInstrumentation.NONE, (event) -> {
			if (first.getAndSet(false)) {
				throw new StackOverflowError();
			}
		});
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> broken.replay(ReplayRequest.of(DLQ)));
		assertThat(broken.jobs()).isEmpty();
		assertThat(broken.replay(ReplayRequest.of(DLQ)).await(LONG).succeeded()).isEqualTo(1);
	}

	@Test
	void whoIsToldDoesNotChangeWhatIsDone() throws Exception {
		this.fixture.storeLetters(4);
		AtomicInteger told = new AtomicInteger();
		DeadLetterProgress progress = this.fixture.operations((stream, outcome) -> {
			if (told.incrementAndGet() == 2) {
				Thread.currentThread().interrupt();
			}
			throw new IllegalStateException("cannot count");
		}, (event) -> {
		}).replay(ReplayRequest.of(DLQ)).await(LONG);
		assertThat(progress.state()).isEqualTo(State.COMPLETED);
		assertThat(progress.succeeded()).isEqualTo(4);
		assertThat(told).hasValue(4);
	}

	@Test
	void interruptDoesNotEndAReplay() throws Exception {
		this.fixture.storeLetters(3);
		DeadLetterJob job = this.operations.replay(ReplayRequest.of(DLQ).rate(2));
		await().until(() -> job.progress().succeeded() >= 1);
		List<Thread> threads = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("nats-dead-letters-" + DLQ))
			.toList();
		assertThat(threads).isNotEmpty();
		threads.forEach(Thread::interrupt);
		assertThat(job.await(LONG).state()).isEqualTo(State.COMPLETED);
		assertThat(this.fixture.count("ORDERS")).isEqualTo(3);
	}

	@Test
	void jobThatHasEndedIsCancelledByNobody() throws Exception {
		this.fixture.storeLetters(1);
		DeadLetterJob job = this.operations.replay(ReplayRequest.of(DLQ));
		assertThat(job.await(LONG).state()).isEqualTo(State.COMPLETED);
		job.cancel("bob");
		assertThat(job.cancelledBy()).isNull();
		assertThat(job.progress().state()).isEqualTo(State.COMPLETED);
	}

	@Test
	void operationIsToldWithItsTargetAndWithWhoCancelledIt() throws Exception {
		this.fixture.storeLetters(20);
		DeadLetterJob job = this.operations
			.replay(ReplayRequest.of(DLQ).target("order.repaired").rate(1).maxReplays(7).after(2).requestedBy("alice"));
		job.cancel("bob");
		job.cancel("carol");
		job.await(LONG);
		assertThat(job.cancelledBy()).isEqualTo("bob");
		DeadLetterOperationEvent ended = this.fixture.events.get(1);
		assertThat(ended.getTarget()).isEqualTo("order.repaired");
		assertThat(ended.getRate()).isEqualTo(1);
		assertThat(ended.getMaxReplays()).isEqualTo(7);
		assertThat(ended.getAfter()).isEqualTo(2);
		assertThat(ended.getState()).isEqualTo("CANCELLED");
		assertThat(ended.getRequestedBy()).isEqualTo("alice");
		assertThat(ended.getCancelledBy()).isEqualTo("bob");
		assertThat(this.fixture.events.get(0).getCancelledBy()).isNull();
	}

}
