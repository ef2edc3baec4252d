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

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import io.nats.client.Connection;
import io.nats.client.Connection.Status;

/**
 * Waits until the server has dealt with what was sent before. There is one for each
 * connection, for two reasons. The client takes several flushes at once for a server that
 * does not answer its pings, and reconnects: so whatever flushes, draining a subscription
 * included, has to come one after the other. And where a server does not answer, a stop
 * of many listeners must not wait for it again with each of them.
 */
public final class ConnectionBarrier {

	private static final Map<Connection, ConnectionBarrier> BARRIERS = Collections.synchronizedMap(new WeakHashMap<>());

	private static final long SILENCE_NANOS = Duration.ofSeconds(10).toNanos();

	private final ReentrantLock lock = new ReentrantLock();

	private volatile long silentAt = System.nanoTime() - SILENCE_NANOS;

	private ConnectionBarrier() {
	}

	/**
	 * The barrier of a connection.
	 * @param connection the connection
	 * @return its barrier, always the same one
	 */
	public static ConnectionBarrier of(Connection connection) {
		return BARRIERS.computeIfAbsent(connection, (key) -> new ConnectionBarrier());
	}

	/**
	 * Wait for a round trip to the server, for no longer than the connection's time-out.
	 * Returns at once where there is no connection, or the server did not answer a moment
	 * ago.
	 * @param connection the connection
	 * @return whether the server answered
	 */
	public boolean await(Connection connection) {
		if (connection.getStatus() != Status.CONNECTED || System.nanoTime() - this.silentAt < SILENCE_NANOS) {
			return false;
		}
		try {
			// Unlike flush(), this may be called by several threads at once.
			connection.RTT();
			return true;
		}
		catch (IOException | RuntimeException ex) {
			// A connection that was lost meanwhile says nothing about the next server.
			if (ex.getCause() instanceof TimeoutException && connection.getStatus() == Status.CONNECTED) {
				this.silentAt = System.nanoTime();
			}
			return false;
		}
	}

	/**
	 * Do something that flushes, alone, if the server answers.
	 * @param connection the connection
	 * @param task what to do
	 * @return whether it was done
	 * @throws InterruptedException if the task was interrupted
	 */
	public boolean flushing(Connection connection, FlushingTask task) throws InterruptedException {
		this.lock.lock();
		try {
			if (!await(connection)) {
				return false;
			}
			task.run();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Something that flushes the connection.
	 */
	@FunctionalInterface
	public interface FlushingTask {

		/**
		 * Do it.
		 * @throws InterruptedException if the thread was interrupted
		 */
		void run() throws InterruptedException;

	}

}
