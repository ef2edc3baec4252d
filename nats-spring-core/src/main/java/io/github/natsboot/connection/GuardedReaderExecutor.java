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
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs the task that reads from the server, and tells when it dies.
 * <p>
 * The client's reader ends with an unchecked exception at the first message whose headers
 * it cannot parse, of which any publisher can send one. Nothing else notices: the
 * connection stays connected and receives nothing more. The client submits its reader
 * anew for each connection it makes, so all there is to do is to make it reconnect.
 */
final class GuardedReaderExecutor extends AbstractExecutorService {

	private final ExecutorService threads;

	private final ConnectAttempts attempts;

	private final Consumer<Throwable> failures;

	/**
	 * Creates the executor, whose daemon threads end with the reader.
	 * @param threadName the name of the reading thread
	 * @param attempts told when reading begins and ends
	 * @param failures called on the dying thread with what the reader threw
	 */
	GuardedReaderExecutor(String threadName, ConnectAttempts attempts, Consumer<Throwable> failures) {
		this.attempts = attempts;
		this.failures = failures;
		this.threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 500, TimeUnit.MILLISECONDS,
				new SynchronousQueue<>(), (task) -> {
					Thread thread = new Thread(task, threadName);
					thread.setDaemon(true);
					return thread;
				});
	}

	@Override
	public <T> Future<T> submit(Runnable task, T result) {
		long reader = this.attempts.readerStarted();
		return this.threads.submit(() -> {
			try {
				task.run();
			}
			catch (RuntimeException | Error ex) {
				this.failures.accept(ex);
				throw ex;
			}
			finally {
				this.attempts.readerEnded(reader);
			}
		}, result);
	}

	@Override
	public void execute(Runnable command) {
		this.threads.execute(command);
	}

	@Override
	public void shutdown() {
		this.threads.shutdown();
	}

	@Override
	public List<Runnable> shutdownNow() {
		return this.threads.shutdownNow();
	}

	@Override
	public boolean isShutdown() {
		return this.threads.isShutdown();
	}

	@Override
	public boolean isTerminated() {
		return this.threads.isTerminated();
	}

	@Override
	public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
		return this.threads.awaitTermination(timeout, unit);
	}

}
