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

package io.github.natsboot.autoconfigure.metrics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.natsboot.deadletter.DeadLetterOperations;
import io.github.natsboot.deadletter.DeadLetterStream;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Tells how old the oldest dead letter of each of the listeners' streams is. The server
 * is asked from time to time on a thread of its own, never by who reads the meter.
 */
final class DeadLetterAgeMeters implements SmartInitializingSingleton, DisposableBean {

	private static final Log logger = LogFactory.getLog(DeadLetterAgeMeters.class);

	private static final Duration INTERVAL = Duration.ofSeconds(30);

	/**
	 * After so many failures every eighth poll asks, which is every 4 minutes.
	 */
	private static final int MOST_FAILURES = 4;

	private final MeterRegistry registry;

	private final Supplier<@Nullable DeadLetterOperations> deadLetters;

	private final Clock clock;

	private final Map<String, OldestDeadLetter> streams = new HashMap<>();

	private final ScheduledExecutorService timer;

	private int failures;

	private int pause;

	DeadLetterAgeMeters(MeterRegistry registry, Supplier<@Nullable DeadLetterOperations> deadLetters, Clock clock) {
		this.registry = registry;
		this.deadLetters = deadLetters;
		this.clock = clock;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("nats-dead-letter-age-");
		threads.setDaemon(true);
		this.timer = Executors.newSingleThreadScheduledExecutor(threads);
	}

	@Override
	public void afterSingletonsInstantiated() {
		// Listeners make the streams when they start, which is soon.
		this.timer.scheduleWithFixedDelay(this::poll, 1, INTERVAL.toSeconds(), TimeUnit.SECONDS);
	}

	/**
	 * Ask the server. Called by one thread at a time.
	 */
	void poll() {
		if (this.pause > 0) {
			this.pause--;
			return;
		}
		Map<String, DeadLetterStream> found = new HashMap<>();
		try {
			DeadLetterOperations operations = this.deadLetters.get();
			if (operations != null) {
				operations.streams().forEach((stream) -> found.put(stream.name(), stream));
			}
			this.failures = 0;
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
		found.keySet().forEach((name) -> this.streams.computeIfAbsent(name, this::register));
		this.streams.forEach((name, oldest) -> oldest.update(found.get(name)));
	}

	/**
	 * Tell it once, and ask less often: for want of rights the server would report each
	 * try.
	 */
	private void failed(RuntimeException failure) {
		if (this.failures == 0) {
			logger.warn("The age of dead letters is not known: " + failure.getMessage());
		}
		logger.debug("The age of dead letters is not known", failure);
		this.failures = Math.min(this.failures + 1, MOST_FAILURES);
		this.pause = (1 << (this.failures - 1)) - 1;
	}

	private OldestDeadLetter register(String stream) {
		OldestDeadLetter oldest = new OldestDeadLetter(this.clock);
		TimeGauge.builder("nats.dead.letter.oldest.age", oldest, TimeUnit.MILLISECONDS, OldestDeadLetter::age)
			.description("Time since the oldest dead letter of the stream was stored; 0 without one")
			.tag("stream", stream)
			.register(this.registry);
		return oldest;
	}

	@Override
	public void destroy() {
		this.timer.shutdownNow();
	}

	/**
	 * The oldest dead letter of one stream.
	 */
	private static final class OldestDeadLetter {

		private final Clock clock;

		private volatile boolean known;

		private volatile @Nullable Instant storedAt;

		OldestDeadLetter(Clock clock) {
			this.clock = clock;
		}

		void update(@Nullable DeadLetterStream stream) {
			this.storedAt = (stream != null) ? stream.oldest() : null;
			this.known = stream != null;
		}

		/**
		 * The age in milliseconds.
		 */
		double age() {
			Instant since = this.storedAt;
			if (since != null) {
				return Math.max(0, Duration.between(since, this.clock.instant()).toMillis());
			}
			return this.known ? 0 : Double.NaN;
		}

	}

}
