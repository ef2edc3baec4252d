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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long the server takes to answer. There is never more than one measurement
 * under way, so that many callers do no harm to a connection in trouble. This class is
 * safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class RoundTripTime {

	private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();

	private final Connection connection;

	private @Nullable CompletableFuture<Duration> measurement;

	private volatile @Nullable Duration latest;

	private volatile long measuredAt = System.nanoTime() - FRESH_NANOS;

	/**
	 * Creates a measure of one connection, which measures nothing yet.
	 * @param connection the connection to measure
	 */
	public RoundTripTime(Connection connection) {
		this.connection = connection;
	}

	/**
	 * Measures the time, or waits for the measurement that is under way.
	 * @param timeout how long to wait at most
	 * @return the time the server took to answer
	 * @throws TimeoutException if there was no answer in time
	 * @throws InterruptedException if the thread was interrupted
	 * @throws ExecutionException if the time cannot be measured, such as without a
	 * connection
	 */
	public Duration measure(Duration timeout) throws TimeoutException, InterruptedException, ExecutionException {
		return start().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * Returns the time without waiting for it. A measurement is started when the latest
	 * is older than 10 seconds.
	 * @return the time last measured, or {@code null} if there is none, or no connection
	 */
	public @Nullable Duration latest() {
		if (this.connection.getStatus() != Status.CONNECTED) {
			this.latest = null;
			return null;
		}
		if (System.nanoTime() - this.measuredAt >= FRESH_NANOS) {
			start();
		}
		return this.latest;
	}

	private synchronized CompletableFuture<Duration> start() {
		CompletableFuture<Duration> running = this.measurement;
		if (running == null || running.isDone()) {
			CompletableFuture<Duration> started = new CompletableFuture<>();
			Thread thread = new Thread(() -> run(started), "nats-round-trip");
			thread.setDaemon(true);
			thread.start();
			this.measurement = started;
			running = started;
		}
		return running;
	}

	private void run(CompletableFuture<Duration> result) {
		try {
			Duration time = this.connection.RTT();
			this.latest = time;
			result.complete(time);
		}
		catch (Exception ex) {
			// unchecked ones too: a reconnect cancels what is under way
			this.latest = null;
			result.completeExceptionally(ex);
		}
		finally {
			this.measuredAt = System.nanoTime();
		}
	}

}
