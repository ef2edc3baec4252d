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

package io.github.natsboot.test.probe;

import java.time.Duration;
import java.util.List;

import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerInstrumentation.Settlement;
import io.github.natsboot.support.NatsMessageConverter;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.NatsJetStreamMetaData;
import io.nats.client.impl.NatsMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * What is kept of a listener, and for how long.
 */
class ListenerRecordTests {

	private static final Duration NOW = Duration.ZERO;

	private static final ListenerInfo LISTENER = new ListenerInfo("orders", "Orders.screen(Order)", List.of("order.>"),
			"fraud", "ORDERS", 1, null, null);

	private final ListenerRecord record = new ListenerRecord();

	@Test
	void whatBeganInAnEarlierTestIsNotSeenInThisOne() {
		ListenerCall earlier = call(delivery());
		this.record.begin(List.of(earlier));
		this.record.clear();
		this.record.end(List.of(earlier));
		this.record.settle(earlier.nativeMessage(), Settlement.DEAD_LETTER, () -> call(delivery()));
		this.record.addDeadLetter(earlier.nativeMessage(), mock(PublishAck.class));
		assertThat(this.record.calls()).isEmpty();
		assertThat((Object) this.record.awaitBegun(NOW)).isNull();
		assertThat((Object) this.record.awaitEnded(NOW)).isNull();
		assertThat((Object) this.record.awaitSettled((call) -> true, NOW)).isNull();
		assertThat(this.record.awaitDeadLetter(NOW)).isNull();
	}

	@Test
	void aDeadLetterOfAnEarlierTestThatCannotBeStoredIsNotSeenInThisOne() {
		ListenerCall earlier = call(delivery());
		this.record.begin(List.of(earlier));
		this.record.clear();
		this.record.settle(earlier.nativeMessage(), Settlement.RETRY, () -> call(delivery()));
		this.record.addUnstored(message(earlier.nativeMessage()));
		assertThat((Object) this.record.awaitUnstored(NOW)).isNull();
	}

	@Test
	void deadLettersOfThisTestAreSeen() {
		ListenerCall stored = call(delivery());
		ListenerCall unstored = call(delivery());
		PublishAck ack = mock(PublishAck.class);
		this.record.begin(List.of(stored));
		this.record.begin(List.of(unstored));
		this.record.settle(stored.nativeMessage(), Settlement.DEAD_LETTER, () -> call(delivery()));
		this.record.addDeadLetter(stored.nativeMessage(), ack);
		this.record.settle(unstored.nativeMessage(), Settlement.RETRY, () -> call(delivery()));
		CapturedMessage message = message(unstored.nativeMessage());
		this.record.addUnstored(message);
		assertThat(this.record.awaitDeadLetter(NOW)).isSameAs(ack);
		assertThat((Object) this.record.awaitUnstored(NOW)).isSameAs(message);
	}

	@Test
	void aCallThatIsRunningHasBegun() {
		ListenerCall call = call(delivery());
		this.record.begin(List.of(call));
		assertThat((Object) this.record.awaitEnded(NOW)).isNull();
		assertThat((Object) this.record.awaitBegun(NOW)).isSameAs(call);
		this.record.end(List.of(call));
		assertThat((Object) this.record.awaitBegun(NOW)).isSameAs(call);
		assertThat((Object) this.record.awaitBegun(NOW)).isNull();
	}

	@Test
	void whatIsSettledWithoutACallIsSeen() {
		ListenerCall uncalled = new ListenerCall(LISTENER, delivery(), NatsMessageConverter.createDefault(), false);
		this.record.settle(uncalled.nativeMessage(), Settlement.DEAD_LETTER, () -> uncalled);
		assertThat(this.record.awaitSettled((call) -> true, NOW)).isSameAs(uncalled);
		assertThat((Object) this.record.awaitEnded(NOW)).isNull();
	}

	@Test
	void faultsAreUsedUpOneByOne() {
		this.record.failNext(List.of(new IllegalStateException("1"), new IllegalStateException("2")));
		assertThat(this.record.begin(List.of(call(delivery())))).hasMessage("1");
		assertThat(this.record.begin(List.of(call(delivery())))).hasMessage("2");
		assertThat(this.record.begin(List.of(call(delivery())))).isNull();
	}

	@Test
	void faultsEndWithTheTest() {
		this.record.failNext(List.of(new IllegalStateException("1")));
		this.record.clearFaults();
		assertThat(this.record.begin(List.of(call(delivery())))).isNull();
	}

	@Test
	void onlyTheLastCallsAreKept() {
		for (int i = 0; i < ListenerRecord.LIMIT + 5; i++) {
			ListenerCall call = call(NatsMessage.builder().subject("order." + i).build());
			this.record.begin(List.of(call));
			this.record.end(List.of(call));
		}
		assertThat(this.record.calls()).hasSize(ListenerRecord.LIMIT)
			.first()
			.satisfies((call) -> assertThat(call.subject()).isEqualTo("order.5"));
		assertThat(this.record.awaitEnded(NOW)).isNotNull()
			.satisfies((call) -> assertThat(call.subject()).isEqualTo("order.5"));
	}

	private static ListenerCall call(Message message) {
		return new ListenerCall(LISTENER, message, NatsMessageConverter.createDefault(), true);
	}

	private static CapturedMessage message(Message message) {
		return new CapturedMessage(message, NatsMessageConverter.createDefault());
	}

	private static Message delivery() {
		Message message = mock(Message.class);
		NatsJetStreamMetaData metaData = mock(NatsJetStreamMetaData.class);
		given(metaData.deliveredCount()).willReturn(1L);
		given(message.isJetStream()).willReturn(true);
		given(message.metaData()).willReturn(metaData);
		given(message.getSubject()).willReturn("order.created");
		return message;
	}

}
