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
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.core.PublishOutcome.Kind;
import io.github.natsboot.support.NatsHeaders;
import io.nats.client.Message;
import io.nats.client.NUID;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;

/**
 * Stores several messages together or not at all (ADR-50): the first asks the stream to
 * open a batch, the last one commits it. Until the commit was sent nothing is stored, so
 * what fails before may be tried again; afterwards it may not, as the server takes a
 * second batch with the same ids for an error.
 */
final class BatchPublisher {

	/** JSAtomicPublishIncompleteBatchErr. */
	private static final int INCOMPLETE = 10176;

	private final NUID ids = new NUID();

	private final NativeClient client;

	private final StreamLookup lookup;

	private final JetStreamTemplateOptions options;

	BatchPublisher(NativeClient client, StreamLookup lookup, JetStreamTemplateOptions options) {
		this.client = client;
		this.lookup = lookup;
		this.options = options;
	}

	PublishAck publish(List<OutboundMessage> messages) {
		PublishAttempts attempts = new PublishAttempts(messages.get(0), this.options);
		while (true) {
			long reconnects = reconnects();
			PublishOutcome outcome = attempt(messages, attempts);
			if (outcome.kind() == Kind.UNKNOWN || outcome.kind() == Kind.LOST) {
				throw PublishUnknownException.ofBatch(messages.size(), messages.get(0), outcome.failure());
			}
			if (isIncomplete(outcome) && reconnects() != reconnects) {
				outcome = new PublishOutcome(Kind.NOT_STORED, null, outcome.failure());
			}
			long delay = (outcome.kind() != Kind.STORED) ? attempts.nextDelay(outcome) : -1;
			if (delay < 0) {
				return attempts.end(outcome);
			}
			pause(delay);
		}
	}

	private PublishOutcome attempt(List<OutboundMessage> messages, PublishAttempts attempts) {
		String batch = this.ids.next();
		int last = messages.size() - 1;
		try {
			for (int i = 0; i < last; i++) {
				OutboundMessage message = messages.get(i);
				Headers headers = headers(message, batch, i + 1);
				if (i > 0) {
					this.client.publish(message.subject(), null, headers, message.body());
					continue;
				}
				Message answer = this.client.request(message.subject(), headers, message.body(), attempts.timeout());
				if (answer.isStatusMessage() || (answer.getData() != null && answer.getData().length > 0)) {
					return notOpened(message.subject(), answer);
				}
			}
		}
		catch (NatsInterruptedException ex) {
			throw ex;
		}
		catch (NatsException ex) {
			return notCommitted(messages.get(0).subject(), PublishOutcome.of(ex, false), attempts.timeLeft());
		}
		return commit(messages.get(last), batch, messages.size(), attempts);
	}

	private PublishOutcome commit(OutboundMessage message, String batch, int size, PublishAttempts attempts) {
		Headers headers = headers(message, batch, size).put(NatsHeaders.BATCH_COMMIT, "1");
		try {
			PublishOutcome outcome = PublishOutcome.of(message.subject(),
					this.client.request(message.subject(), headers, message.body(), attempts.timeout()));
			PublishAck ack = outcome.ack();
			return (ack == null || ack.getBatchSize() == size) ? outcome : PublishOutcome.unknown(notABatch());
		}
		catch (NoRespondersException ex) {
			return notCommitted(message.subject(), PublishOutcome.of(ex, true), attempts.timeLeft());
		}
		catch (PayloadTooLargeException | InvalidSubjectException ex) {
			return PublishOutcome.failed(ex);
		}
		catch (NatsException ex) {
			return PublishOutcome.unknown(ex);
		}
	}

	/**
	 * Without a commit nothing is stored, whatever was sent.
	 */
	private PublishOutcome notCommitted(String subject, PublishOutcome outcome, Duration timeLeft) {
		if (outcome.kind() != Kind.NO_RESPONDERS && outcome.kind() != Kind.NO_ANSWER) {
			return outcome;
		}
		PublishOutcome explained = this.lookup.explain(subject, outcome, timeLeft);
		return (explained.kind() == Kind.FAILED) ? explained
				: new PublishOutcome(Kind.NOT_STORED, null, new PublishRejectedException(subject, 0,
						"the stream did not open or commit the batch in time, nothing was stored", outcome.failure()));
	}

	private static PublishOutcome notOpened(String subject, Message answer) {
		PublishOutcome outcome = PublishOutcome.of(subject, answer);
		return switch (outcome.kind()) {
			// It stored the first message alone.
			case STORED -> PublishOutcome.failed(notABatch());
			case UNKNOWN -> PublishOutcome
				.failed((outcome.failure() != null) ? outcome.failure() : new NatsClientException("no answer", null));
			default -> outcome;
		};
	}

	private static NatsException notABatch() {
		return new NatsClientException("The stream's server acknowledged a message of a batch by itself: it is older "
				+ "than the one this application is connected to and knows no batches. Messages of the batch may be "
				+ "stored", null);
	}

	private static Headers headers(OutboundMessage message, String batch, int sequence) {
		Headers headers = message.headers();
		return ((headers != null) ? headers : new Headers()).put(NatsHeaders.BATCH_ID, batch)
			.put(NatsHeaders.BATCH_SEQUENCE, Integer.toString(sequence));
	}

	/**
	 * Messages are missing. After a reconnect they may have been lost on the way;
	 * otherwise they went elsewhere, and would again.
	 */
	private static boolean isIncomplete(PublishOutcome outcome) {
		return outcome.failure() instanceof PublishRejectedException rejected && rejected.getCode() == INCOMPLETE;
	}

	private long reconnects() {
		return this.client.connection().getStatistics().getReconnects();
	}

	private static void pause(long millis) {
		try {
			TimeUnit.MILLISECONDS.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new NatsInterruptedException("Interrupted before a batch was committed: nothing was stored", ex);
		}
	}

}
