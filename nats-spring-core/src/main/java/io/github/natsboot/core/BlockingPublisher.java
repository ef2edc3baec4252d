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
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.natsboot.core.PublishOutcome.Kind;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;

/**
 * Publishes on the calling thread, which waits for the acknowledgement.
 */
final class BlockingPublisher {

	/** How soon a lost connection is noticed, so that the wait need not be sat out. */
	private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(250);

	private final NativeClient client;

	private final StreamLookup lookup;

	private final JetStreamTemplateOptions options;

	BlockingPublisher(NativeClient client, StreamLookup lookup, JetStreamTemplateOptions options) {
		this.client = client;
		this.lookup = lookup;
		this.options = options;
	}

	PublishAck publish(OutboundMessage message) {
		// An interrupt from before does not keep the message from being stored; one that
		// comes while waiting ends the waiting.
		boolean interrupted = Thread.interrupted();
		PublishAttempts attempts = new PublishAttempts(message, this.options);
		try {
			while (true) {
				PublishOutcome outcome = attempt(message, attempts.timeout());
				if (outcome.kind() == Kind.STORED) {
					return attempts.end(outcome);
				}
				if (outcome.kind() == Kind.NO_RESPONDERS || outcome.kind() == Kind.NO_ANSWER) {
					outcome = this.lookup.explain(message.subject(), outcome, attempts.timeLeft());
				}
				long delay = attempts.nextDelay(outcome);
				if (delay < 0) {
					return attempts.end(outcome);
				}
				TimeUnit.MILLISECONDS.sleep(delay);
			}
		}
		catch (InterruptedException ex) {
			interrupted = true;
			throw new PublishUnknownException(message.subject(), message.id(),
					"the thread was interrupted while it waited for the acknowledgement", ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private PublishOutcome attempt(OutboundMessage message, Duration timeout) throws InterruptedException {
		CompletableFuture<Message> answer;
		long reconnects = reconnects();
		try {
			answer = this.client.send(message.subject(), message.headers(), message.body(), timeout);
		}
		catch (NatsException ex) {
			return PublishOutcome.of(ex, false);
		}
		try {
			return PublishOutcome.of(message.subject(),
					this.client.requireReply(message.subject(), await(answer, timeout, reconnects)));
		}
		catch (TimeoutException ex) {
			return PublishOutcome.of(new RequestTimeoutException(message.subject(), timeout), true);
		}
		catch (ExecutionException | CancellationException ex) {
			return PublishOutcome.of(this.client.failure(message.subject(), answer, ex, timeout), true);
		}
		catch (NatsException ex) {
			return PublishOutcome.of(ex, true);
		}
		finally {
			if (!answer.isDone()) {
				answer.cancel(true);
			}
		}
	}

	private Message await(CompletableFuture<Message> answer, Duration timeout, long reconnects)
			throws InterruptedException, ExecutionException, TimeoutException {
		long deadline = System.nanoTime() + timeout.toNanos();
		boolean reconnected = false;
		while (true) {
			long left = deadline - System.nanoTime();
			try {
				return answer.get(Math.max(1, Math.min(left, SLICE)), TimeUnit.NANOSECONDS);
			}
			catch (TimeoutException ex) {
				// One more slice after a reconnect for what waited in the client's
				// buffer.
				if (left <= SLICE || reconnected) {
					throw ex;
				}
				reconnected = reconnects() != reconnects;
			}
		}
	}

	private long reconnects() {
		return this.client.connection().getStatistics().getReconnects();
	}

}
