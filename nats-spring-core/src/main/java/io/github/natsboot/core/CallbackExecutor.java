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

package io.github.natsboot.core;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

/**
 * Where futures complete unless an application gives an executor: a pool of daemon
 * threads all templates share. It adds threads while callbacks wait for other futures,
 * and lets them go after a minute.
 */
final class CallbackExecutor {

	private CallbackExecutor() {
	}

	static Executor shared() {
		return Holder.POOL;
	}

	/**
	 * Runs a task for completing a future, on the calling thread if need be: a future
	 * that never completes would be worse than a callback on the wrong thread.
	 * @param executor the executor
	 * @param task the task
	 */
	static void run(Executor executor, Runnable task) {
		try {
			executor.execute(task);
		}
		catch (RuntimeException ex) {
			task.run();
		}
	}

	private static final class Holder {

		static final ForkJoinPool POOL = new ForkJoinPool(Math.max(2, Runtime.getRuntime().availableProcessors()),
				CallbackThread::new, null, true);

	}

	private static final class CallbackThread extends ForkJoinWorkerThread {

		CallbackThread(ForkJoinPool pool) {
			super(pool);
			setName("nats-callback-" + getPoolIndex());
			// The default, the system's class loader, does not see an application in a
			// nested jar.
			setContextClassLoader(CallbackExecutor.class.getClassLoader());
		}

	}

}
