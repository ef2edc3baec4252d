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

package io.github.natsboot.listener.keyvalue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.connection.ReconnectListener;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.PullRequestOptions;
import io.nats.client.Subscription;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.impl.NatsJetStreamMetaData;
import io.nats.client.support.Status;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Brings the entries of a bucket, each once and in their order, through an ordered
 * consumer (NATS ADR-17): one that needs no acknowledgements, lives in the server's
 * memory, and is given up for another one, which begins where the cursor is, as soon as
 * anything is in doubt. So there is nothing to repair after a loss of the connection, of
 * a server or of the consumer.
 * <p>
 * Entries are pulled, so no more come than can be worked on. Used by one thread, but for
 * {@link #close()} and {@link #trouble()}.
 */
final class EntryWatch {

	private static final Log logger = LogFactory.getLog(EntryWatch.class);

	private static final int BATCH = 200;

	private static final Duration EXPIRES = Duration.ofSeconds(10);

	private static final Duration HEARTBEAT = Duration.ofSeconds(1);

	private static final long SILENCE_NANOS = HEARTBEAT.multipliedBy(5).dividedBy(2).toNanos();

	private static final long FIRST_PAUSE_MILLIS = 50;

	private static final long LONGEST_PAUSE_MILLIS = 1000;

	/**
	 * So often in a row a bucket has to be missing to be taken for gone, and a consumer
	 * to be silent for it to be no coincidence.
	 */
	private static final int TIMES_LIMIT = 2;

	private final Connection connection;

	private final String requestPrefix;

	private final WatchedBucket bucket;

	private final EntryCursor cursor;

	private final ConnectionListener reconnectListener = new ReconnectListener(() -> {
	}, this::renew);

	/**
	 * Has a permit when there is a reason not to wait any longer.
	 */
	private final Semaphore wakeUps = new Semaphore(0);

	private volatile @Nullable Subscription inbox;

	/**
	 * Whether the consumer is to be given up.
	 */
	private volatile boolean stale;

	private volatile boolean closed;

	private volatile @Nullable String trouble;

	private String consumer;

	private long delivered;

	/**
	 * What was asked for and has not come.
	 */
	private int outstanding;

	private long lastHeard;

	private long pauseMillis;

	private int timesMissing;

	/**
	 * How many consumers in a row brought nothing, not even a heartbeat.
	 */
	private int timesGivenUp;

	/**
	 * Create the watch. Nothing comes before it is {@linkplain #begin() begun}.
	 * @param connection the connection
	 * @param apiPrefix what the subjects of the JetStream API begin with, ending in a dot
	 * @param bucket the bucket
	 * @param cursor where to begin, and how far the watch has come
	 * @param first the consumer to begin with
	 */
	EntryWatch(Connection connection, String apiPrefix, WatchedBucket bucket, EntryCursor cursor, ConsumerInfo first) {
		this.connection = connection;
		this.requestPrefix = apiPrefix + "CONSUMER.MSG.NEXT." + bucket.stream() + ".";
		this.bucket = bucket;
		this.cursor = cursor;
		this.consumer = first.getName();
	}

	void begin() {
		this.connection.addConnectionListener(this.reconnectListener);
		listen(this.consumer);
	}

	/**
	 * Wait for an entry, a second or so.
	 * @return the entry's message, or {@code null} if none came
	 * @throws WatchEndedException when nothing will come any more
	 */
	@Nullable Message next() throws InterruptedException, WatchEndedException {
		if (this.connection.getStatus() == Connection.Status.CLOSED && !this.closed) {
			throw new WatchEndedException("the connection was closed");
		}
		if (this.stale && !reopen()) {
			return null;
		}
		Message message = receive();
		if (message == null) {
			checkSilence();
			return null;
		}
		this.lastHeard = System.nanoTime();
		if (message.isStatusMessage()) {
			onStatus(message.getStatus());
			return null;
		}
		return message.isJetStream() ? take(message) : null;
	}

	/**
	 * The time that the caller took for the last entry is no silence.
	 */
	void worked() {
		this.lastHeard = System.nanoTime();
	}

	private @Nullable Message receive() throws InterruptedException {
		Subscription subscription = this.inbox;
		try {
			return (subscription != null) ? subscription.nextMessage(HEARTBEAT) : null;
		}
		catch (IllegalStateException | NullPointerException ex) {
			// It was closed to end the waiting; the client is not prepared for that.
			logger.trace("The waiting for entries was ended", ex);
			if (!this.stale && !this.closed) {
				// By somebody else, who may be closing the connection.
				this.wakeUps.tryAcquire(FIRST_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
			}
			return null;
		}
	}

	private @Nullable Message take(Message message) {
		NatsJetStreamMetaData metaData = message.metaData();
		this.delivered++;
		if (metaData.consumerSequence() != this.delivered) {
			giveUp("entries are missing between those that came");
			return null;
		}
		answered();
		this.outstanding--;
		boolean isNew = this.cursor.moveTo(metaData.streamSequence(), metaData.pendingCount());
		if (this.outstanding == 0) {
			ask();
		}
		return isNew ? message : null;
	}

	private void onStatus(Status status) {
		if (status.isHeartbeat()) {
			answered();
		}
		else if (status.getCode() == 408 || status.getCode() == 404) {
			ask();
		}
		else {
			giveUp(status.getMessageWithCode());
			if (String.valueOf(status.getMessage()).contains("Shutdown")) {
				// It will not answer, and close the connection in a moment.
				this.pauseMillis = LONGEST_PAUSE_MILLIS;
			}
		}
	}

	private void answered() {
		this.trouble = null;
		this.pauseMillis = 0;
		this.timesGivenUp = 0;
	}

	private void checkSilence() {
		if (this.connection.getStatus() != Connection.Status.CONNECTED) {
			this.lastHeard = System.nanoTime();
		}
		else if (!this.closed && !this.stale && System.nanoTime() - this.lastHeard > SILENCE_NANOS) {
			giveUp("the server sends no heartbeats");
		}
	}

	private void ask() {
		byte[] request = PullRequestOptions.builder(BATCH)
			.expiresIn(EXPIRES)
			.idleHeartbeat(HEARTBEAT)
			.build()
			.serialize();
		Subscription subscription = this.inbox;
		try {
			if (subscription != null) {
				this.outstanding = BATCH;
				this.connection.publish(this.requestPrefix + this.consumer, subscription.getSubject(), request);
			}
		}
		catch (IllegalStateException ex) {
			giveUp("the connection takes no requests");
		}
	}

	private void giveUp(String reason) {
		logger.debug("Giving up consumer '" + this.consumer + "' of stream '" + this.bucket.stream() + "' for another: "
				+ reason);
		if (++this.timesGivenUp >= TIMES_LIMIT) {
			this.trouble = "The bucket brings nothing: " + reason;
		}
		this.stale = true;
		closeInbox();
	}

	/**
	 * The connection is back: what was on its way is lost.
	 */
	private void renew() {
		this.stale = true;
		closeInbox();
		this.wakeUps.release();
	}

	/**
	 * Go on with another consumer.
	 * @return whether there is one
	 */
	private boolean reopen() throws InterruptedException, WatchEndedException {
		if (this.closed || !awaitTurn()) {
			return false;
		}
		this.pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, Math.max(FIRST_PAUSE_MILLIS, this.pauseMillis * 2));
		this.stale = false;
		try {
			listen(this.bucket.follow(this.cursor).getName());
			this.timesMissing = 0;
			return true;
		}
		catch (JetStreamApiException ex) {
			failedToReopen(ex.getErrorDescription() + " [" + ex.getApiErrorCode() + "]", ex);
			if (ex.getApiErrorCode() == WatchedBucket.STREAM_NOT_FOUND) {
				onMissing();
			}
		}
		catch (IOException | RuntimeException ex) {
			failedToReopen("the server does not answer", ex);
		}
		return false;
	}

	/**
	 * Wait until the connection is there and the pause after a failure is over.
	 */
	private boolean awaitTurn() throws InterruptedException {
		if (this.connection.getStatus() != Connection.Status.CONNECTED) {
			this.wakeUps.tryAcquire(LONGEST_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
		}
		else if (this.pauseMillis > 0) {
			this.wakeUps.tryAcquire(this.pauseMillis, TimeUnit.MILLISECONDS);
		}
		this.wakeUps.drainPermits();
		return !this.closed && this.connection.getStatus() == Connection.Status.CONNECTED;
	}

	private void failedToReopen(String reason, Exception failure) {
		logger.debug("Cannot follow stream '" + this.bucket.stream() + "' at the moment: " + reason, failure);
		this.trouble = "The bucket cannot be followed at the moment: " + reason;
		this.stale = true;
	}

	private void onMissing() throws WatchEndedException {
		if (this.bucket.restore()) {
			this.timesMissing = 0;
		}
		else if (++this.timesMissing >= TIMES_LIMIT) {
			throw new WatchEndedException("there is no such bucket any more");
		}
		else {
			// A server that has just started may not know all of its cluster yet.
			this.pauseMillis = LONGEST_PAUSE_MILLIS;
		}
	}

	private void listen(String name) {
		this.consumer = name;
		this.delivered = 0;
		Subscription subscription = this.connection.subscribe(this.connection.createInbox());
		// What is asked for bounds what can be here; above its limit the client would
		// drop.
		subscription.setPendingLimits(-1, -1);
		this.inbox = subscription;
		this.lastHeard = System.nanoTime();
		ask();
		if (this.stale || this.closed) {
			// The connection was lost, or the listener stopped, while this was opened.
			closeInbox();
		}
	}

	/**
	 * Why nothing can come at the moment.
	 * @return the reason, or {@code null} if entries can come
	 */
	@Nullable String trouble() {
		return this.trouble;
	}

	/**
	 * End the waiting. May be called by any thread.
	 */
	void close() {
		this.closed = true;
		this.connection.removeConnectionListener(this.reconnectListener);
		closeInbox();
		this.wakeUps.release();
	}

	/**
	 * Remove the consumer from the server.
	 */
	void removeConsumer() {
		if (this.connection.getStatus() == Connection.Status.CONNECTED) {
			this.bucket.remove(this.consumer);
		}
	}

	private void closeInbox() {
		Subscription subscription = this.inbox;
		try {
			if (subscription != null) {
				subscription.unsubscribe();
			}
		}
		catch (IllegalStateException ex) {
			logger.trace("The inbox is closed already", ex);
		}
	}

}
