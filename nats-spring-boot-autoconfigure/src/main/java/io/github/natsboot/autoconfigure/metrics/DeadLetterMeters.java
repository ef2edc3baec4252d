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

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.github.natsboot.deadletter.DeadLetterInstrumentation;
import io.github.natsboot.deadletter.DeadLetterOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts what becomes of dead letters that are replayed. The counters of a stream are all
 * there from its first replay on.
 */
final class DeadLetterMeters implements DeadLetterInstrumentation {

	private final MeterRegistry registry;

	private final ConcurrentMap<String, Counter[]> counters = new ConcurrentHashMap<>();

	DeadLetterMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void replayed(String stream, DeadLetterOutcome outcome) {
		this.counters.computeIfAbsent(stream, this::counters)[outcome.ordinal()].increment();
	}

	private Counter[] counters(String stream) {
		Counter[] all = new Counter[DeadLetterOutcome.values().length];
		for (DeadLetterOutcome outcome : DeadLetterOutcome.values()) {
			if (outcome != DeadLetterOutcome.DISCARDED) {
				all[outcome.ordinal()] = Counter.builder("nats.dead.letter.replays")
					.description("Dead letters that were to be replayed")
					.tag("stream", stream)
					.tag("outcome", outcome.code())
					.register(this.registry);
			}
		}
		return all;
	}

}
