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

package io.github.natsboot.listener.keyvalue;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.github.natsboot.event.ListenerStoppedEvent;
import io.github.natsboot.event.ListenerStoppedEvent.Cause;
import io.github.natsboot.listener.ListenerContainer;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerState;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;

/**
 * A listener on a bucket that can be started and stopped. Each start begins anew.
 */
final class KeyValueListenerContainer implements ListenerContainer {

	private static final Log logger = LogFactory.getLog(KeyValueListenerContainer.class);

	private final ListenerInfo info;

	private final KeyValueListenerEndpoint endpoint;

	private final LoopFactory loops;

	private final ApplicationEventPublisher events;

	private final Duration shutdownTimeout;

	/**
	 * Held for starts and for the end of stops; whoever holds it may replace the loop.
	 */
	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable EntryLoop loop;

	KeyValueListenerContainer(KeyValueListenerEndpoint endpoint, LoopFactory loops, ApplicationEventPublisher events,
			Duration shutdownTimeout) {
		this.info = endpoint.info();
		this.endpoint = endpoint;
		this.loops = loops;
		this.events = events;
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
			EntryLoop current = this.loop;
			if (current != null && current.endedFor() == null) {
				return;
			}
			EntryLoop started = this.loops.open(this::ended);
			try {
				started.start();
			}
			catch (RuntimeException | Error ex) {
				started.stopReceiving();
				throw ex;
			}
			this.loop = started;
		}
		finally {
			this.lock.unlock();
		}
		logger.info("Started " + this.info.describe() + " on bucket " + this.endpoint.bucket() + ", keys "
				+ String.join(", ", this.endpoint.keys()) + ", " + this.endpoint.delivery() + ", "
				+ this.info.retries());
	}

	@Override
	public void pause() {
		this.lock.lock();
		try {
			EntryLoop current = this.loop;
			if (current != null && !current.isPaused()) {
				current.pause();
				logger.info("Paused " + this.info.describe());
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void resume() {
		this.lock.lock();
		try {
			EntryLoop current = this.loop;
			if (current != null && current.isPaused()) {
				current.resume();
				logger.info("Resumed " + this.info.describe());
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean stop() {
		stopReceiving();
		return awaitStopped(System.nanoTime() + this.shutdownTimeout.toNanos());
	}

	@Override
	public void stopReceiving() {
		EntryLoop current = this.loop;
		if (current != null) {
			current.stopReceiving();
		}
	}

	@Override
	public boolean awaitStopped(long deadline) {
		this.lock.lock();
		try {
			EntryLoop current = this.loop;
			if (current == null) {
				return true;
			}
			// The stop may have come while the start was under way.
			current.stopReceiving();
			boolean finished = current.awaitStopped(deadline);
			this.loop = null;
			logger.info("Stopped " + this.info.describe());
			return finished;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public ListenerState state() {
		EntryLoop current = this.loop;
		if (current == null) {
			return ListenerState.STOPPED;
		}
		String ended = current.endedFor();
		if (ended != null) {
			return ListenerState.failed(ended);
		}
		if (current.isPaused()) {
			return ListenerState.PAUSED;
		}
		String trouble = current.trouble();
		return (trouble != null) ? ListenerState.impaired(trouble) : ListenerState.RUNNING;
	}

	/**
	 * A loop has ended by itself.
	 */
	private void ended(String reason) {
		logger.error("Stopped " + this.info.describe() + " on bucket '" + this.endpoint.bucket() + "': " + reason
				+ ". Mend that and start the listener again");
		this.events.publishEvent(new ListenerStoppedEvent(this, this.info.id(), Cause.FAILED, reason));
	}

	/**
	 * Makes a loop for each start.
	 */
	@FunctionalInterface
	interface LoopFactory {

		/**
		 * Find the bucket and make a loop that is not yet started.
		 * @param onEnd is told when the loop ends by itself, and why
		 */
		EntryLoop open(Consumer<String> onEnd);

	}

}
