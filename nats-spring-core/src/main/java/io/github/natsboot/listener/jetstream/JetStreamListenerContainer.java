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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import io.github.natsboot.event.ListenerStartedEvent;
import io.github.natsboot.event.ListenerStoppedEvent;
import io.github.natsboot.event.ListenerStoppedEvent.Cause;
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

	/**
	 * How often to try to go on, at first and later.
	 */
	private static final Duration SOON = Duration.ofMillis(500);

	private static final Duration LATER = Duration.ofSeconds(5);

	private static final long SOON_NANOS = Duration.ofMinutes(2).toNanos();

	private final JetStreamListenerEndpoint endpoint;

	private final ListenerInfo info;

	private final Connection connection;

	private final ConsumerBinder binder;

	private final ListenerWork work;

	/**
	 * Rescues what the server does not deliver any more.
	 */
	private final @Nullable LimboWatch limbo;

	private final ScheduledExecutorService timer;

	private final Executor lookups;

	private final ThreadFactory threads;

	private final ApplicationEventPublisher events;

	private final Duration shutdownTimeout;

	/**
	 * Held for starts and for the end of stops; whoever holds it may replace the loop.
	 */
	private final ReentrantLock lock = new ReentrantLock();

	/**
	 * Held while a pause begins or ends. Nothing else is locked under it.
	 */
	private final ReentrantLock pauseLock = new ReentrantLock();

	private volatile @Nullable ConsumerLoop loop;

	/**
	 * Why the last loop ended by itself, until the next start.
	 */
	private volatile @Nullable String failure;

	private final ConsumerProgress progress = new ConsumerProgress();

	/**
	 * The consumer of the last start. Guarded by the lock.
	 */
	private @Nullable DurableConsumer consumer;

	/**
	 * What tries to go on where the last loop ended, until that succeeds or somebody
	 * stops or starts the listener.
	 */
	private volatile @Nullable Recovery recovery;

	/**
	 * Whether somebody wants the listener to run, which it may not do at the moment.
	 */
	private volatile boolean wanted;

	/**
	 * Whether somebody wants it to be paused while it runs.
	 */
	private volatile boolean paused;

	JetStreamListenerContainer(JetStreamListenerEndpoint endpoint, Connection connection, ConsumerBinder binder,
			ListenerWork work, @Nullable LimboWatch limbo, ScheduledExecutorService timer, Executor lookups,
			ThreadFactory threads, ApplicationEventPublisher events, Duration shutdownTimeout) {
		this.endpoint = endpoint;
		this.info = endpoint.info();
		this.connection = connection;
		this.binder = binder;
		this.work = work;
		this.limbo = limbo;
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
			boolean before = this.wanted;
			this.wanted = true;
			try {
				startLoop();
				this.recovery = null;
			}
			catch (RuntimeException | Error ex) {
				this.wanted = before;
				throw ex;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void startLoop() {
		ConsumerLoop current = this.loop;
		if (current != null && current.endedFor() == null) {
			return;
		}
		if (current != null) {
			// It has failed and is about to be ended.
			end(current, System.nanoTime() + this.shutdownTimeout.toNanos());
		}
		DurableConsumer bound = this.binder.bind(this.endpoint, this.consumer, this.progress);
		this.consumer = bound;
		// What the server tells of its last deliveries is to be captured before there are
		// any.
		followLimit();
		LoopSupervisor supervisor = new LoopSupervisor(bound);
		ConsumerLoop started = new ConsumerLoop(this.connection, bound, this.endpoint, this.work, this.timer,
				supervisor, this.progress);
		supervisor.loop = started;
		if (this.paused) {
			started.pause();
		}
		this.failure = null;
		this.loop = started;
		// Whoever changed the wish meanwhile may not have seen the loop.
		followWish(started);
		start(started);
		logger.info("Started " + this.info.describe() + " on stream " + this.info.stream() + ", durable "
				+ this.info.group() + ", " + this.info.retries()
				+ ((this.info.deadLetterSubject() != null) ? ", then " + this.info.deadLetterSubject() : ""));
	}

	private void followLimit() {
		if (this.limbo != null) {
			this.limbo.follow(this.progress.maxDeliver());
		}
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
	public void pause() {
		wish(true);
	}

	@Override
	public void resume() {
		wish(false);
	}

	private void wish(boolean pause) {
		this.pauseLock.lock();
		try {
			if (!this.wanted || this.paused == pause) {
				return;
			}
			this.paused = pause;
			ConsumerLoop current = this.loop;
			if (current != null) {
				followWish(current);
			}
		}
		finally {
			this.pauseLock.unlock();
		}
		logger.info((pause ? "Paused " : "Resumed ") + this.info.describe());
	}

	private void followWish(ConsumerLoop current) {
		if (this.paused && !current.isPaused()) {
			current.pause();
		}
		else if (!this.paused && current.isPaused()) {
			current.resume();
		}
	}

	@Override
	public boolean stop() {
		stopReceiving();
		return awaitStopped(System.nanoTime() + this.shutdownTimeout.toNanos());
	}

	@Override
	public void stopReceiving() {
		this.wanted = false;
		this.paused = false;
		ConsumerLoop current = this.loop;
		if (current != null) {
			current.stopReceiving();
		}
		if (this.limbo != null) {
			this.limbo.stopReceiving();
		}
	}

	@Override
	public boolean awaitStopped(long deadline) {
		ConsumerLoop running = this.loop;
		if (running != null) {
			running.stopIsAwaited();
		}
		this.lock.lock();
		try {
			if (!this.wanted) {
				this.recovery = null;
				this.failure = null;
			}
			ConsumerLoop current = this.loop;
			boolean finished = current == null || end(current, deadline);
			return (this.limbo == null || this.limbo.awaitStopped(deadline)) && finished;
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
		if (running.isPaused()) {
			return ListenerState.PAUSED;
		}
		String unanswered = running.unansweredFor();
		if (unanswered != null) {
			return ListenerState.impaired(unanswered);
		}
		String trouble = this.work.settler().deadLetterTrouble();
		if (trouble != null) {
			return ListenerState.impaired("Dead letters cannot be stored: " + trouble);
		}
		String stranded = (this.limbo != null) ? this.limbo.trouble() : null;
		return (stranded != null) ? ListenerState.impaired("Messages past max_deliver cannot be rescued: " + stranded)
				: ListenerState.RUNNING;
	}

	@Override
	public boolean isRunning() {
		return this.loop != null;
	}

	/**
	 * End a loop that makes no sense any more, and only that one: by the time this is
	 * done, the listener may have been stopped and started again.
	 * @param recoverable whether the consumer may be there again
	 */
	private void fail(ConsumerLoop failed, String reason, boolean recoverable) {
		if (recoverable) {
			logger.warn("Looking whether " + this.info.describe() + " can go on: " + reason);
		}
		else {
			logger.error("Stopping " + this.info.describe() + ": " + reason);
		}
		failed.refuseWork(reason);
		Thread stopper = new Thread(() -> end(failed, reason, recoverable), "nats-listener-stop-" + this.info.id());
		stopper.setDaemon(true);
		stopper.start();
	}

	private void end(ConsumerLoop failed, String reason, boolean recoverable) {
		Recovery begun = new Recovery(reason);
		this.lock.lock();
		try {
			if (this.loop != failed) {
				return;
			}
			this.failure = reason;
			this.recovery = recoverable ? begun : null;
			end(failed, System.nanoTime() + this.shutdownTimeout.toNanos());
		}
		finally {
			this.lock.unlock();
		}
		if (recoverable && begun.attempt()) {
			return;
		}
		if (recoverable) {
			logger.error("Stopped " + this.info.describe() + ": " + this.failure
					+ ". It goes on by itself as soon as that is mended");
		}
		this.events.publishEvent(new ListenerStoppedEvent(this, this.info.id(), Cause.FAILED, reason));
		if (recoverable) {
			begun.goOn();
		}
	}

	/**
	 * Starts the listener again as soon as its consumer is there again, or can be made.
	 */
	private final class Recovery {

		private final String reason;

		private final long begunAt = System.nanoTime();

		Recovery(String reason) {
			this.reason = reason;
		}

		private boolean isWanted() {
			JetStreamListenerContainer container = JetStreamListenerContainer.this;
			return container.recovery == this && container.wanted;
		}

		/**
		 * Try it once.
		 * @return whether the listener runs, or does not have to any more
		 */
		boolean attempt() {
			JetStreamListenerContainer container = JetStreamListenerContainer.this;
			container.lock.lock();
			try {
				if (!isWanted()) {
					return true;
				}
				container.startLoop();
				container.recovery = null;
				return true;
			}
			catch (RuntimeException ex) {
				container.failure = this.reason + ". It cannot go on yet: " + ex.getMessage();
				logger.debug("Cannot start " + container.info.describe() + " again yet", ex);
				return false;
			}
			finally {
				container.lock.unlock();
			}
		}

		/**
		 * Try it again and again.
		 */
		void goOn() {
			JetStreamListenerContainer container = JetStreamListenerContainer.this;
			if (container.connection.getStatus() == Connection.Status.CLOSED) {
				return;
			}
			Duration wait = (System.nanoTime() - this.begunAt < SOON_NANOS) ? SOON : LATER;
			try {
				container.timer.schedule(() -> container.lookups.execute(this::tryAgain), wait.toMillis(),
						TimeUnit.MILLISECONDS);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("The application ends", ex);
			}
		}

		private void tryAgain() {
			JetStreamListenerContainer container = JetStreamListenerContainer.this;
			if (!isWanted()) {
				return;
			}
			if (!attempt()) {
				goOn();
			}
			else if (container.isRunning()) {
				container.events.publishEvent(new ListenerStartedEvent(container, container.info.id()));
			}
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
			look();
		}

		@Override
		public void observe() {
			look();
		}

		private void look() {
			if (this.looking.compareAndSet(false, true)) {
				JetStreamListenerContainer.this.lookups.execute(this::lookForConsumer);
			}
		}

		/**
		 * Find out whether the consumer is away for a while or gone.
		 */
		private void lookForConsumer() {
			try {
				String missing = JetStreamListenerContainer.this.binder.findMissing(this.consumer,
						JetStreamListenerContainer.this.progress);
				if (missing != null) {
					consumerLost(missing);
				}
				else {
					limitObserved();
				}
			}
			finally {
				this.looking.set(false);
			}
		}

		/**
		 * Somebody may have given the consumer a limit while the listener runs.
		 */
		private void limitObserved() {
			JetStreamListenerContainer container = JetStreamListenerContainer.this;
			LimboWatch watch = container.limbo;
			if (watch == null || container.progress.maxDeliver() <= 0) {
				return;
			}
			container.lock.lock();
			try {
				if (container.wanted && container.loop == this.loop) {
					watch.followLater(container.progress.maxDeliver());
				}
			}
			finally {
				container.lock.unlock();
			}
		}

		@Override
		public void consumerLost(String text) {
			fail("No more messages come from " + this.consumer + ": " + text, true);
		}

		@Override
		public void connectionClosed() {
			fail("No more messages come from " + this.consumer + ": the connection was closed", false);
		}

		@Override
		public void broken(VirtualMachineError error) {
			fail("The process cannot go on: " + error.getClass().getSimpleName(), false);
		}

		private void fail(String reason, boolean recoverable) {
			ConsumerLoop supervised = this.loop;
			if (supervised != null && !supervised.isStopping() && this.failed.compareAndSet(false, true)) {
				JetStreamListenerContainer.this.fail(supervised, reason, recoverable);
			}
		}

	}

}
