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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.api.ServerInfo;
import io.nats.client.support.Status;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * What happens to one connection, for any number of listeners that may come and go while
 * it is open. One object serves one connection, as both its connection listener and its
 * error listener.
 * <p>
 * Changes of state are logged once at INFO, however often the client reports them;
 * retries at DEBUG; slow consumers at WARN; a message that was not sent at ERROR. No
 * payload, header value or credential is logged.
 * <p>
 * All listeners are called on the client's one thread for callbacks, so they must not
 * block. One that throws is logged, and the others are called nevertheless. This class is
 * safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class NatsConnectionEvents implements ConnectionListener, ErrorListener {

	private static final Log logger = LogFactory.getLog(NatsConnectionEvents.class);

	private static final String OLDEST_SERVER = "2.10.0";

	private final List<ConnectionListener> connectionListeners = new CopyOnWriteArrayList<>();

	private final List<ErrorListener> errorListeners = new CopyOnWriteArrayList<>();

	private final AtomicLong discardedMessages = new AtomicLong();

	private final AtomicLong readerFailures = new AtomicLong();

	private final Refusals refusals = new Refusals();

	private final AtomicInteger failedAttempts = new AtomicInteger();

	private final List<String> attemptErrors = new CopyOnWriteArrayList<>();

	private final List<Throwable> attemptExceptions = new CopyOnWriteArrayList<>();

	private volatile @Nullable Events state;

	private volatile boolean opening = true;

	private volatile @Nullable String lastError;

	/**
	 * Creates the events of a connection that is still to be opened.
	 */
	public NatsConnectionEvents() {
	}

	/**
	 * Adds a listener to every event of the connection from now on.
	 * @param listener the listener, called once for each time it was added
	 */
	public void addConnectionListener(ConnectionListener listener) {
		this.connectionListeners.add(listener);
	}

	/**
	 * Removes a listener.
	 * @param listener a listener that was added before
	 */
	public void removeConnectionListener(ConnectionListener listener) {
		this.connectionListeners.remove(listener);
	}

	/**
	 * Adds a listener to every error of the connection from now on.
	 * @param listener the listener, called once for each time it was added
	 */
	public void addErrorListener(ErrorListener listener) {
		this.errorListeners.add(listener);
	}

	/**
	 * Removes a listener.
	 * @param listener a listener that was added before
	 */
	public void removeErrorListener(ErrorListener listener) {
		this.errorListeners.remove(listener);
	}

	/**
	 * Returns what went wrong last, fit to be shown.
	 * @return the text of the last error since the connection was last established,
	 * without credentials, or {@code null} if there was none
	 */
	public @Nullable String getLastError() {
		return this.lastError;
	}

	/**
	 * Returns why the connection does not come back, if credentials are to blame.
	 * @return what the server said when it refused the credentials last, or {@code null}
	 * if it did not since the connection was last established
	 */
	public @Nullable String getRefusal() {
		return this.refusals.reason();
	}

	/**
	 * Returns how often servers refused the credentials, or ended the connection because
	 * they take them no longer.
	 * @return the number of refusals since the connection was opened
	 */
	public long getRefusalCount() {
		return this.refusals.count();
	}

	/**
	 * Returns how many messages the client took and did not send.
	 * @return the number of messages since the connection was opened
	 */
	public long getDiscardedMessageCount() {
		return this.discardedMessages.get();
	}

	/**
	 * Returns how often the thread that reads from the server has died.
	 * @return the number of deaths since the connection was opened, each of which made
	 * the connection reconnect
	 */
	public long getReaderFailureCount() {
		return this.readerFailures.get();
	}

	/**
	 * Counts and keeps the death of the reader.
	 * @param failure what the reader died of; only its class is kept, as its message may
	 * quote what was received
	 */
	void readerFailed(Throwable failure) {
		this.readerFailures.incrementAndGet();
		this.lastError = "Reading from the server failed with " + failure.getClass().getName();
		logger.error("Reading from the NATS server failed with " + failure.getClass().getName()
				+ ", probably because of a malformed message: reconnecting");
	}

	Refusals refusals() {
		return this.refusals;
	}

	int failedAttempts() {
		return this.failedAttempts.get();
	}

	List<String> attemptErrors() {
		return this.attemptErrors;
	}

	List<Throwable> attemptExceptions() {
		return this.attemptExceptions;
	}

	@Override
	@Deprecated
	public void connectionEvent(Connection connection, Events event) {
		connectionEvent(connection, event, System.currentTimeMillis(), null);
	}

	@Override
	public void connectionEvent(Connection connection, Events event, @Nullable Long time, @Nullable String address) {
		log(connection, event, address);
		for (ConnectionListener listener : this.connectionListeners) {
			call(listener, () -> listener.connectionEvent(connection, event, time, address));
		}
	}

	private void log(Connection connection, Events event, @Nullable String address) {
		String server = (address != null) ? Redaction.text(address) : "unknown";
		switch (event) {
			case CONNECTED, RECONNECTED -> {
				this.opening = false;
				this.lastError = null;
				this.refusals.clear();
				this.attemptErrors.clear();
				this.attemptExceptions.clear();
				change(event, () -> ((event == Events.CONNECTED) ? "Connected to NATS at " : "Reconnected to NATS at ")
						+ server + describe(connection));
				warnOfAge(connection);
			}
			case DISCONNECTED -> {
				if (this.opening) {
					this.failedAttempts.incrementAndGet();
					logger.debug("Could not connect to NATS at " + server);
				}
				else if (!change(event, () -> "Disconnected from NATS at " + server)) {
					logger.debug("Could not reconnect to NATS at " + server);
				}
			}
			case CLOSED -> {
				if (!this.opening) {
					change(event, () -> "Connection to NATS at " + server + " is closed");
				}
			}
			case LAME_DUCK -> logger.info("NATS server at " + server + " is about to shut down");
			default -> logger.debug("NATS at " + server + ": " + event.getEvent());
		}
	}

	private boolean change(Events event, Supplier<String> text) {
		if (this.state == event) {
			return false;
		}
		this.state = event;
		logger.info(text.get());
		return true;
	}

	private static void warnOfAge(Connection connection) {
		ServerInfo info = connection.getServerInfo();
		if (info != null && info.isOlderThanVersion(OLDEST_SERVER)) {
			logger.warn("nats-server " + info.getVersion() + " (" + info.getServerName() + ") is older than "
					+ OLDEST_SERVER + ", which is the oldest that this library is tested with: update it");
		}
	}

	private static String describe(Connection connection) {
		ServerInfo info = connection.getServerInfo();
		return (info != null) ? " (nats-server " + info.getVersion() + ", " + info.getServerName() + ")" : "";
	}

	@Override
	public void errorOccurred(Connection connection, String error) {
		String text = Redaction.text(String.valueOf(error));
		this.lastError = text;
		if (this.opening) {
			this.attemptErrors.add(text);
			logger.debug("NATS server answered " + text);
		}
		else if (!Refusals.isRefusal(text)) {
			logger.warn("NATS server reported: " + text);
		}
		else if (this.refusals.add(text)) {
			logger.warn("The NATS server refuses the credentials (" + text + "): trying again until it takes them");
		}
		else {
			logger.debug("The NATS server still refuses the credentials (" + text + ")");
		}
		forward((listener) -> listener.errorOccurred(connection, error));
	}

	@Override
	public void exceptionOccurred(Connection connection, Exception exception) {
		Throwable safe = Redaction.exception(exception);
		if (!(exception instanceof InterruptedException)) {
			// else the end of an attempt, of which the server has said more
			this.lastError = text(NestedExceptionUtils.getMostSpecificCause(safe));
			if (this.opening) {
				this.attemptExceptions.add(safe);
			}
		}
		logger.debug("Failure on the connection to NATS", safe);
		forward((listener) -> listener.exceptionOccurred(connection, exception));
	}

	@Override
	public void slowConsumerDetected(Connection connection, io.nats.client.Consumer consumer) {
		logger.warn("Messages were dropped, because a subscription does not keep up: " + consumer.getDroppedCount()
				+ " so far");
		forward((listener) -> listener.slowConsumerDetected(connection, consumer));
	}

	@Override
	public void messageDiscarded(Connection connection, Message message) {
		this.discardedMessages.incrementAndGet();
		logger.error("A message to '" + message.getSubject()
				+ "' was not sent: the outgoing queue was full, or the publishing thread interrupted");
		forward((listener) -> listener.messageDiscarded(connection, message));
	}

	@Override
	public void heartbeatAlarm(Connection connection, JetStreamSubscription subscription, long lastStreamSequence,
			long lastConsumerSequence) {
		logger.debug("A heartbeat of consumer " + subscription.getConsumerName() + " is overdue");
		forward((listener) -> listener.heartbeatAlarm(connection, subscription, lastStreamSequence,
				lastConsumerSequence));
	}

	@Override
	public void unhandledStatus(Connection connection, JetStreamSubscription subscription, Status status) {
		logger.debug("Unexpected status " + status.getCode() + " from JetStream");
		forward((listener) -> listener.unhandledStatus(connection, subscription, status));
	}

	@Override
	public void pullStatusWarning(Connection connection, JetStreamSubscription subscription, Status status) {
		logger.trace("A pull ended with status " + status.getCode());
		forward((listener) -> listener.pullStatusWarning(connection, subscription, status));
	}

	@Override
	public void pullStatusError(Connection connection, JetStreamSubscription subscription, Status status) {
		logger.warn("A pull failed with status " + status.getCode() + " " + status.getMessage());
		forward((listener) -> listener.pullStatusError(connection, subscription, status));
	}

	@Override
	public void flowControlProcessed(Connection connection, JetStreamSubscription subscription, String subject,
			FlowControlSource source) {
		forward((listener) -> listener.flowControlProcessed(connection, subscription, subject, source));
	}

	@Override
	public void socketWriteTimeout(Connection connection) {
		logger.warn("Writing to the NATS server timed out: reconnecting");
		forward((listener) -> listener.socketWriteTimeout(connection));
	}

	private static String text(Throwable failure) {
		String message = failure.getMessage();
		return (message != null) ? message : failure.getClass().getName();
	}

	private void forward(Consumer<ErrorListener> call) {
		for (ErrorListener listener : this.errorListeners) {
			call(listener, () -> call.accept(listener));
		}
	}

	private static void call(Object listener, Runnable call) {
		try {
			call.run();
		}
		catch (Exception | LinkageError ex) {
			logger.warn("Listener " + listener.getClass().getName() + " failed with " + ex.getClass().getName());
			logger.debug("Failure of a listener", Redaction.exception(ex));
		}
	}

}
