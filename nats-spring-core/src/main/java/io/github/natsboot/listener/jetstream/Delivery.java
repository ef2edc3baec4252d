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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import io.github.natsboot.core.ServerFeature;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.NatsJetStreamMetaData;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A message that was delivered once, and the ways to settle that delivery. None of them
 * waits for the server: where one does not arrive, the message is delivered again.
 */
final class Delivery implements Task {

	private static final Log logger = LogFactory.getLog(Delivery.class);

	/**
	 * As it was delivered.
	 */
	private final Message original;

	/**
	 * As the listener sees it. This and the fields that belong to it are used by whoever
	 * works on the delivery; threads pass it on under a lock.
	 */
	private Message message;

	private NatsJetStreamMetaData metaData;

	private boolean retriedHere;

	private @Nullable Duration retry;

	private long repetitions;

	private volatile long keptAliveAt = System.nanoTime();

	private final boolean acknowledged;

	private final ConsumerProgress progress;

	private volatile boolean settled;

	private volatile boolean abandoned;

	private volatile boolean waitingForOthers;

	/**
	 * Take a message.
	 * @param acknowledged whether the server waits for an acknowledgement; without, there
	 * is nothing to settle nor to keep alive
	 * @param progress is told of the delivery, and of whether it stays unacknowledged
	 */
	Delivery(Message message, boolean acknowledged, ConsumerProgress progress) {
		this.original = message;
		this.message = message;
		this.metaData = message.metaData();
		this.acknowledged = acknowledged;
		this.progress = progress;
		this.settled = !acknowledged;
		progress.received(this.metaData);
	}

	Message message() {
		return this.message;
	}

	NatsJetStreamMetaData metaData() {
		return this.metaData;
	}

	/**
	 * The server's count of deliveries, 1 for the first, and the attempts that were made
	 * here since.
	 */
	long attempt() {
		return this.metaData.deliveredCount();
	}

	/**
	 * Whether the server would not deliver the message again: a retry that it is asked
	 * for leaves it in limbo, neither delivered nor ended.
	 */
	boolean isLast() {
		return !this.retriedHere && this.progress.isLast(this.original.metaData().deliveredCount());
	}

	/**
	 * Keep the message here for its retries. The server is not told of them.
	 */
	void retryHere() {
		this.retriedHere = true;
	}

	void retryUnlessSettled(Duration delay) {
		if (!this.settled && this.retry == null) {
			retry(delay);
		}
	}

	/**
	 * The wait before the retry that was asked for, for once.
	 * @return the wait, or {@code null} if there is to be none
	 */
	@Nullable Duration takeRetry() {
		Duration wait = this.retry;
		this.retry = null;
		return wait;
	}

	/**
	 * The next attempt follows, without the server.
	 */
	void repeat() {
		this.repetitions++;
		this.message = new RepeatedMessage(this.original, this.repetitions);
		this.metaData = this.message.metaData();
	}

	/**
	 * Whether an attempt has been made here.
	 */
	boolean isRepeated() {
		return this.repetitions > 0;
	}

	boolean isSettled() {
		return this.settled;
	}

	@Override
	public void abandon() {
		this.abandoned = true;
		leave();
	}

	/**
	 * Nobody looks after it any more. Unless it was settled it is delivered again when
	 * the server has waited long enough.
	 */
	void leave() {
		if (!this.settled) {
			this.progress.open(this.metaData.streamSequence());
		}
	}

	boolean isAbandoned() {
		return this.abandoned;
	}

	boolean isAcknowledged() {
		return this.acknowledged;
	}

	/**
	 * The method has returned, and its thread waits for the message to be settled or for
	 * a result.
	 */
	void awaitOthers() {
		this.waitingForOthers = true;
	}

	@Override
	public boolean isWaitingForOthers() {
		return this.waitingForOthers;
	}

	/**
	 * Acknowledge and wait for the server to confirm it.
	 */
	void ackSync(Duration timeout) throws TimeoutException, InterruptedException {
		this.settled = true;
		// Until the server confirms it, the message may come again.
		this.progress.open(this.metaData.streamSequence());
		this.original.ackSync(timeout);
		this.progress.done(this.metaData.streamSequence());
	}

	void ack() {
		this.settled = true;
		this.progress.done(this.metaData.streamSequence());
		send(this.original::ack);
	}

	void retry(Duration delay) {
		if (this.retriedHere) {
			this.retry = delay;
		}
		else if (delay.isZero()) {
			handBack();
		}
		else {
			this.settled = true;
			this.progress.open(this.metaData.streamSequence());
			send(() -> this.original.nakWithDelay(delay));
		}
	}

	/**
	 * Have it delivered at once, to whoever asks.
	 */
	void handBack() {
		this.settled = true;
		this.progress.open(this.metaData.streamSequence());
		send(this.original::nak);
	}

	/**
	 * End the message for good, with a reason for the server's advisory (NATS ADR-20),
	 * which the client has no method for. A server that knows of no reasons takes it for
	 * no settlement at all, so it gets none.
	 */
	void terminate(Connection connection, String reason) {
		this.settled = true;
		this.progress.done(this.metaData.streamSequence());
		String end = ServerFeature.REASON_OF_END.isAvailable(connection) ? "+TERM " + reason : "+TERM";
		send(() -> connection.publish(this.original.getReplyTo(), end.getBytes(StandardCharsets.US_ASCII)));
	}

	@Override
	public void keepAlive(long now, long intervalNanos) {
		// Behind a settlement it would put off the retry that was asked for.
		if (!this.settled && now - this.keptAliveAt >= intervalNanos) {
			this.keptAliveAt = now;
			send(this.original::inProgress);
		}
	}

	void inProgress() {
		keepAlive(System.nanoTime(), Long.MIN_VALUE);
	}

	private void send(Runnable settlement) {
		// The client drops what an interrupted thread publishes.
		boolean interrupted = Thread.interrupted();
		try {
			settlement.run();
		}
		catch (IllegalStateException ex) {
			logger.warn("Could not settle message " + this + "; it will be delivered again: " + ex.getMessage());
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public String toString() {
		return this.metaData.streamSequence() + " of stream '" + this.metaData.getStream() + "'";
	}

}
