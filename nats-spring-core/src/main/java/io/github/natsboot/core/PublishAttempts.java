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

package io.github.natsboot.core;

import java.time.Duration;

import io.github.natsboot.core.PublishOutcome.Kind;
import io.nats.client.api.PublishAck;
import org.jspecify.annotations.Nullable;

import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * The tries of one message: how long each may take, whether there is another, and what is
 * said when there is none. Not safe for use by several threads at once.
 */
final class PublishAttempts {

	private static final long FIRST_DELAY = 50;

	private static final long MAX_DELAY = 1000;

	private final OutboundMessage message;

	private final JetStreamTemplateOptions options;

	private final long deadline;

	private @Nullable BackOffExecution backOff;

	private boolean maybeStored;

	PublishAttempts(OutboundMessage message, JetStreamTemplateOptions options) {
		this.message = message;
		this.options = options;
		this.deadline = System.nanoTime() + options.retryTimeout().toNanos();
	}

	/**
	 * Returns how long the next try may take.
	 * @return the configured time-out, or less if the time for retries ends before
	 */
	Duration timeout() {
		if (this.options.retryTimeout().isZero()) {
			return this.options.timeout();
		}
		long left = Math.max(remaining(), 1_000_000);
		return (left < this.options.timeout().toNanos()) ? Duration.ofNanos(left) : this.options.timeout();
	}

	/**
	 * Decides about another try.
	 * @param outcome how the last try ended
	 * @return delay in milliseconds before the next, or -1 if there is none
	 */
	long nextDelay(PublishOutcome outcome) {
		if (outcome.kind() == Kind.FAILED || outcome.kind() == Kind.LOST) {
			this.maybeStored |= outcome.kind() == Kind.LOST;
			return -1;
		}
		boolean mayBeStored = outcome.kind() == Kind.UNKNOWN || outcome.kind() == Kind.NO_ANSWER;
		this.maybeStored |= mayBeStored;
		if (mayBeStored && this.message.id() == null) {
			return -1;
		}
		BackOffExecution execution = this.backOff;
		if (execution == null) {
			ExponentialBackOff exponential = new ExponentialBackOff(FIRST_DELAY, 2);
			exponential.setMaxInterval(MAX_DELAY);
			exponential.setJitter(FIRST_DELAY / 2);
			execution = exponential.start();
			this.backOff = execution;
		}
		long delay = execution.nextBackOff();
		return (remaining() > delay * 1_000_000) ? delay : -1;
	}

	/**
	 * Says how the publish ended when there is no other try.
	 * @param outcome how the last try ended
	 * @return the acknowledgement
	 */
	PublishAck end(PublishOutcome outcome) {
		PublishAck ack = outcome.ack();
		if (ack != null) {
			return ack;
		}
		throw failure(outcome);
	}

	/**
	 * Says why the publish was given up.
	 * @param outcome how the last try ended
	 * @return the exception to throw
	 */
	NatsException failure(PublishOutcome outcome) {
		NatsException failure = outcome.failure();
		boolean rejected = outcome.kind() == Kind.FAILED && failure instanceof PublishRejectedException;
		if (failure != null && (rejected || !this.maybeStored)) {
			return failure;
		}
		return new PublishUnknownException(this.message.subject(), this.message.id(),
				(failure != null) ? String.valueOf(failure.getMessage()) : "no acknowledgement", failure);
	}

	/**
	 * Returns how much of the time for retries is left.
	 * @return the time left, not negative
	 */
	Duration timeLeft() {
		return Duration.ofNanos(Math.max(0, remaining()));
	}

	private long remaining() {
		return this.deadline - System.nanoTime();
	}

}
