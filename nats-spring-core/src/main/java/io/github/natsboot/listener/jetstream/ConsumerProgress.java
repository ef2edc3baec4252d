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
import java.time.ZonedDateTime;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;

import io.nats.client.api.ConsumerInfo;
import io.nats.client.impl.NatsJetStreamMetaData;
import org.jspecify.annotations.Nullable;

/**
 * How far a consumer has come, as far as this process can tell, so that it can be made
 * anew where it was. Whoever receives tells of each delivery, and whoever settles of each
 * message that stays unacknowledged; the server tells of the deliveries to others, which
 * show as gaps in the consumer's own count. What is said here never is more than what was
 * acknowledged: a message may come twice then, and none is passed over.
 * <p>
 * Deliveries are told by one thread at a time, all else by any. Costs a message some
 * comparisons.
 */
final class ConsumerProgress {

	private static final long NO_GAP = Long.MAX_VALUE;

	private static final long ACTIVE_NANOS = Duration.ofSeconds(1).toNanos();

	private static final long IDLE_NANOS = Duration.ofSeconds(30).toNanos();

	/**
	 * Stream sequences that were delivered here and are not acknowledged. Empty, mostly.
	 */
	private final NavigableSet<Long> open = new ConcurrentSkipListSet<>();

	/**
	 * All up to this one were acknowledged, the server says.
	 */
	private volatile long serverFloor;

	/**
	 * The highest stream sequence that was delivered, to whomever.
	 */
	private volatile long highest;

	/**
	 * When that message was stored, if it was delivered here.
	 */
	private volatile @Nullable ZonedDateTime highestStoredAt;

	/**
	 * The consumer's count at the last delivery.
	 */
	private volatile long lastDelivery;

	/**
	 * What is above was perhaps delivered to others, who may not have acknowledged it.
	 */
	private volatile long gapAfter = NO_GAP;

	private volatile long gapUntil;

	/**
	 * How often the server delivers a message at most; not above 0 for as often as it
	 * takes.
	 */
	private volatile long maxDeliver;

	private volatile long observedAt = System.nanoTime();

	private volatile long observedDelivery;

	/**
	 * Begin with what the server knows of a consumer that is found or made.
	 */
	synchronized void begin(ConsumerInfo info) {
		this.open.clear();
		this.maxDeliver = info.getConsumerConfiguration().getMaxDeliver();
		this.serverFloor = info.getAckFloor().getStreamSequence();
		this.highest = info.getDelivered().getStreamSequence();
		this.highestStoredAt = null;
		this.lastDelivery = info.getDelivered().getConsumerSequence();
		this.gapAfter = NO_GAP;
		if (info.getNumAckPending() > 0) {
			this.gapUntil = this.highest;
			this.gapAfter = this.serverFloor;
		}
		observedNow();
	}

	/**
	 * A message was delivered.
	 */
	void received(NatsJetStreamMetaData metaData) {
		long sequence = metaData.streamSequence();
		long delivery = metaData.consumerSequence();
		if (delivery != this.lastDelivery + 1) {
			missed(sequence);
		}
		this.lastDelivery = delivery;
		if (sequence > this.highest) {
			this.highest = sequence;
			this.highestStoredAt = metaData.timestamp();
		}
	}

	/**
	 * Others were delivered something before this message.
	 */
	private synchronized void missed(long sequence) {
		this.gapUntil = Math.max(sequence, this.highest);
		this.gapAfter = Math.min(this.gapAfter, Math.min(this.highest, sequence - 1));
	}

	/**
	 * A message that was delivered here is acknowledged, or nobody waits for that.
	 */
	void done(long sequence) {
		if (!this.open.isEmpty()) {
			this.open.remove(sequence);
		}
	}

	/**
	 * A message that was delivered here is not acknowledged, and out of hand.
	 */
	void open(long sequence) {
		this.open.add(sequence);
	}

	/**
	 * Whether the server has to be asked, by {@link #observed(ConsumerInfo)}: others may
	 * receive what is not seen here.
	 */
	boolean isObservationDue(long now) {
		boolean active = this.gapAfter != NO_GAP && this.lastDelivery != this.observedDelivery;
		return now - this.observedAt > (active ? ACTIVE_NANOS : IDLE_NANOS);
	}

	/**
	 * The server is being asked.
	 */
	void observedNow() {
		this.observedAt = System.nanoTime();
		this.observedDelivery = this.lastDelivery;
	}

	/**
	 * Take over what the server knows.
	 */
	synchronized void observed(ConsumerInfo info) {
		this.maxDeliver = info.getConsumerConfiguration().getMaxDeliver();
		long floor = info.getAckFloor().getStreamSequence();
		if (floor <= this.serverFloor) {
			return;
		}
		this.serverFloor = floor;
		this.open.headSet(floor, true).clear();
		if (floor >= this.gapUntil) {
			this.gapAfter = NO_GAP;
		}
	}

	/**
	 * How often the server delivers a message at most, as it said when it was asked last;
	 * not above 0 for as often as it takes.
	 */
	long maxDeliver() {
		return this.maxDeliver;
	}

	/**
	 * Whether a delivery is the last that the server grants.
	 * @param deliveries the server's count, this delivery included
	 */
	boolean isLast(long deliveries) {
		long max = this.maxDeliver;
		return max > 0 && deliveries >= max;
	}

	/**
	 * The highest stream sequence that was delivered.
	 */
	long highest() {
		return this.highest;
	}

	/**
	 * When the message with the highest sequence was stored.
	 * @return the time, or {@code null} if that is not known
	 */
	@Nullable ZonedDateTime highestStoredAt() {
		return this.highestStoredAt;
	}

	/**
	 * The stream sequence up to which everything was acknowledged. Only of use when
	 * nothing is in hand any more: what is neither acknowledged nor open does not count.
	 */
	synchronized long floor() {
		Long firstOpen = this.open.isEmpty() ? null : this.open.first();
		long known = Math.min(this.highest, this.gapAfter);
		return Math.max(this.serverFloor, (firstOpen != null) ? Math.min(known, firstOpen - 1) : known);
	}

}
