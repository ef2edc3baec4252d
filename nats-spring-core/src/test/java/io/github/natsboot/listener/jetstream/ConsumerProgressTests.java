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

import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.SequenceInfo;
import io.nats.client.impl.NatsJetStreamMetaData;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * What is known of how far a consumer has come.
 */
class ConsumerProgressTests {

	private final ConsumerProgress progress = new ConsumerProgress();

	@Test
	void whatIsNotOpenWasAcknowledged() {
		this.progress.begin(info(0, 0, 0, 0));
		receive(1, 1);
		receive(2, 5);
		receive(3, 7);
		assertThat(this.progress.floor()).isEqualTo(7);
		this.progress.open(5);
		assertThat(this.progress.floor()).isEqualTo(4);
		this.progress.open(1);
		assertThat(this.progress.floor()).isZero();
		this.progress.done(1);
		this.progress.done(5);
		assertThat(this.progress.floor()).isEqualTo(7);
	}

	@Test
	void aRedeliveryDoesNotLowerIt() {
		this.progress.begin(info(0, 0, 0, 0));
		receive(1, 1);
		receive(2, 2);
		receive(3, 1);
		assertThat(this.progress.floor()).isEqualTo(2);
	}

	@Test
	void whatOthersMayHaveDoesNotCount() {
		this.progress.begin(info(0, 0, 0, 0));
		receive(1, 1);
		receive(3, 3);
		receive(4, 4);
		assertThat(this.progress.floor()).isEqualTo(1);
	}

	@Test
	void aDeliveryToOthersOfAnOlderMessageCounts() {
		this.progress.begin(info(0, 0, 0, 0));
		receive(1, 1);
		receive(2, 2);
		receive(4, 1);
		assertThat(this.progress.floor()).isZero();
	}

	@Test
	void theServerKnowsWhatOthersHaveAcknowledged() {
		this.progress.begin(info(0, 0, 0, 0));
		receive(1, 1);
		receive(3, 3);
		this.progress.observed(info(2, 4, 4, 1));
		assertThat(this.progress.floor()).isEqualTo(2);
		this.progress.observed(info(3, 4, 4, 1));
		receive(4, 4);
		assertThat(this.progress.floor()).isEqualTo(4);
	}

	@Test
	void whatTheServerSaysIsNoLongerOpen() {
		this.progress.begin(info(0, 0, 0, 0));
		receive(1, 1);
		receive(2, 2);
		this.progress.open(1);
		this.progress.observed(info(1, 2, 2, 1));
		assertThat(this.progress.floor()).isEqualTo(2);
	}

	@Test
	void whatWasUnacknowledgedAtTheBeginningDoesNotCount() {
		this.progress.begin(info(10, 20, 20, 3));
		receive(21, 21);
		assertThat(this.progress.floor()).isEqualTo(10);
		this.progress.observed(info(21, 21, 21, 0));
		receive(22, 22);
		assertThat(this.progress.floor()).isEqualTo(22);
	}

	@Test
	void anObservationThatIsLateDoesNotLowerIt() {
		this.progress.begin(info(0, 0, 0, 0));
		receive(1, 1);
		receive(2, 2);
		this.progress.observed(info(1, 1, 1, 0));
		assertThat(this.progress.floor()).isEqualTo(2);
	}

	@Test
	void theServerIsAskedOftenOnlyWhileOthersReceive() {
		this.progress.begin(info(0, 0, 0, 0));
		long now = System.nanoTime();
		long soon = now + 2_000_000_000L;
		receive(1, 1);
		assertThat(this.progress.isObservationDue(soon)).isFalse();
		receive(3, 3);
		assertThat(this.progress.isObservationDue(now)).isFalse();
		assertThat(this.progress.isObservationDue(soon)).isTrue();
		this.progress.observedNow();
		assertThat(this.progress.isObservationDue(System.nanoTime() + 2_000_000_000L)).isFalse();
		assertThat(this.progress.isObservationDue(now + 60_000_000_000L)).isTrue();
	}

	@Test
	void lastDeliveryIsThatOfTheLimitWhichTheServerTold() {
		this.progress.begin(info(0, 0, 0, 0));
		assertThat(this.progress.isLast(1000)).isFalse();
		ConsumerInfo limited = info(0, 0, 0, 0);
		given(limited.getConsumerConfiguration())
			.willReturn(ConsumerConfiguration.builder().durable("fraud").maxDeliver(3).build());
		this.progress.observed(limited);
		assertThat(this.progress.isLast(2)).isFalse();
		assertThat(this.progress.isLast(3)).isTrue();
	}

	private void receive(long delivery, long sequence) {
		NatsJetStreamMetaData metaData = mock(NatsJetStreamMetaData.class);
		given(metaData.consumerSequence()).willReturn(delivery);
		given(metaData.streamSequence()).willReturn(sequence);
		this.progress.received(metaData);
	}

	private static ConsumerInfo info(long floor, long delivered, long highest, long pending) {
		ConsumerInfo info = mock(ConsumerInfo.class);
		SequenceInfo ackFloor = mock(SequenceInfo.class);
		given(ackFloor.getStreamSequence()).willReturn(floor);
		given(info.getAckFloor()).willReturn(ackFloor);
		SequenceInfo last = mock(SequenceInfo.class);
		given(last.getConsumerSequence()).willReturn(delivered);
		given(last.getStreamSequence()).willReturn(highest);
		given(info.getDelivered()).willReturn(last);
		given(info.getNumAckPending()).willReturn(pending);
		given(info.getConsumerConfiguration())
			.willReturn(ConsumerConfiguration.builder().durable("fraud").maxDeliver(-1).build());
		return info;
	}

}
