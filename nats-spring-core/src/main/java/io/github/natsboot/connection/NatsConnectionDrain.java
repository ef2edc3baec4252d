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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Closes connections so that what was published before is sent, and what was received
 * before is handled, if there is a server to talk to.
 *
 * @since 0.1.0
 */
public final class NatsConnectionDrain {

	private static final Log logger = LogFactory.getLog(NatsConnectionDrain.class);

	private NatsConnectionDrain() {
	}

	/**
	 * Drains the connection when it is connected, and closes it in any case. Blocks until
	 * the connection is closed. Never throws; an interrupt is kept for the caller, and
	 * ends the draining.
	 * @param connection the connection to close, which may be closed already
	 * @param timeout how long to wait for the draining; zero or less to close at once
	 * @return whether everything was sent and handled in time
	 */
	public static boolean close(Connection connection, Duration timeout) {
		boolean drained = false;
		boolean interrupted = Thread.interrupted();
		try {
			if (connection.getStatus() == Status.CONNECTED && timeout.compareTo(Duration.ZERO) > 0 && !interrupted) {
				drained = drain(connection, timeout);
			}
			if (connection.getStatus() != Status.CLOSED) {
				connection.close();
			}
		}
		catch (InterruptedException ex) {
			interrupted = true;
			closeQuietly(connection);
		}
		catch (RuntimeException ex) {
			logger.debug("Failure while closing the connection to NATS", Redaction.exception(ex));
			closeQuietly(connection);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
		return drained;
	}

	private static boolean drain(Connection connection, Duration timeout) throws InterruptedException {
		long start = System.nanoTime();
		try {
			Future<Boolean> draining = connection.drain(timeout);
			long left = timeout.toNanos() - (System.nanoTime() - start);
			if (Boolean.TRUE.equals(draining.get(Math.max(left, 0), TimeUnit.NANOSECONDS))) {
				return true;
			}
			logger.warn("The connection to NATS could not be drained within " + timeout + ": closing it");
		}
		catch (TimeoutException ex) {
			logger.warn("The connection to NATS could not be drained within " + timeout + ": closing it");
		}
		catch (ExecutionException | IllegalStateException ex) {
			logger.debug("The connection to NATS could not be drained", Redaction.exception(ex));
		}
		return false;
	}

	private static void closeQuietly(Connection connection) {
		try {
			connection.close();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			logger.debug("The connection to NATS could not be closed", Redaction.exception(ex));
		}
	}

}
