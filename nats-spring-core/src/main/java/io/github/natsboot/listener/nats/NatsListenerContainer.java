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

package io.github.natsboot.listener.nats;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import io.github.natsboot.connection.ConnectionBarrier;
import io.github.natsboot.listener.ListenerContainer;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerState;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.MessageHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Receives core NATS messages: one of the client's dispatchers, hence one thread, for
 * each message that may be worked on at the same time.
 */
final class NatsListenerContainer implements ListenerContainer {

	private static final Log logger = LogFactory.getLog(NatsListenerContainer.class);

	private static final long GIVE_UP_NANOS = Duration.ofSeconds(1).toNanos();

	/**
	 * The client's word for it.
	 */
	private static final Duration WITHOUT_END = Duration.ZERO;

	private final NatsListenerEndpoint endpoint;

	private final ListenerInfo info;

	private final Connection connection;

	private final NatsMessageProcessor processor;

	private final Duration shutdownTimeout;

	private final ReentrantLock lock = new ReentrantLock();

	private final List<CompletableFuture<Boolean>> drains = new ArrayList<>();

	private final List<DispatchedHandler> handlers = new CopyOnWriteArrayList<>();

	private volatile List<Dispatcher> dispatchers = List.of();

	private volatile boolean running;

	private volatile boolean paused;

	NatsListenerContainer(NatsListenerEndpoint endpoint, Connection connection, NatsMessageProcessor processor,
			Duration shutdownTimeout) {
		this.endpoint = endpoint;
		this.info = endpoint.info();
		this.connection = connection;
		this.processor = processor;
		this.shutdownTimeout = shutdownTimeout;
	}

	@Override
	public ListenerInfo info() {
		return this.info;
	}

	@Override
	public boolean isAutoStartup() {
		return this.endpoint.autoStartup();
	}

	@Override
	public void start() {
		this.lock.lock();
		try {
			if (this.running) {
				return;
			}
			this.processor.begin();
			this.dispatchers = subscribeAll();
			// Behind the subscriptions; without a connection they are sent when it is
			// back.
			ConnectionBarrier.of(this.connection).await(this.connection);
			this.running = true;
		}
		finally {
			this.lock.unlock();
		}
		logger.info("Started " + this.info.describe() + " on " + this.info.destination()
				+ ((this.endpoint.queue() != null) ? ", queue group " + this.endpoint.queue() : ""));
	}

	@Override
	public void pause() {
		this.lock.lock();
		try {
			if (!this.running || this.paused) {
				return;
			}
			if (drain(WITHOUT_END)) {
				this.dispatchers = List.of();
			}
			else {
				this.dispatchers.forEach(this::unsubscribe);
			}
			this.paused = true;
		}
		finally {
			this.lock.unlock();
		}
		logger.info("Paused " + this.info.describe());
	}

	/**
	 * Without a connection there is nothing to drain, and what waits cannot be kept.
	 */
	private void unsubscribe(Dispatcher dispatcher) {
		long waiting = dispatcher.getPendingMessageCount();
		this.endpoint.subjects().forEach(dispatcher::unsubscribe);
		if (waiting > 0) {
			logger.warn("Dropped " + waiting + " messages that waited for " + this.info.describe()
					+ ", which was paused while there was no connection");
		}
	}

	@Override
	public void resume() {
		this.lock.lock();
		try {
			if (!this.paused) {
				return;
			}
			this.drains.removeIf(CompletableFuture::isDone);
			if (this.dispatchers.isEmpty()) {
				this.dispatchers = subscribeAll();
			}
			else {
				this.dispatchers.forEach(this::subscribe);
			}
			ConnectionBarrier.of(this.connection).await(this.connection);
			this.paused = false;
		}
		finally {
			this.lock.unlock();
		}
		logger.info("Resumed " + this.info.describe());
	}

	private List<Dispatcher> subscribeAll() {
		List<Dispatcher> subscribed = new ArrayList<>();
		try {
			for (int i = 0; i < this.endpoint.concurrency(); i++) {
				DispatchedHandler handler = new DispatchedHandler(this.processor);
				this.handlers.add(handler);
				Dispatcher dispatcher = this.connection.createDispatcher(handler);
				subscribed.add(dispatcher);
				subscribe(dispatcher);
			}
			return subscribed;
		}
		catch (RuntimeException ex) {
			subscribed.forEach(this.connection::closeDispatcher);
			throw ex;
		}
	}

	private void subscribe(Dispatcher dispatcher) {
		for (String subject : this.endpoint.subjects()) {
			if (this.endpoint.queue() != null) {
				dispatcher.subscribe(subject, this.endpoint.queue());
			}
			else {
				dispatcher.subscribe(subject);
			}
		}
	}

	@Override
	public boolean stop() {
		stopReceiving();
		return awaitStopped(System.nanoTime() + this.shutdownTimeout.toNanos());
	}

	/**
	 * Whether the calling thread is one of this listener's, inside its method: it must
	 * not wait for itself, nor for whoever waits for it.
	 */
	private boolean isOwnThread() {
		return this.handlers.stream().anyMatch((handler) -> handler.thread == Thread.currentThread());
	}

	@Override
	public void stopReceiving() {
		if (!isOwnThread()) {
			this.lock.lock();
		}
		else if (!this.lock.tryLock()) {
			return;
		}
		try {
			if (!this.running) {
				return;
			}
			drain(this.shutdownTimeout);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Unsubscribe, and have what has come worked on.
	 * @return whether that was possible
	 */
	private boolean drain(Duration timeout) {
		try {
			return ConnectionBarrier.of(this.connection).flushing(this.connection, () -> {
				for (Dispatcher dispatcher : this.dispatchers) {
					this.drains.add(dispatcher.drain(timeout));
				}
			});
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Override
	public boolean awaitStopped(long deadline) {
		if (isOwnThread()) {
			return leaveToDrain();
		}
		this.lock.lock();
		try {
			if (!this.running) {
				return true;
			}
			boolean finished = awaitDrained(deadline) && awaitIdle(deadline);
			if (!finished) {
				this.processor.abandon();
				if (this.endpoint.method().returnsLater()) {
					// It only waits for results, and gives up in a moment.
					awaitIdle(System.nanoTime() + GIVE_UP_NANOS);
				}
			}
			for (Dispatcher dispatcher : this.dispatchers) {
				if (dispatcher.isActive()) {
					this.connection.closeDispatcher(dispatcher);
				}
			}
			ended();
			return finished;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A method stops its own listener: what has come is worked on behind it, until the
	 * client closes the dispatchers.
	 */
	private boolean leaveToDrain() {
		if (this.lock.tryLock()) {
			try {
				if (this.running) {
					ended();
				}
			}
			finally {
				this.lock.unlock();
			}
		}
		return true;
	}

	private void ended() {
		this.dispatchers = List.of();
		this.handlers.clear();
		this.drains.clear();
		this.running = false;
		this.paused = false;
		logger.info("Stopped " + this.info.describe());
	}

	private boolean awaitDrained(long deadline) {
		boolean drained = true;
		for (CompletableFuture<Boolean> drain : this.drains) {
			try {
				drained &= drain.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
			}
			catch (ExecutionException | TimeoutException ex) {
				drained = false;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
		}
		return drained;
	}

	/**
	 * Without a connection there is nothing to drain, but methods may still be running.
	 */
	private boolean awaitIdle(long deadline) {
		while (this.processor.isActive() && System.nanoTime() - deadline < 0) {
			try {
				TimeUnit.MILLISECONDS.sleep(5);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
		}
		return !this.processor.isActive();
	}

	@Override
	public ListenerState state() {
		if (!this.running) {
			return ListenerState.STOPPED;
		}
		if (this.paused) {
			return ListenerState.PAUSED;
		}
		for (Dispatcher dispatcher : this.dispatchers) {
			if (!dispatcher.isActive()) {
				return ListenerState.impaired("A thread of the client that receives messages has ended");
			}
		}
		return ListenerState.RUNNING;
	}

	/**
	 * Knows the thread that a dispatcher is working on a message with.
	 */
	private static final class DispatchedHandler implements MessageHandler {

		private final NatsMessageProcessor processor;

		private volatile @Nullable Thread thread;

		DispatchedHandler(NatsMessageProcessor processor) {
			this.processor = processor;
		}

		@Override
		public void onMessage(Message message) {
			this.thread = Thread.currentThread();
			try {
				this.processor.onMessage(message);
			}
			finally {
				this.thread = null;
			}
		}

	}

}
