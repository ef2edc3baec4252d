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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.api.ConsumerInfo;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a message may be lined up when it comes, or has to be held because others,
 * delivered before it, are still to come: what a process had that was killed, or what was
 * on its way when the connection was lost, is delivered again only when ack-wait has
 * passed, and the server gives out newer messages meanwhile.
 * <p>
 * Closed at the start, at each reconnect, and when the consumer's count of deliveries has
 * a gap. Opens as soon as the server has no other message unacknowledged than those that
 * are here; which is at once where nothing was under way.
 * <p>
 * Used by the thread that receives, but for the methods that say otherwise.
 */
final class OrderBarrier {

	private static final Log logger = LogFactory.getLog(OrderBarrier.class);

	private static final Duration INFO_TIMEOUT = Duration.ofSeconds(2);

	private static final long INFO_LOOK_MILLIS = 50;

	private static final int DEFAULT_LIMIT = 1000;

	private static final int MAX_LIMIT = 10_000;

	private static final long POLL_NANOS = Duration.ofSeconds(1).toNanos();

	private static final long POLL_AT_CHANGE_NANOS = Duration.ofMillis(50).toNanos();

	/**
	 * What handed back messages take to come again is not worth a word.
	 */
	private static final long TELL_NANOS = Duration.ofMillis(500).toNanos();

	/**
	 * For how long to wait for messages that should have come when ack-wait had passed.
	 */
	private static final Duration GRACE = Duration.ofSeconds(5);

	/**
	 * So many gaps, none of them long after the one before, are made by somebody else who
	 * takes messages of the consumer.
	 */
	private static final int SHARING_GAPS = 10;

	private static final long SHARING_NANOS = Duration.ofMinutes(1).toNanos();

	private final Connection connection;

	private final DurableConsumer consumer;

	private final LaneKeeper lanes;

	private final int limit;

	/**
	 * How often the connection was told to be back.
	 */
	private final AtomicInteger returns = new AtomicInteger();

	private volatile boolean away;

	private volatile State state = State.UNKNOWN;

	private volatile long closedAt = System.nanoTime();

	private int knownReturns;

	private long knownReconnects;

	/**
	 * What had been delivered when the barrier was closed, as a number in the stream;
	 * negative if that is not known.
	 */
	private long boundary = -1;

	/**
	 * The consumer's number of the next delivery; 0 if that is not known.
	 */
	private long next;

	private int gaps;

	private long lastGap = System.nanoTime() - SHARING_NANOS;

	private long polledAt;

	/**
	 * Whether the log says that the barrier is closed.
	 */
	private boolean told;

	private int polledSize;

	private long polledLeft;

	OrderBarrier(Connection connection, DurableConsumer consumer, LaneKeeper lanes) {
		this.connection = connection;
		this.consumer = consumer;
		this.lanes = lanes;
		int most = consumer.maxAckPending();
		this.limit = (most > 0) ? Math.min(most, MAX_LIMIT) : DEFAULT_LIMIT;
		this.knownReconnects = reconnects();
	}

	/**
	 * The connection is lost. Called in the order of the connection's events, by the
	 * thread that tells of them.
	 */
	void connectionLost() {
		this.away = true;
	}

	/**
	 * The connection is back. Called as {@link #connectionLost()}.
	 */
	void connectionBack() {
		this.returns.incrementAndGet();
		this.away = false;
	}

	/**
	 * Whether more messages may be asked for. Called by any thread. While the barrier is
	 * closed, those that it waits for must have a chance to come, and come before newer
	 * ones once ack-wait has passed.
	 */
	boolean mayAsk() {
		State current = this.state;
		int size = this.lanes.size();
		return current != State.UNKNOWN && (size < this.limit || (current == State.CLOSED && size < 2 * this.limit
				&& System.nanoTime() - this.closedAt > this.consumer.ackWait().toNanos()));
	}

	/**
	 * The number of messages from which on none are asked for. Called by any thread.
	 */
	int limit() {
		return this.limit;
	}

	/**
	 * Whether there is no connection.
	 */
	boolean isAway() {
		return this.away;
	}

	/**
	 * Whether messages may be lined up as they come.
	 */
	boolean isOpen() {
		if (isNew()) {
			this.state = State.UNKNOWN;
		}
		return this.state == State.OPEN;
	}

	/**
	 * Whether the connection is new, so that {@link #begin()} is due.
	 */
	boolean isDue() {
		return !isOpen() && this.state == State.UNKNOWN && !this.away
				&& this.connection.getStatus() == Connection.Status.CONNECTED;
	}

	/**
	 * A connection begins. Nothing has been asked for on it, so what the server has
	 * unacknowledged and is not here, was delivered before.
	 */
	void begin() throws InterruptedException {
		this.knownReturns = this.returns.get();
		this.knownReconnects = reconnects();
		this.next = 0;
		close();
		check();
	}

	/**
	 * Whether a message that has come may be lined up.
	 */
	boolean admits(Delivery delivery) {
		boolean open = isOpen();
		long number = delivery.metaData().consumerSequence();
		boolean gap = this.next != 0 && number != this.next;
		this.next = number + 1;
		if (!open) {
			return false;
		}
		if (gap && !isShared()) {
			logger.debug("Deliveries of " + this.consumer + " before message " + delivery + " have not come");
			close();
			return false;
		}
		return true;
	}

	/**
	 * A gap was seen: find out whether others take messages of the consumer.
	 */
	private boolean isShared() {
		long now = System.nanoTime();
		this.gaps = (now - this.lastGap < SHARING_NANOS) ? this.gaps + 1 : 1;
		this.lastGap = now;
		if (this.gaps == SHARING_GAPS) {
			logger.warn("Somebody else receives messages of " + this.consumer + " too. With ordering KEY order is kept "
					+ "within one instance only, so messages of one subject may be worked on at the same time and out "
					+ "of order: run one instance, or set 'ordering' to STREAM");
		}
		return this.gaps >= SHARING_GAPS;
	}

	private void close() {
		this.boundary = -1;
		this.polledAt = System.nanoTime() - POLL_NANOS;
		this.closedAt = System.nanoTime();
		this.told = false;
		this.state = State.CLOSED;
	}

	/**
	 * Ask the server, if that may have become of use since the last time, and line up
	 * what may be.
	 */
	void look() throws InterruptedException {
		if (this.state != State.CLOSED) {
			return;
		}
		boolean changed = this.lanes.size() != this.polledSize || this.lanes.left() != this.polledLeft;
		if (System.nanoTime() - this.polledAt >= (changed ? POLL_AT_CHANGE_NANOS : POLL_NANOS)) {
			check();
		}
	}

	private void check() throws InterruptedException {
		this.polledSize = this.lanes.size();
		this.polledLeft = this.lanes.left();
		List<Delivery> here = this.lanes.here();
		ConsumerInfo info = info();
		this.polledAt = System.nanoTime();
		if (info != null) {
			if (this.boundary < 0) {
				this.boundary = info.getDelivered().getStreamSequence();
			}
			long floor = info.getAckFloor().getStreamSequence();
			// What was here and is not settled yet was unacknowledged on the server.
			long unsettled = here.stream().filter((delivery) -> !delivery.isSettled()).count();
			if (info.getNumAckPending() <= unsettled || floor >= this.boundary) {
				if (this.next == 0) {
					this.next = info.getDelivered().getConsumerSequence() + 1;
				}
				open();
				return;
			}
			releaseBehind(floor);
		}
		tell();
		Duration limit = this.consumer.ackWait().multipliedBy(2).plus(GRACE);
		if (System.nanoTime() - this.closedAt > limit.toNanos()) {
			logger.warn("Messages of " + this.consumer
					+ " that were delivered before and not acknowledged have not come again within " + limit.toSeconds()
					+ " s. Others have waited for them to keep the order, and go on now");
			open();
		}
	}

	private void tell() {
		if (!this.told && System.nanoTime() - this.closedAt > TELL_NANOS) {
			this.told = true;
			logger.info("Holding messages of " + this.consumer + " back to keep their order, until those have come "
					+ "again that were delivered before and are not acknowledged; this may take until ack-wait ("
					+ this.consumer.ackWait().toSeconds() + " s) has passed");
		}
	}

	/**
	 * No message that is still to come is before those that follow the acknowledged ones
	 * without a gap. So nobody else's message holds up what he waits for himself.
	 */
	private void releaseBehind(long floor) {
		long number = floor + 1;
		while (this.lanes.contains(number)) {
			number++;
		}
		this.lanes.release(number);
	}

	private void open() {
		this.lanes.release(Long.MAX_VALUE);
		this.state = State.OPEN;
	}

	/**
	 * Ask for the consumer's state, as long as the connection lasts.
	 */
	private @Nullable ConsumerInfo info() throws InterruptedException {
		CompletableFuture<Message> answer = null;
		try {
			answer = this.connection.request(this.consumer.infoSubject(), null);
			long deadline = System.nanoTime() + INFO_TIMEOUT.toNanos();
			while (System.nanoTime() - deadline < 0 && !isNew()) {
				try {
					ConsumerInfo info = new ConsumerInfo(answer.get(INFO_LOOK_MILLIS, TimeUnit.MILLISECONDS));
					return info.hasError() ? null : info;
				}
				catch (TimeoutException ex) {
					// Whether to go on waiting is looked up.
				}
			}
		}
		catch (ExecutionException | RuntimeException ex) {
			logger.debug("Could not ask for the state of " + this.consumer, ex);
		}
		finally {
			if (answer != null) {
				answer.cancel(true);
			}
		}
		return null;
	}

	private boolean isNew() {
		return this.away || this.returns.get() != this.knownReturns || reconnects() != this.knownReconnects;
	}

	/**
	 * The client counts a reconnect before it tells the server of its subscriptions, so
	 * what comes on a new connection is never taken for what came before.
	 */
	private long reconnects() {
		return this.connection.getStatistics().getReconnects();
	}

	private enum State {

		/**
		 * The connection is new, and nothing may be asked for yet.
		 */
		UNKNOWN,

		/**
		 * What comes is held.
		 */
		CLOSED,

		/**
		 * What comes is lined up.
		 */
		OPEN

	}

}
