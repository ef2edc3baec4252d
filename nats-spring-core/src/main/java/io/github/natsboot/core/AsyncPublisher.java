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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.natsboot.core.PublishOutcome.Kind;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import org.jspecify.annotations.Nullable;

/**
 * Publishes without waiting, with a bounded number of messages in flight. Answers are
 * read, and their places given back, on the thread that delivers replies; futures
 * complete and questions are asked on the executor.
 */
final class AsyncPublisher {

	private final NativeClient client;

	private final StreamLookup lookup;

	private final JetStreamTemplateOptions options;

	private final Executor executor;

	private final Semaphore places;

	AsyncPublisher(NativeClient client, StreamLookup lookup, JetStreamTemplateOptions options, Executor executor) {
		this.client = client;
		this.lookup = lookup;
		this.options = options;
		this.executor = executor;
		this.places = new Semaphore(options.maxInFlight());
	}

	int inFlight() {
		return this.options.maxInFlight() - this.places.availablePermits();
	}

	CompletableFuture<PublishAck> publish(OutboundMessage message) {
		boolean interrupted = Thread.interrupted();
		try {
			this.places.acquire();
		}
		catch (InterruptedException ex) {
			interrupted = true;
			return CompletableFuture
				.failedFuture(new NatsInterruptedException("Interrupted while " + this.options.maxInFlight()
						+ " messages were in flight: the message to subject '" + message.subject() + "' was not sent",
						ex));
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
		Flight flight = new Flight(message);
		flight.attempt();
		return flight;
	}

	/**
	 * One message until its outcome is known: the future the caller holds.
	 */
	private final class Flight extends CompletableFuture<PublishAck> {

		private final OutboundMessage message;

		private final PublishAttempts attempts;

		private final AtomicBoolean landed = new AtomicBoolean();

		private Flight(OutboundMessage message) {
			this.message = message;
			this.attempts = new PublishAttempts(message, AsyncPublisher.this.options);
		}

		private void attempt() {
			Duration timeout = this.attempts.timeout();
			try {
				CompletableFuture<Message> answer = AsyncPublisher.this.client.send(this.message.subject(),
						this.message.headers(), this.message.body(), timeout);
				answer.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
					.whenComplete((received, failure) -> answered(answer, received, failure, timeout));
			}
			catch (NatsException ex) {
				settle(PublishOutcome.of(ex, false));
			}
			catch (Throwable ex) {
				land(null, unexpected(ex));
			}
		}

		private void answered(CompletableFuture<Message> answer, @Nullable Message received,
				@Nullable Throwable failure, Duration timeout) {
			try {
				settle(outcome(answer, received, failure, timeout));
			}
			catch (Throwable ex) {
				land(null, unexpected(ex));
			}
		}

		private PublishOutcome outcome(CompletableFuture<Message> answer, @Nullable Message received,
				@Nullable Throwable failure, Duration timeout) {
			String subject = this.message.subject();
			if (received == null) {
				return PublishOutcome.of(AsyncPublisher.this.client.failure(subject, answer,
						(failure != null) ? failure : new IllegalStateException("no answer"), timeout), true);
			}
			try {
				return PublishOutcome.of(subject, AsyncPublisher.this.client.requireReply(subject, received));
			}
			catch (NoRespondersException ex) {
				return PublishOutcome.of(ex, true);
			}
		}

		private void settle(PublishOutcome outcome) {
			if (outcome.kind() == Kind.STORED) {
				land(outcome.ack(), null);
			}
			else if (outcome.kind() == Kind.NO_RESPONDERS || outcome.kind() == Kind.NO_ANSWER) {
				// Asking the server waits, which the thread that delivers replies must
				// not.
				CallbackExecutor.run(AsyncPublisher.this.executor, () -> explain(outcome));
			}
			else {
				retryOrLand(outcome);
			}
		}

		private void explain(PublishOutcome outcome) {
			try {
				retryOrLand(
						AsyncPublisher.this.lookup.explain(this.message.subject(), outcome, this.attempts.timeLeft()));
			}
			catch (Throwable ex) {
				land(null, unexpected(ex));
			}
		}

		private void retryOrLand(PublishOutcome outcome) {
			long delay = isDone() ? -1 : this.attempts.nextDelay(outcome);
			if (delay < 0) {
				land(null, this.attempts.failure(outcome));
				return;
			}
			CompletableFuture
				.delayedExecutor(delay, TimeUnit.MILLISECONDS,
						(task) -> CallbackExecutor.run(AsyncPublisher.this.executor, task))
				.execute(this::attempt);
		}

		private void land(@Nullable PublishAck ack, @Nullable Throwable failure) {
			if (!this.landed.compareAndSet(false, true)) {
				return;
			}
			// Before the callbacks run: they may publish and wait for a place themselves.
			AsyncPublisher.this.places.release();
			CallbackExecutor.run(AsyncPublisher.this.executor, () -> {
				if (ack != null) {
					complete(ack);
				}
				else {
					completeExceptionally((failure != null) ? failure : unexpected(null));
				}
			});
		}

		private NatsException unexpected(@Nullable Throwable cause) {
			return new PublishUnknownException(this.message.subject(), this.message.id(),
					"an unexpected failure in the client", cause);
		}

	}

}
