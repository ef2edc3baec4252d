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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.natsboot.listener.FailureLog;
import io.nats.client.Message;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The life of a listener from a start to a stop: a thread that takes one entry after the
 * other and works on it.
 */
final class EntryLoop implements EntryProcessor.Stop {

	private static final Log logger = LogFactory.getLog(EntryLoop.class);

	private final EntryWatch watch;

	private final EntryCursor cursor;

	private final EntryProcessor processor;

	private final Consumer<String> onEnd;

	private final Thread thread;

	private final CountDownLatch stopping = new CountDownLatch(1);

	/**
	 * Open once the listener is resumed; {@code null} while it is not paused.
	 */
	private volatile @Nullable CountDownLatch pause;

	private volatile boolean abandoned;

	private volatile @Nullable String endedFor;

	private boolean caughtUp;

	/**
	 * Create the loop.
	 * @param watch brings entries
	 * @param cursor how far the watch has come
	 * @param processor works on them
	 * @param threads gives the thread
	 * @param onEnd is told when the loop ends by itself, and why, on its thread
	 */
	EntryLoop(EntryWatch watch, EntryCursor cursor, EntryProcessor processor, ThreadFactory threads,
			Consumer<String> onEnd) {
		this.watch = watch;
		this.cursor = cursor;
		this.processor = processor;
		this.onEnd = onEnd;
		this.thread = threads.newThread(this::run);
	}

	void start() {
		this.watch.begin();
		this.thread.start();
	}

	private void run() {
		String failure = work();
		if (!isStopping()) {
			this.endedFor = failure;
		}
		this.watch.close();
		Thread.interrupted();
		this.watch.removeConsumer();
		if (this.endedFor != null) {
			this.onEnd.accept(this.endedFor);
		}
	}

	/**
	 * Work until the listener stops.
	 * @return why nothing more will come, or {@code null} after a stop
	 */
	private @Nullable String work() {
		while (!isStopping()) {
			try {
				announceCatchingUp();
				awaitResumed();
				Message message = this.watch.next();
				awaitResumed();
				if (message != null && !isStopping()) {
					this.processor.process(message, this);
					this.watch.worked();
				}
			}
			catch (WatchEndedException ex) {
				return "No more changes come: " + ex.reason();
			}
			catch (InterruptedException ex) {
				logger.trace("Interrupted while waiting; whether to stop is looked up");
			}
			catch (VirtualMachineError ex) {
				return "The process cannot go on: " + ex.getClass().getSimpleName();
			}
			catch (Throwable ex) {
				FailureLog.error(logger, "Failure outside of the listener's method", ex);
			}
		}
		return null;
	}

	private void awaitResumed() throws InterruptedException {
		for (CountDownLatch paused = this.pause; paused != null && !isStopping(); paused = this.pause) {
			paused.await();
			this.watch.worked();
		}
	}

	private void announceCatchingUp() {
		if (!this.caughtUp && this.cursor.isCaughtUp()) {
			this.caughtUp = true;
			this.processor.caughtUp();
		}
	}

	/**
	 * Why the loop ended by itself.
	 * @return the reason, or {@code null} if it did not
	 */
	@Nullable String endedFor() {
		return this.endedFor;
	}

	private boolean isStopping() {
		return this.stopping.getCount() == 0;
	}

	@Override
	public boolean await(Duration time) {
		long begin = System.nanoTime();
		long nanos = TimeUnit.NANOSECONDS.convert(time);
		while (true) {
			// Whoever ran before may have left an interrupt behind.
			Thread.interrupted();
			try {
				return this.stopping.await(nanos - (System.nanoTime() - begin), TimeUnit.NANOSECONDS);
			}
			catch (InterruptedException ex) {
				logger.trace("Interrupted while waiting for a retry; whether to stop is looked up");
			}
		}
	}

	@Override
	public boolean isAbandoned() {
		return this.abandoned;
	}

	/**
	 * Why nothing can come at the moment.
	 * @return the reason, or {@code null} if entries can come
	 */
	@Nullable String trouble() {
		return this.watch.trouble();
	}

	/**
	 * Begin nothing until {@link #resume()}.
	 */
	void pause() {
		this.pause = new CountDownLatch(1);
	}

	void resume() {
		CountDownLatch paused = this.pause;
		this.pause = null;
		if (paused != null) {
			paused.countDown();
		}
	}

	boolean isPaused() {
		return this.pause != null;
	}

	/**
	 * Begin nothing any more.
	 */
	void stopReceiving() {
		this.stopping.countDown();
		resume();
		this.watch.close();
	}

	/**
	 * Wait for the method that is running; interrupt it when it runs beyond the deadline.
	 * @return whether it finished in time
	 */
	boolean awaitStopped(long deadline) {
		// A method may stop its own listener, and must not wait for itself.
		if (Thread.currentThread() == this.thread) {
			return true;
		}
		try {
			this.thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (!this.thread.isAlive()) {
			return true;
		}
		this.abandoned = true;
		this.thread.interrupt();
		return false;
	}

}
