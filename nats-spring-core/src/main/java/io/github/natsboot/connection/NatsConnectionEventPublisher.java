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

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.event.NatsConnectionEvent;
import io.github.natsboot.event.NatsConnectionEvent.Type;
import io.github.natsboot.support.SafeEventPublisher;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Publishes what happens to a connection as {@link NatsConnectionEvent events} of the
 * application. They are published in their order on a thread of their own, never on that
 * of the client, so that a slow listener of events delays the events behind it and
 * nothing else. From the opening of the connection until all beans exist they are kept
 * back. After the application has stopped none is published.
 * <p>
 * Attempts to connect that fail are not told, but for the first one that fails because a
 * server refuses the credentials; nor is the same state told twice. Where more than
 * {@value #CAPACITY} events wait, further ones are dropped with a warning. Safe for
 * concurrent use.
 *
 * @since 0.1.0
 */
public final class NatsConnectionEventPublisher
		implements ConnectionListener, ErrorListener, SmartLifecycle, DisposableBean {

	private static final Log logger = LogFactory.getLog(NatsConnectionEventPublisher.class);

	/**
	 * The number of events that may wait.
	 */
	public static final int CAPACITY = 1000;

	private final ApplicationEventPublisher events;

	private final ThreadPoolExecutor publishing;

	private final ArrayBlockingQueue<NatsConnectionEvent> early = new ArrayBlockingQueue<>(CAPACITY);

	private volatile boolean running;

	/**
	 * What was told last of the state. Written by the client's one thread for callbacks.
	 */
	private volatile @Nullable Type state;

	/**
	 * Create the publisher. Add it to the connection as a connection listener and as an
	 * error listener.
	 * @param events what to publish to
	 */
	public NatsConnectionEventPublisher(ApplicationEventPublisher events) {
		this.events = SafeEventPublisher.of(events);
		CustomizableThreadFactory threads = new CustomizableThreadFactory("nats-connection-events-");
		threads.setDaemon(true);
		this.publishing = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(CAPACITY),
				threads, (task, executor) -> dropped(executor));
		this.publishing.allowCoreThreadTimeOut(true);
	}

	private static void dropped(ThreadPoolExecutor executor) {
		if (!executor.isShutdown()) {
			logger.warn("Dropped an event of the connection to NATS: a listener of such events does not return");
		}
	}

	@Override
	@Deprecated
	public void connectionEvent(Connection connection, Events event) {
		connectionEvent(connection, event, System.currentTimeMillis(), null);
	}

	@Override
	public void connectionEvent(Connection connection, Events event, @Nullable Long time, @Nullable String address) {
		Type type = type(event);
		if (type != null && isNews(type)) {
			tell(new NatsConnectionEvent(connection, type, (address != null) ? Redaction.text(address) : null,
					(time != null) ? time : System.currentTimeMillis()));
		}
	}

	@Override
	public void errorOccurred(Connection connection, String error) {
		// One that ends the connection is no news: new credentials may be there.
		if (this.state == Type.DISCONNECTED && Refusals.isRefusal(error)) {
			this.state = Type.CREDENTIALS_REFUSED;
			tell(new NatsConnectionEvent(connection, Type.CREDENTIALS_REFUSED, null, Redaction.text(error),
					System.currentTimeMillis()));
		}
	}

	private static @Nullable Type type(Events event) {
		return switch (event) {
			case CONNECTED -> Type.CONNECTED;
			case DISCONNECTED -> Type.DISCONNECTED;
			case RECONNECTED -> Type.RECONNECTED;
			case CLOSED -> Type.CLOSED;
			case LAME_DUCK -> Type.LAME_DUCK;
			case DISCOVERED_SERVERS -> Type.DISCOVERED_SERVERS;
			default -> null;
		};
	}

	private boolean isNews(Type type) {
		if (type == Type.LAME_DUCK || type == Type.DISCOVERED_SERVERS) {
			return true;
		}
		Type before = this.state;
		// Before it was open it can neither be lost nor closed.
		if (type == before || (before == null && type != Type.CONNECTED)) {
			return false;
		}
		if (type == Type.DISCONNECTED && before == Type.CREDENTIALS_REFUSED) {
			return false;
		}
		this.state = type;
		return true;
	}

	private void tell(NatsConnectionEvent event) {
		synchronized (this.early) {
			if (!this.running) {
				this.early.offer(event);
				return;
			}
		}
		publish(event);
	}

	private void publish(NatsConnectionEvent event) {
		this.publishing.execute(() -> this.events.publishEvent(event));
	}

	/**
	 * Publish what was kept back, and the rest as it comes.
	 */
	@Override
	public void start() {
		synchronized (this.early) {
			this.early.forEach(this::publish);
			this.early.clear();
			this.running = true;
		}
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Before anything else starts, and after all else has stopped.
	 */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	@Override
	public void destroy() {
		this.publishing.shutdown();
	}

}
