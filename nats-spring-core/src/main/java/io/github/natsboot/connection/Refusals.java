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

package io.github.natsboot.connection;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Knows whether servers refuse the credentials of a connection, and how long to leave
 * them alone then: a second at first and a tenth longer each time, so that a short
 * refusal is over soon after its cause, up to half a minute. Safe for concurrent use.
 */
final class Refusals {

	private static final ExponentialBackOff BACK_OFF = backOff();

	private final AtomicLong count = new AtomicLong();

	private @Nullable String reason;

	private boolean fresh;

	private @Nullable BackOffExecution waits;

	private static ExponentialBackOff backOff() {
		ExponentialBackOff backOff = new ExponentialBackOff(1000, 1.1);
		backOff.setMaxInterval(30_000);
		backOff.setJitter(100);
		return backOff;
	}

	/**
	 * Tells whether an error is about credentials.
	 * @param error what the server said
	 * @return whether it refused them, or takes them no longer
	 */
	static boolean isRefusal(String error) {
		String text = error.toLowerCase(Locale.ROOT);
		return text.contains("authorization violation") || text.contains("authentication");
	}

	/**
	 * Keeps what a server said.
	 * @param error a {@linkplain #isRefusal(String) refusal}
	 * @return whether it is the first one since the last connection
	 */
	synchronized boolean add(String error) {
		boolean first = this.reason == null;
		this.reason = error;
		this.fresh = true;
		this.count.incrementAndGet();
		return first;
	}

	/**
	 * Forgets everything but the count, because the connection is established.
	 */
	synchronized void clear() {
		this.reason = null;
		this.fresh = false;
		this.waits = null;
	}

	/**
	 * Returns why there is no connection.
	 * @return what the server said, or {@code null} if credentials are not to blame
	 */
	synchronized @Nullable String reason() {
		return this.reason;
	}

	/**
	 * Returns how often credentials were refused.
	 * @return the number of times, never reset
	 */
	long count() {
		return this.count.get();
	}

	/**
	 * Returns how long to wait when each server was tried in vain.
	 * @return the least time to wait, or zero if no server refused the credentials since
	 * the last call
	 */
	synchronized Duration nextWait() {
		if (!this.fresh) {
			clear();
			return Duration.ZERO;
		}
		this.fresh = false;
		BackOffExecution execution = (this.waits != null) ? this.waits : BACK_OFF.start();
		this.waits = execution;
		return Duration.ofMillis(execution.nextBackOff());
	}

}
