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

package io.github.natsboot.autoconfigure.metrics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import io.github.natsboot.deadletter.DeadLetterException;
import io.github.natsboot.deadletter.DeadLetterOperations;
import io.github.natsboot.deadletter.DeadLetterStream;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

@ExtendWith(OutputCaptureExtension.class)
class DeadLetterAgeMetersTests {

	private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final DeadLetterOperations operations = mock();

	private final DeadLetterAgeMeters meters = new DeadLetterAgeMeters(this.registry, () -> this.operations,
			Clock.fixed(NOW, ZoneOffset.UTC));

	@AfterEach
	void destroy() {
		this.meters.destroy();
	}

	@Test
	void ageIsThatOfTheOldestAndZeroWithoutOne() {
		given(this.operations.streams())
			.willReturn(List.of(stream("ORDERS_DLQ", NOW.minus(Duration.ofMinutes(3))), stream("EMPTY_DLQ", null)));
		this.meters.poll();
		assertThat(age("ORDERS_DLQ")).isEqualTo(180);
		assertThat(age("EMPTY_DLQ")).isZero();
	}

	@Test
	void ageIsUnknownWhileTheServerDoesNotAnswerAndWhenTheStreamIsGone() {
		given(this.operations.streams()).willReturn(List.of(stream("ORDERS_DLQ", NOW)))
			.willThrow(new DeadLetterException("no answer", null))
			.willReturn(List.of(stream("ORDERS_DLQ", null)))
			.willReturn(List.of());
		this.meters.poll();
		assertThat(age("ORDERS_DLQ")).isZero();
		this.meters.poll();
		assertThat(age("ORDERS_DLQ")).isNaN();
		this.meters.poll();
		assertThat(age("ORDERS_DLQ")).isZero();
		this.meters.poll();
		assertThat(age("ORDERS_DLQ")).isNaN();
	}

	@Test
	void failureThatGoesOnIsToldOnceAndTheServerAskedLessOften(CapturedOutput output) {
		given(this.operations.streams()).willThrow(new DeadLetterException("no rights", null));
		for (int i = 0; i < 20; i++) {
			this.meters.poll();
		}
		assertThat(output.getOut()).containsOnlyOnce("The age of dead letters is not known: no rights");
		// Polls 1, 2, 4, 8 and 16.
		verify(this.operations, times(5)).streams();
	}

	private double age(String stream) {
		return this.registry.get("nats.dead.letter.oldest.age").tag("stream", stream).timeGauge().value();
	}

	private static DeadLetterStream stream(String name, Instant oldest) {
		return new DeadLetterStream(name, List.of(), (oldest != null) ? 1 : 0, oldest);
	}

}
