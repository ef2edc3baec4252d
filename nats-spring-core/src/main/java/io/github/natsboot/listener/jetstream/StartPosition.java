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

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Objects;

import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Where in its stream a new consumer begins. It counts when the consumer is made, and
 * never again: afterwards the server knows how far it has come.
 *
 * @param policy what to begin with
 * @param sequence the sequence number to begin with, for {@link Policy#BY_START_SEQUENCE}
 * @param time the time to begin with, for {@link Policy#BY_START_TIME}
 * @since 0.1.0
 */
public record StartPosition(Policy policy, @Nullable Long sequence, @Nullable ZonedDateTime time) {

	/**
	 * The first message of the stream.
	 */
	public static final StartPosition ALL = new StartPosition(Policy.ALL, null, null);

	/**
	 * Check the values.
	 * @param policy what to begin with
	 * @param sequence the sequence number to begin with
	 * @param time the time to begin with
	 */
	public StartPosition {
		Assert.isTrue(sequence == null || time == null,
				() -> "it sets both 'startSequence' and 'startTime': a consumer begins at one place");
		Assert.isTrue(sequence == null || policy == Policy.BY_START_SEQUENCE, () -> "it sets 'startSequence', which "
				+ "the deliver policy " + policy + " has no use for: set 'deliverPolicy' to \"BY_START_SEQUENCE\"");
		Assert.isTrue(time == null || policy == Policy.BY_START_TIME, () -> "it sets 'startTime', which the deliver "
				+ "policy " + policy + " has no use for: set 'deliverPolicy' to \"BY_START_TIME\"");
		Assert.isTrue(policy != Policy.BY_START_SEQUENCE || sequence != null,
				() -> "its deliver policy is BY_START_SEQUENCE: set 'startSequence'");
		Assert.isTrue(policy != Policy.BY_START_TIME || time != null,
				() -> "its deliver policy is BY_START_TIME: set 'startTime'");
		Assert.isTrue(sequence == null || sequence >= 1,
				() -> "'startSequence' is " + sequence + "; the first message of a stream has the number 1");
	}

	/**
	 * Make a position of what is set, where a sequence or a time says enough.
	 * @param policy what to begin with, or {@code null} if that is not said
	 * @param sequence the sequence number to begin with, if set
	 * @param time the time to begin with, if set
	 * @return the position
	 * @throws IllegalArgumentException when the values contradict each other
	 */
	public static StartPosition of(@Nullable Policy policy, @Nullable Long sequence, @Nullable ZonedDateTime time) {
		if (policy != null) {
			return new StartPosition(policy, sequence, time);
		}
		if (sequence != null) {
			return new StartPosition(Policy.BY_START_SEQUENCE, sequence, time);
		}
		return (time != null) ? new StartPosition(Policy.BY_START_TIME, null, time) : ALL;
	}

	/**
	 * Whether a consumer was made to begin here.
	 */
	boolean isThatOf(ConsumerConfiguration consumer) {
		ZonedDateTime begin = consumer.getStartTime();
		return consumer.getDeliverPolicy() == this.policy.toNative()
				&& (this.sequence == null || this.sequence == consumer.getStartSequence())
				&& (this.time == null || (begin != null && this.time.toInstant().equals(begin.toInstant())));
	}

	/**
	 * The position in words.
	 */
	String describe() {
		Object detail = (this.sequence != null) ? this.sequence : this.time;
		return this.policy + ((detail != null) ? " " + detail : "");
	}

	/**
	 * The position as natscli's {@code --deliver} takes it. A time is said as one that is
	 * so long ago, rounded up: a message too many is better than one that is missing.
	 * @param now the time of the command
	 */
	String option(Instant now) {
		return switch (this.policy) {
			case ALL -> "all";
			case NEW -> "new";
			case LAST -> "last";
			case LAST_PER_SUBJECT -> "subject";
			case BY_START_SEQUENCE -> String.valueOf(this.sequence);
			case BY_START_TIME -> {
				Instant begin = Objects.requireNonNull(this.time).toInstant();
				yield Math.max(0, Duration.between(begin, now).toSeconds() + 1) + "s";
			}
		};
	}

	/**
	 * What a new consumer begins with.
	 */
	public enum Policy {

		/**
		 * The first message of the stream.
		 */
		ALL(DeliverPolicy.All),

		/**
		 * The first message that is stored after the consumer was made.
		 */
		NEW(DeliverPolicy.New),

		/**
		 * The last message of the listener's subjects.
		 */
		LAST(DeliverPolicy.Last),

		/**
		 * The last message of each subject. Needs subjects.
		 */
		LAST_PER_SUBJECT(DeliverPolicy.LastPerSubject),

		/**
		 * The message of a sequence number, or the first one after it.
		 */
		BY_START_SEQUENCE(DeliverPolicy.ByStartSequence),

		/**
		 * The first message that was stored at a time or later.
		 */
		BY_START_TIME(DeliverPolicy.ByStartTime);

		private final DeliverPolicy policy;

		Policy(DeliverPolicy policy) {
			this.policy = policy;
		}

		DeliverPolicy toNative() {
			return this.policy;
		}

	}

}
