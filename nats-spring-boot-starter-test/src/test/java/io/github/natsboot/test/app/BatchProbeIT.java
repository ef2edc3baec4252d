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

package io.github.natsboot.test.app;

import java.util.List;
import java.util.stream.IntStream;

import io.github.natsboot.deadletter.DeadLetterReason;
import io.github.natsboot.listener.BatchListenerFailedException;
import io.github.natsboot.test.EnableNatsServer;
import io.github.natsboot.test.NatsTest;
import io.github.natsboot.test.probe.ListenerCall;
import io.github.natsboot.test.probe.ListenerProbe;
import io.github.natsboot.test.probe.NatsTestTemplate;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What tests see of listeners that take several messages at once.
 */
@NatsTest(Batches.class)
@EnableNatsServer(reset = true)
class BatchProbeIT {

	@Autowired
	private NatsTestTemplate nats;

	@Test
	void eachMessageOfABatchIsSeenAndSettled() {
		publish(new Order("1", 1), new Order("2", 2), new Order("3", 3));
		List<ListenerCall> calls = settled(3);
		assertThat(calls).allSatisfy((call) -> assertThat(call).isAcknowledged().succeeded().isAttempt(1));
		assertThat(calls).extracting((call) -> call.payload(Order.class).id()).containsExactly("1", "2", "3");
	}

	@Test
	void messagesBehindTheOneThatFailedAreSeenAgain() {
		publish(new Order("1", 1), new Order("2", 0), new Order("3", 3));
		List<ListenerCall> calls = settled(4);
		assertThat(calls.get(0)).isAcknowledged().hasPayload(new Order("1", 1));
		assertThat(calls.get(1)).isRetried().failedWith(BatchListenerFailedException.class);
		assertThat(calls.get(2)).isAcknowledged().succeeded().isAttempt(1).hasPayload(new Order("3", 3));
		assertThat(calls.get(3)).isDeadLettered().isAttempt(2).hasPayload(new Order("2", 0));
		assertThat(probe().calls()).hasSize(5);
		assertThat(probe().awaitDeadLetter()).hasReason(DeadLetterReason.ATTEMPTS_EXHAUSTED);
	}

	@Test
	void aBatchFailsAsAWholeWhereThatIsAskedFor() {
		probe().failNext(new IllegalArgumentException("down"));
		publish(new Order("1", 1), new Order("2", 2), new Order("3", 3));
		List<ListenerCall> calls = settled(6);
		assertThat(calls.subList(0, 3))
			.allSatisfy((call) -> assertThat(call).isRetried().failedWith(IllegalArgumentException.class));
		assertThat(calls.subList(3, 6)).allSatisfy((call) -> assertThat(call).isAcknowledged().isAttempt(2));
	}

	@Test
	void aMessageOfABatchThatCannotBeReadIsSeenWithoutACall() {
		this.nats.publish("order.paid", "{no json");
		publish(new Order("2", 2));
		ListenerCall unreadable = probe().awaitSettled();
		assertThat(unreadable).isDeadLettered();
		assertThat(unreadable.wasCalled()).isFalse();
		assertThat(probe().awaitSettled()).isAcknowledged().hasPayload(new Order("2", 2));
	}

	@Test
	void aMessageThatIsLostIsSeen() {
		this.nats.publish("order.seen", new Order("1", 1));
		assertThat(this.nats.listener("batches.see").awaitSettled()).isLost().failedWith(IllegalStateException.class);
	}

	private ListenerProbe probe() {
		return this.nats.listener("batches.book");
	}

	private void publish(Order... orders) {
		List.of(orders).forEach((order) -> this.nats.publish("order.paid", order));
	}

	private List<ListenerCall> settled(int count) {
		return IntStream.range(0, count).mapToObj((i) -> probe().awaitSettled()).toList();
	}

}
