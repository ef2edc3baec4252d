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

import org.jspecify.annotations.Nullable;

/**
 * Knows how well the server answers the requests of one consumer: when it was last heard
 * of, how long to wait before the next request, and since when it has been silent. Times
 * are monotonic. Written by one thread at a time in all but rare cases, where a lost
 * update does no harm.
 */
final class Responsiveness {

	/**
	 * So many requests without an answer are no coincidence.
	 */
	private static final int UNANSWERED_LIMIT = 2;

	private static final long FIRST_BACK_OFF_NANOS = Duration.ofMillis(50).toNanos();

	private static final long MAX_BACK_OFF_NANOS = Duration.ofSeconds(1).toNanos();

	private final long silenceNanos;

	private final long overdueNanos;

	private volatile long lastHeard = System.nanoTime();

	private volatile long lastAsked = System.nanoTime();

	private volatile long notBefore = System.nanoTime();

	private volatile long backOff;

	private volatile int unanswered;

	private volatile @Nullable String unansweredFor;

	/**
	 * Create it.
	 * @param heartbeat how often the server says at least something
	 * @param expires how long a request stays open
	 */
	Responsiveness(Duration heartbeat, Duration expires) {
		this.silenceNanos = heartbeat.multipliedBy(5).dividedBy(2).toNanos();
		this.overdueNanos = expires.plusSeconds(1).toNanos();
	}

	/**
	 * Something came from the server.
	 */
	void heard() {
		this.lastHeard = System.nanoTime();
	}

	/**
	 * A request is on its way.
	 */
	void asked() {
		this.lastAsked = System.nanoTime();
	}

	/**
	 * The consumer is there and answers.
	 */
	void answered() {
		this.backOff = 0;
		this.unanswered = 0;
	}

	/**
	 * A request was not answered.
	 * @param text what was seen instead
	 * @return whether that has happened too often to be a coincidence
	 */
	boolean unanswered(String text) {
		this.unansweredFor = text;
		this.unanswered++;
		return this.unanswered >= UNANSWERED_LIMIT;
	}

	/**
	 * Why nothing can be received at the moment.
	 * @return the reason, or {@code null} if the consumer answers
	 */
	@Nullable String unansweredFor() {
		return (this.unanswered >= UNANSWERED_LIMIT) ? this.unansweredFor : null;
	}

	/**
	 * Wait before the next request, longer each time.
	 */
	void holdBack() {
		long wait = Math.min(MAX_BACK_OFF_NANOS, Math.max(FIRST_BACK_OFF_NANOS, this.backOff * 2));
		this.backOff = wait;
		this.notBefore = System.nanoTime() + wait;
	}

	boolean mayAsk() {
		return System.nanoTime() - this.notBefore >= 0;
	}

	/**
	 * Begin anew: the next request may be made at once, and is not late yet.
	 */
	void restart() {
		this.backOff = 0;
		this.notBefore = System.nanoTime();
		heard();
		asked();
	}

	/**
	 * Whether heartbeats fail to come, or the end of a request that is long over.
	 */
	boolean isLate() {
		long now = System.nanoTime();
		return now - this.lastHeard > this.silenceNanos || now - this.lastAsked > this.overdueNanos;
	}

}
