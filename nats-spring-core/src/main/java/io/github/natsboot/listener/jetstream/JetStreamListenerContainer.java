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

package io.github.natsboot.listener.jetstream;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import io.github.natsboot.event.ListenerStoppedEvent;
import io.github.natsboot.listener.ListenerContainer;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerState;
import io.nats.client.Connection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;

/**
 * The life of a JetStream listener: binds its consumer and starts the loop, stops it, and
 * says how it is. A listener whose consumer is gone stops and says so; it never stays
 * "running" without a chance to receive.
 */
final class JetStreamListenerContainer implements ListenerContainer {

	private static final Log logger = LogFactory.getLog(JetStreamListenerContainer.class);

	private final JetStreamListenerEndpoint endpoint;

	private final ListenerInfo info;

	private final Connection connection;

	private final ConsumerBinder binder;

	private final ListenerWork work;

	private final ScheduledExecutorService timer;

	private final Executor lookups;

	private final ThreadFactory threads;

	private final ApplicationEventPublisher events;

	private final Duration shutdownTimeout;

	/**
	 * Held for starts and for the end of stops; whoever holds it may replace the loop.
	 */
	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable ConsumerLoop loop;

	/**
	 * Why the last loop ended by itself, until the next start.
	 */
	private volatile @Nullable String failure;

	private boolean boundBefore;

	JetStreamListenerContainer(JetStreamListenerEndpoint endpoint, Connection connection, ConsumerBinder binder,
			ListenerWork work, ScheduledExecutorService timer, Executor lookups, ThreadFactory threads,
			ApplicationEventPublisher events, Duration shutdownTimeout) {
		this.endpoint = endpoint;
		this.info = endpoint.info();
		this.connection = connection;
		this.binder = binder;
		this.work = work;
		this.timer = timer;
		this.lookups = lookups;
		this.threads = threads;
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
			ConsumerLoop current = this.loop;
			if (current != null && current.endedFor() == null) {
				return;
			}
			if (current != null) {
				// It has failed and is about to be ended.
				end(current, System.nanoTime() + this.shutdownTimeout.toNanos());
			}
			DurableConsumer consumer = this.binder.bind(this.endpoint, !this.boundBefore);
			this.boundBefore = true;
			LoopSupervisor supervisor = new LoopSupervisor(consumer);
			ConsumerLoop started = new ConsumerLoop(this.connection, consumer, this.endpoint, this.work, this.timer,
					supervisor);
			supervisor.loop = started;
			this.failure = null;
			this.loop = started;
			start(started);
		}
		finally {
			this.lock.unlock();
		}
		logger.info("Started " + this.info.describe() + " on stream " + this.info.stream() + ", durable "
				+ this.info.group() + ", " + this.info.retries()
				+ ((this.info.deadLetterSubject() != null) ? ", then " + this.info.deadLetterSubject() : ""));
	}

	private void start(ConsumerLoop started) {
		try {
			started.start(this.threads);
		}
		catch (RuntimeException | Error ex) {
			started.stopReceiving();
			this.loop = null;
			this.failure = "It could not start its threads";
			throw ex;
		}
	}

	@Override
	public void stopReceiving() {
		ConsumerLoop current = this.loop;
		if (current != null) {
			current.stopReceiving();
		}
	}

	@Override
	public boolean awaitStopped(long deadline) {
		this.lock.lock();
		try {
			ConsumerLoop current = this.loop;
			return current == null || end(current, deadline);
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean end(ConsumerLoop current, long deadline) {
		// The stop may have come while the start was under way.
		try {
			current.stopReceiving();
			return current.awaitStopped(deadline);
		}
		finally {
			this.loop = null;
			logger.info("Stopped " + this.info.describe());
		}
	}

	@Override
	public ListenerState state() {
		String failed = this.failure;
		if (failed != null) {
			return ListenerState.failed(failed);
		}
		ConsumerLoop running = this.loop;
		if (running == null) {
			return ListenerState.STOPPED;
		}
		String ended = running.endedFor();
		if (ended != null) {
			return ListenerState.failed(ended);
		}
		String unanswered = running.unansweredFor();
		if (unanswered != null) {
			return ListenerState.impaired(unanswered);
		}
		String trouble = this.work.settler().deadLetterTrouble();
		return (trouble != null) ? ListenerState.impaired("Dead letters cannot be stored: " + trouble)
				: ListenerState.RUNNING;
	}

	@Override
	public boolean isRunning() {
		return this.loop != null;
	}

	/**
	 * End a loop that makes no sense any more, and only that one: by the time this is
	 * done, the listener may have been stopped and started again.
	 */
	private void fail(ConsumerLoop failed, String reason) {
		logger.error("Stopping " + this.info.describe() + ": " + reason);
		failed.refuseWork(reason);
		Thread stopper = new Thread(() -> end(failed, reason), "nats-listener-stop-" + this.info.id());
		stopper.setDaemon(true);
		stopper.start();
	}

	private void end(ConsumerLoop failed, String reason) {
		this.lock.lock();
		try {
			if (this.loop != failed) {
				return;
			}
			this.failure = reason;
			end(failed, System.nanoTime() + this.shutdownTimeout.toNanos());
		}
		finally {
			this.lock.unlock();
		}
		try {
			this.events.publishEvent(new ListenerStoppedEvent(this, this.info.id(), reason));
		}
		catch (RuntimeException ex) {
			logger.warn("A listener of the event that " + this.info.describe() + " stopped has failed", ex);
		}
	}

	/**
	 * Ends its loop when that makes no sense any more.
	 */
	private final class LoopSupervisor implements ConsumerLoop.Supervisor {

		private final DurableConsumer consumer;

		private final AtomicBoolean failed = new AtomicBoolean();

		private final AtomicBoolean looking = new AtomicBoolean();

		private volatile @Nullable ConsumerLoop loop;

		LoopSupervisor(DurableConsumer consumer) {
			this.consumer = consumer;
		}

		@Override
		public void unanswered() {
			if (this.looking.compareAndSet(false, true)) {
				JetStreamListenerContainer.this.lookups.execute(this::lookForConsumer);
			}
		}

		/**
		 * Find out whether the consumer is away for a while or gone.
		 */
		private void lookForConsumer() {
			try {
				String missing = JetStreamListenerContainer.this.binder.findMissing(this.consumer);
				if (missing != null) {
					consumerLost(missing);
				}
			}
			finally {
				this.looking.set(false);
			}
		}

		@Override
		public void consumerLost(String text) {
			fail("No more messages come from " + this.consumer + ": " + text
					+ ". What it had not acknowledged is still in the stream. Mend that and start the listener again");
		}

		@Override
		public void broken(VirtualMachineError error) {
			fail("The process cannot go on: " + error.getClass().getSimpleName());
		}

		private void fail(String reason) {
			ConsumerLoop supervised = this.loop;
			if (supervised != null && !supervised.isStopping() && this.failed.compareAndSet(false, true)) {
				JetStreamListenerContainer.this.fail(supervised, reason);
			}
		}

	}

}
