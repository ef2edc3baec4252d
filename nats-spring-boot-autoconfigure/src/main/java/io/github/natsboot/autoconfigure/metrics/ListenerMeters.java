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

import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.github.natsboot.deadletter.DeadLetterReason;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerInstrumentation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;

/**
 * Counts what becomes of messages. All counters of a listener are there from its start,
 * so that the first dead letter is an increase and not a new series.
 */
final class ListenerMeters implements ListenerInstrumentation {

	private static final String NONE = "none";

	private final MeterRegistry registry;

	private final ConcurrentMap<String, Counters> counters = new ConcurrentHashMap<>();

	private final ConcurrentMap<String, Counter[]> refusals = new ConcurrentHashMap<>();

	ListenerMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void created(ListenerInfo listener) {
		if (listener.stream() != null) {
			counters(listener);
		}
		else {
			this.refusals.computeIfAbsent(listener.id(), (id) -> refusals(listener));
		}
	}

	@Override
	public void settled(ListenerInfo listener, Message message, Settlement settlement) {
		counters(listener).settlements[settlement.ordinal()].increment();
	}

	@Override
	public void deadLettered(ListenerInfo listener, Message message, DeadLetterReason reason, PublishAck stored) {
		counters(listener).deadLetters[reason.ordinal()].increment();
	}

	@Override
	public void deadLetterFailed(ListenerInfo listener, Message message) {
		counters(listener).failures.increment();
	}

	@Override
	public void replyRefused(ListenerInfo listener, Message request, ReplyRefusal reason) {
		this.refusals.computeIfAbsent(listener.id(), (id) -> refusals(listener))[reason.ordinal()].increment();
	}

	private Counter[] refusals(ListenerInfo listener) {
		Counter[] counters = new Counter[ReplyRefusal.values().length];
		for (ReplyRefusal reason : ReplyRefusal.values()) {
			counters[reason.ordinal()] = Counter.builder("nats.listener.replies.refused")
				.description("Replies that were not sent, because of the subject that the request asks for")
				.tag("nats.listener.id", listener.id())
				.tag("reason", reason.name().toLowerCase(Locale.ROOT))
				.register(this.registry);
		}
		return counters;
	}

	private Counters counters(ListenerInfo listener) {
		Counters existing = this.counters.get(listener.id());
		return (existing != null) ? existing
				: this.counters.computeIfAbsent(listener.id(), (id) -> new Counters(listener, this.registry));
	}

	/**
	 * The counters of one listener.
	 */
	private static final class Counters {

		private final Counter[] settlements = new Counter[Settlement.values().length];

		private final Counter[] deadLetters = new Counter[DeadLetterReason.values().length];

		private final Counter failures;

		Counters(ListenerInfo listener, MeterRegistry registry) {
			for (Settlement settlement : Settlement.values()) {
				this.settlements[settlement
					.ordinal()] = counter("nats.listener.settlements", "Messages that listeners settled", listener)
						.tag("outcome", settlement.name().toLowerCase(Locale.ROOT))
						.register(registry);
			}
			for (DeadLetterReason reason : DeadLetterReason.values()) {
				this.deadLetters[reason
					.ordinal()] = counter("nats.dead.letters", "Messages stored as dead letters", listener)
						.tag("reason", reason.code())
						.register(registry);
			}
			this.failures = counter("nats.dead.letter.failures",
					"Dead letters that could not be stored, whose messages were kept", listener)
				.register(registry);
		}

		private static Counter.Builder counter(String name, String description, ListenerInfo listener) {
			return Counter.builder(name)
				.description(description)
				.tag("stream", (listener.stream() != null) ? listener.stream() : NONE)
				.tag("consumer", (listener.group() != null) ? listener.group() : NONE);
		}

	}

}
