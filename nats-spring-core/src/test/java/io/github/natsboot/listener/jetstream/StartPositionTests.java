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

import java.time.Instant;
import java.time.ZonedDateTime;

import io.github.natsboot.listener.jetstream.StartPosition.Policy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartPosition}.
 */
class StartPositionTests {

	@Test
	void positionIsComparedWithThatOfAConsumer() {
		ConsumerConfiguration.Builder consumer = ConsumerConfiguration.builder();
		assertThat(StartPosition.ALL.isThatOf(consumer.deliverPolicy(DeliverPolicy.All).build())).isTrue();
		assertThat(StartPosition.ALL.isThatOf(consumer.deliverPolicy(DeliverPolicy.New).build())).isFalse();
		StartPosition sequence = StartPosition.of(null, 1000L, null);
		consumer.deliverPolicy(DeliverPolicy.ByStartSequence);
		assertThat(sequence.isThatOf(consumer.startSequence(1000).build())).isTrue();
		assertThat(sequence.isThatOf(consumer.startSequence(2000).build())).isFalse();
		StartPosition time = StartPosition.of(null, null, ZonedDateTime.parse("2026-01-31T09:00:00+01:00"));
		consumer.deliverPolicy(DeliverPolicy.ByStartTime).startSequence(-1);
		assertThat(time.isThatOf(consumer.build())).isFalse();
		assertThat(time.isThatOf(consumer.startTime(ZonedDateTime.parse("2026-01-31T08:00:00Z")).build())).isTrue();
		assertThat(time.isThatOf(consumer.startTime(ZonedDateTime.parse("2026-01-31T09:00:00Z")).build())).isFalse();
	}

	@Test
	void positionIsSaidInWords() {
		assertThat(StartPosition.ALL.describe()).isEqualTo("ALL");
		assertThat(StartPosition.of(null, 1000L, null).describe()).isEqualTo("BY_START_SEQUENCE 1000");
	}

	@ParameterizedTest
	@CsvSource({ "ALL, , , all", "NEW, , , new", "LAST, , , last", "LAST_PER_SUBJECT, , , subject",
			"BY_START_SEQUENCE, 1000, , 1000", "BY_START_TIME, , 2026-01-31T07:00:00Z, 3601s",
			"BY_START_TIME, , 2026-01-31T09:00:00+01:00, 1s", "BY_START_TIME, , 2026-02-01T08:00:00Z, 0s" })
	void positionIsWhatTheCommandLineTakes(Policy policy, Long sequence, ZonedDateTime time, String option) {
		StartPosition position = new StartPosition(policy, sequence, time);
		assertThat(position.option(Instant.parse("2026-01-31T08:00:00Z"))).isEqualTo(option);
	}

}
