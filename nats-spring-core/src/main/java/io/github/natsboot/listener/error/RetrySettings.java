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

package io.github.natsboot.listener.error;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.Assert;
import org.springframework.util.backoff.BackOffExecution;

/**
 * How failures are retried, in the terms of Spring Framework's retry support.
 *
 * @param maxRetries the number of retries after the first attempt; 0 for none
 * @param delay the wait before the first retry
 * @param multiplier what the wait is multiplied by from one retry to the next, 1 or more
 * @param maxDelay the longest wait
 * @param jitter by how much a wait may be shorter or longer, at random, between delay and
 * maxDelay; meant for the first wait, and grows with the multiplier
 * @param includes exceptions to retry; empty for all
 * @param excludes exceptions not to retry
 */
public record RetrySettings(long maxRetries, Duration delay, double multiplier, Duration maxDelay, Duration jitter,
		List<Class<? extends Throwable>> includes, List<Class<? extends Throwable>> excludes) {

	/**
	 * No server keeps a message longer than this before the next attempt.
	 */
	private static final Duration LONGEST_DELAY = Duration.ofDays(1);

	/**
	 * Three retries after about 1, 2 and 4 seconds.
	 */
	public static final RetrySettings DEFAULTS = new RetrySettings(3, Duration.ofSeconds(1), 2.0, Duration.ofMinutes(1),
			Duration.ofMillis(100), List.of(), List.of());

	/**
	 * The number of retries of what is never given up.
	 */
	public static final long UNLIMITED = Long.MAX_VALUE - 1;

	/**
	 * Check the values.
	 * @param maxRetries the number of retries after the first attempt; 0 for none
	 * @param delay the wait before the first retry
	 * @param multiplier what the wait is multiplied by from one retry to the next, 1 or
	 * more
	 * @param maxDelay the longest wait
	 * @param jitter by how much the first wait may be shorter or longer; grows with the
	 * multiplier
	 * @param includes exceptions to retry; empty for all
	 * @param excludes exceptions not to retry
	 */
	public RetrySettings {
		Assert.isTrue(maxRetries >= 0, () -> "max-retries is " + maxRetries + "; it must be 0 or more");
		Assert.isTrue(!delay.isNegative() && delay.compareTo(LONGEST_DELAY) <= 0,
				() -> "delay is " + delay + "; it must be between 0 and 1 day");
		Assert.isTrue(multiplier >= 1, () -> "multiplier is " + multiplier + "; it must be 1 or more");
		Assert.isTrue(!maxDelay.isNegative() && !maxDelay.isZero() && maxDelay.compareTo(LONGEST_DELAY) <= 0,
				() -> "max-delay is " + maxDelay + "; it must be above 0 and not above 1 day");
		Assert.isTrue(delay.compareTo(maxDelay) <= 0,
				() -> "delay is " + delay + " and max-delay " + maxDelay + "; delay must not be above max-delay");
		Assert.isTrue(!jitter.isNegative(), () -> "jitter is " + jitter + "; it must be 0 or more");
		includes = List.copyOf(includes);
		excludes = List.copyOf(excludes);
	}

	/**
	 * The number of attempts, the first included.
	 * @return the number
	 */
	public long maxAttempts() {
		return this.maxRetries + 1;
	}

	/**
	 * The policy that these settings describe.
	 * @return the policy
	 */
	public RetryPolicy toPolicy() {
		return RetryPolicy.builder()
			.maxRetries(this.maxRetries)
			.delay(this.delay)
			.multiplier(this.multiplier)
			.maxDelay(this.maxDelay)
			.jitter(this.jitter)
			.includes(this.includes)
			.excludes(this.excludes)
			.build();
	}

	/**
	 * The settings in words, for reports.
	 * @return such as {@code 3 retries after 1s, 2s, 4s}
	 */
	public String describe() {
		if (this.maxRetries == 0) {
			return "no retries";
		}
		long shown = Math.min(this.maxRetries, 6);
		BackOffExecution waits = new RetrySettings(shown, this.delay, this.multiplier, this.maxDelay, Duration.ZERO,
				List.of(), List.of())
			.toPolicy()
			.getBackOff()
			.start();
		String ladder = LongStream.range(0, shown)
			.mapToObj((i) -> text(waits.nextBackOff()))
			.collect(Collectors.joining(", "));
		String number = (this.maxRetries < UNLIMITED) ? Long.toString(this.maxRetries) : "unlimited";
		return number + ((this.maxRetries == 1) ? " retry after " : " retries after ") + ladder
				+ ((shown < this.maxRetries) ? ", …" : "");
	}

	private static String text(long millis) {
		return (millis % 1000 == 0) ? millis / 1000 + "s" : millis + "ms";
	}

}
