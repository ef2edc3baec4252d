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
import java.util.List;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLContext;

import io.github.natsboot.core.ConnectFailedException;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Options.HostnameResolveMode;
import io.nats.client.ServerPool;
import io.nats.client.impl.ErrorListenerLoggerImpl;
import io.nats.client.impl.NatsServerPool;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Opens a connection that survives what happens to it, whatever its options:
 * <ul>
 * <li>a message the client cannot parse makes it reconnect, instead of going deaf;</li>
 * <li>with TLS, the certificate is verified to be for the host that was asked for;</li>
 * <li>a request that times out says so, and one without responders fails at once;</li>
 * <li>a jitter of zero and a huge number of reconnects, which would end the connection,
 * are replaced by the nearest values that do not;</li>
 * <li>a server that refuses the credentials while the application runs is asked again,
 * for as long as it takes, instead of the connection being closed for good;</li>
 * <li>no password is in an exception or in the log.</li>
 * </ul>
 *
 * @since 0.1.0
 */
public final class NatsConnector {

	private static final Log logger = LogFactory.getLog(NatsConnector.class);

	private static final Duration SMALLEST_JITTER = Duration.ofMillis(1);

	private static final Duration CLEANUP_INTERVAL = Duration.ofSeconds(1);

	private final NatsConnectionEvents events;

	/**
	 * Creates a connector for one connection.
	 * @param events told of everything that happens to the connection
	 */
	public NatsConnector(NatsConnectionEvents events) {
		this.events = events;
	}

	/**
	 * Starts options for a connection that reconnects without end (the client gives up
	 * after 60 attempts), notices a silent server within a minute (ping interval 20 s),
	 * and waits 5 s for a connection.
	 * @return a builder to go on with
	 */
	public static Options.Builder options() {
		return new Options.Builder().maxReconnects(-1)
			.pingInterval(Duration.ofSeconds(20))
			.connectionTimeout(Duration.ofSeconds(5));
	}

	/**
	 * Opens the connection. Blocks until it is open, or each server was tried once.
	 * @param builder the options; a connection or error listener in them is called as
	 * well
	 * @return the open connection
	 * @throws ConnectFailedException if the connection could not be opened, or the thread
	 * was interrupted
	 */
	public Connection connect(Options.Builder builder) {
		Options prepared = prepare(builder);
		CompletableFuture<Connection> opened = new CompletableFuture<>();
		String name = prepared.getConnectionName();
		ConnectAttempts attempts = new ConnectAttempts();
		GuardedReaderExecutor reader = new GuardedReaderExecutor(((name != null) ? name : "nats") + "-reader", attempts,
				(failure) -> {
					this.events.readerFailed(failure);
					opened.thenAccept(NatsConnector::reconnect);
				});
		Options options = complete(prepared, reader, attempts);
		try {
			Connection connection = Nats.connect(options);
			opened.complete(connection);
			return connection;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ConnectFailure(options, this.events).exception(ex);
		}
		catch (IOException | RuntimeException ex) {
			throw new ConnectFailure(options, this.events).exception(ex);
		}
	}

	private Options prepare(Options.Builder builder) {
		try {
			return builder.build();
		}
		catch (RuntimeException ex) {
			throw new ConnectFailedException("The options of the connection are invalid: " + message(ex),
					ConnectFailedException.Reason.OTHER, List.of(), 1, "unknown", Redaction.exception(ex));
		}
	}

	private Options complete(Options prepared, GuardedReaderExecutor reader, ConnectAttempts attempts) {
		ServerPool servers = (prepared.getServerPool() != null) ? prepared.getServerPool() : new NatsServerPool();
		Options.Builder builder = new Options.Builder(prepared).useTimeoutException()
			.reportNoResponders()
			.readerExecutor(reader)
			.serverPool(new PersistentServerPool(servers, attempts))
			.reconnectDelayHandler(new ReconnectWait(prepared, servers, this.events.refusals()))
			.connectionListener(withListener(prepared.getConnectionListener()))
			.errorListener(withListener(prepared.getErrorListener()))
			.reconnectJitter(atLeast(prepared.getReconnectJitter()))
			.reconnectJitterTls(atLeast(prepared.getReconnectJitterTls()));
		if (prepared.getMaxReconnect() == Integer.MAX_VALUE) {
			builder.maxReconnects(-1);
		}
		if (Options.DEFAULT_REQUEST_CLEANUP_INTERVAL.equals(prepared.getRequestCleanupInterval())) {
			builder.requestCleanupInterval(CLEANUP_INTERVAL);
		}
		SSLContext sslContext = prepared.getSslContext();
		if (sslContext != null) {
			if (!(sslContext instanceof HostVerifyingSslContext)) {
				builder.sslContext(HostVerifyingSslContext.of(() -> sslContext));
			}
			if (prepared.hostnameResolveMode() == HostnameResolveMode.ResolveToAll) {
				// the default mode hands on the resolved address, to which no name fits
				builder.hostnameResolveMode(HostnameResolveMode.HappyEyeballs);
			}
		}
		return builder.build();
	}

	private ConnectionListener withListener(@Nullable ConnectionListener listener) {
		if (listener != null && listener != this.events) {
			this.events.addConnectionListener(listener);
		}
		return this.events;
	}

	private ErrorListener withListener(@Nullable ErrorListener listener) {
		if (listener != null && listener != this.events && !(listener instanceof ErrorListenerLoggerImpl)) {
			this.events.addErrorListener(listener);
		}
		return this.events;
	}

	private static Duration atLeast(@Nullable Duration jitter) {
		return (jitter == null || jitter.compareTo(SMALLEST_JITTER) < 0) ? SMALLEST_JITTER : jitter;
	}

	private static void reconnect(Connection connection) {
		Thread thread = new Thread(() -> {
			try {
				connection.forceReconnect();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (IOException | RuntimeException ex) {
				logger.warn("Could not reconnect to NATS: " + message(ex));
			}
		}, "nats-reconnect");
		thread.setDaemon(true);
		thread.start();
	}

	private static String message(Exception exception) {
		String message = exception.getMessage();
		return (message != null) ? Redaction.text(message) : exception.getClass().getName();
	}

}
