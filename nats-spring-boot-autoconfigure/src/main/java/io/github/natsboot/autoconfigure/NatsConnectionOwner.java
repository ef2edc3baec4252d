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

package io.github.natsboot.autoconfigure;

import java.io.IOException;
import java.time.Duration;

import io.github.natsboot.connection.NatsConnectionDrain;
import io.github.natsboot.connection.NatsConnectionEvents;
import io.github.natsboot.connection.NatsConnector;
import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import io.nats.client.Options;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.DisposableBean;

/**
 * Opens the connection, and drains it when the context is closed. It is destroyed, rather
 * than stopped in a lifecycle phase: by then every phase is over, that of the web server
 * included, as is everything that uses the connection; and a context that is paused or
 * stopped to be started again keeps its connection.
 */
final class NatsConnectionOwner implements DisposableBean {

	private static final Log logger = LogFactory.getLog(NatsConnectionOwner.class);

	private final Connection connection;

	private final Duration drainTimeout;

	NatsConnectionOwner(Options.Builder options, NatsConnectionEvents events, Duration drainTimeout) {
		this.connection = new NatsConnector(events).connect(options);
		this.drainTimeout = drainTimeout;
	}

	Connection getConnection() {
		return this.connection;
	}

	/**
	 * Makes the connection anew, for what it reads only then.
	 */
	void reconnect() {
		if (this.connection.getStatus() != Status.CONNECTED) {
			return;
		}
		try {
			this.connection.forceReconnect();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("Could not reconnect to NATS with the renewed SSL bundle: " + ex.getClass().getName());
		}
	}

	@Override
	public void destroy() {
		NatsConnectionDrain.close(this.connection, this.drainTimeout);
	}

}
