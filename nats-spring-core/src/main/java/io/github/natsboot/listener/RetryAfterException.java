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

package io.github.natsboot.listener;

import java.io.Serial;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * To be thrown by a listener's method that knows when it is worth to try again, such as
 * when a service has said so. The message is delivered again after that time instead of
 * the one that the retry settings say, whatever exceptions these include or exclude, and
 * as often as they allow. Counts as the cause of another exception too.
 * <p>
 * Where the order of messages makes others wait with this one, they wait as long: those
 * of its subject with the ordering {@code KEY}, all with {@code STREAM}. A listener on a
 * key-value bucket waits no longer than its retry settings' longest delay.
 * <p>
 * Times below zero and above a day count as these, because the time is often told by
 * somebody else.
 *
 * @since 0.1.0
 */
public class RetryAfterException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private static final Duration LONGEST_DELAY = Duration.ofDays(1);

	private final Duration delay;

	/**
	 * Create the exception.
	 * @param delay the time to wait
	 */
	public RetryAfterException(Duration delay) {
		this("The message is to be handled again later", delay, null);
	}

	/**
	 * Create the exception with a text.
	 * @param message what went wrong
	 * @param delay the time to wait
	 */
	public RetryAfterException(String message, Duration delay) {
		this(message, delay, null);
	}

	/**
	 * Create the exception with a text and a cause.
	 * @param message what went wrong
	 * @param delay the time to wait
	 * @param cause what led to it, or {@code null}
	 */
	public RetryAfterException(String message, Duration delay, @Nullable Throwable cause) {
		super(message, cause);
		Assert.notNull(delay, "'delay' must not be null");
		this.delay = clamp(delay);
	}

	private static Duration clamp(Duration delay) {
		if (delay.isNegative()) {
			return Duration.ZERO;
		}
		return (delay.compareTo(LONGEST_DELAY) > 0) ? LONGEST_DELAY : delay;
	}

	/**
	 * The time to wait.
	 * @return the time, from zero to one day
	 */
	public Duration getDelay() {
		return this.delay;
	}

}
