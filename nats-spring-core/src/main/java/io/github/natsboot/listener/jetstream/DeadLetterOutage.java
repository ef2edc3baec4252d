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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Keeps workers from waiting, one message after the other, for a stream of dead letters
 * that does not answer: the listener's other messages would wait with them. After a try
 * that took long to fail none is made for as long as it took, and then one at a time.
 * What fails at once is no reason to hold back others, which may fit where it did not.
 * Safe for concurrent use.
 */
final class DeadLetterOutage {

	private static final long LONG_NANOS = Duration.ofSeconds(1).toNanos();

	private final AtomicBoolean trying = new AtomicBoolean();

	private volatile @Nullable Outage outage;

	/**
	 * Try to store a dead letter, unless that makes no sense at the moment.
	 * @param publish stores it
	 * @return what that returned
	 * @throws RuntimeException what it threw, or had thrown before
	 */
	<T> T attempt(Supplier<T> publish) {
		Outage known = this.outage;
		if (known == null) {
			return publish(publish);
		}
		if (System.nanoTime() - known.until < 0 || !this.trying.compareAndSet(false, true)) {
			throw known.failure;
		}
		try {
			return publish(publish);
		}
		finally {
			this.trying.set(false);
		}
	}

	private <T> T publish(Supplier<T> publish) {
		long begun = System.nanoTime();
		try {
			T result = publish.get();
			this.outage = null;
			return result;
		}
		catch (RuntimeException ex) {
			long now = System.nanoTime();
			long took = now - begun;
			this.outage = (took >= LONG_NANOS) ? new Outage(ex, now + took) : null;
			throw ex;
		}
	}

	/**
	 * Why dead letters cannot be stored.
	 *
	 * @param failure the failure of the last try
	 * @param until when to try again, in nanoseconds
	 */
	private record Outage(RuntimeException failure, long until) {
	}

}
