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

import io.github.natsboot.deadletter.DeadLetterOutcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeadLetterMetersTests {

	@Test
	void replaysAreCountedByStreamAndOutcome() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		DeadLetterMeters meters = new DeadLetterMeters(registry);
		meters.replayed("ORDERS_DLQ", DeadLetterOutcome.REPLAYED);
		meters.replayed("ORDERS_DLQ", DeadLetterOutcome.REPLAYED);
		meters.replayed("ORDERS_DLQ", DeadLetterOutcome.REFUSED);
		assertThat(registry.get("nats.dead.letter.replays").counters())
			.extracting((counter) -> counter.getId().getTag("stream") + " " + counter.getId().getTag("outcome") + " "
					+ (int) counter.count())
			.containsExactlyInAnyOrder("ORDERS_DLQ replayed 2", "ORDERS_DLQ refused 1", "ORDERS_DLQ skipped 0",
					"ORDERS_DLQ failed 0");
	}

}
