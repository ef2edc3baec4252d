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
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * How many messages to ask for. Counts those that were asked for and have not been begun,
 * whether they are still on the server, on their way, or waiting here, and keeps that
 * number at what can be worked on soon: enough to keep the listener busy, and no more,
 * since a message that waits here is one that no other instance can take.
 * <p>
 * Safe for concurrent use; costs an atomic update a message.
 */
final class PullWindow {

	static final int MAX_SIZE = 500;

	/**
	 * Work for this long may wait here, while the method is quick enough for the wait to
	 * be a small part of the time that the server waits for an acknowledgement.
	 */
	private static final Duration HORIZON = Duration.ofSeconds(1);

	private static final int FIRST_SIZE = 10;

	private static final double WEIGHT = 0.1;

	private final AtomicInteger outstanding = new AtomicInteger();

	private final int concurrency;

	private final int least;

	private final double horizonNanos;

	private final boolean fixed;

	private volatile int size;

	private volatile boolean narrow;

	/**
	 * Mean time that a message takes. Written by several threads without a lock: a lost
	 * update does no harm.
	 */
	private volatile double meanNanos;

	PullWindow(int concurrency, @Nullable Integer prefetch, Duration ackWait) {
		this(concurrency, 1, prefetch, ackWait);
	}

	/**
	 * Create a window.
	 * @param concurrency the number of threads
	 * @param atATime the number of messages that each of them takes at once
	 * @param prefetch the size, or {@code null} to measure
	 * @param ackWait how long the server waits for an acknowledgement
	 */
	PullWindow(int concurrency, int atATime, @Nullable Integer prefetch, Duration ackWait) {
		this.concurrency = concurrency;
		this.least = concurrency * atATime;
		this.fixed = prefetch != null;
		this.horizonNanos = Math.min(HORIZON.toNanos(), ackWait.toNanos() / 4.0);
		this.size = (prefetch != null) ? prefetch : Math.max(FIRST_SIZE, this.least);
	}

	/**
	 * Whether half of the window has been used up.
	 */
	boolean isDue() {
		return this.outstanding.get() <= size() / 2;
	}

	/**
	 * Take what is missing to a full window, once half of it has been used up: so that
	 * the next messages are on their way before the last have been worked on.
	 * @return how many to ask for now, 0 for none
	 */
	int claim() {
		int full = size();
		while (true) {
			int current = this.outstanding.get();
			if (current > full / 2) {
				return 0;
			}
			if (this.outstanding.compareAndSet(current, full)) {
				return full - current;
			}
		}
	}

	/**
	 * A message has been begun.
	 */
	void begun() {
		subtract(1);
	}

	/**
	 * A request ended with so many messages that it will not bring.
	 */
	void ended(int missing) {
		subtract(missing);
	}

	/**
	 * Nothing that was asked for will come any more but for what is here.
	 */
	void reset(int here) {
		this.outstanding.set(here);
	}

	int outstanding() {
		return this.outstanding.get();
	}

	int size() {
		return this.narrow ? 1 : this.size;
	}

	/**
	 * Ask for one message at a time until one has come.
	 */
	void narrow() {
		this.narrow = true;
	}

	/**
	 * A message has come.
	 */
	void open() {
		if (this.narrow) {
			this.narrow = false;
		}
	}

	/**
	 * A message took that long.
	 */
	void worked(long nanos) {
		if (this.fixed) {
			return;
		}
		double mean = this.meanNanos;
		mean = (mean == 0) ? nanos : mean + WEIGHT * (nanos - mean);
		this.meanNanos = mean;
		double ahead = this.concurrency * this.horizonNanos / Math.max(1, mean);
		this.size = (int) Math.max(this.least, Math.min(MAX_SIZE, ahead));
	}

	private void subtract(int count) {
		this.outstanding.updateAndGet((current) -> Math.max(0, current - count));
	}

}
