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
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Gathers messages into batches, one batch after the other whichever thread it is for, so
 * that they are full and in order.
 */
final class BatchCollector {

	private static final Log logger = LogFactory.getLog(BatchCollector.class);

	private static final Duration AT_ONCE = Duration.ofNanos(1);

	private final PullSubscription pull;

	private final BatchSettings settings;

	private final ReentrantLock lock = new ReentrantLock();

	BatchCollector(PullSubscription pull, BatchSettings settings) {
		this.pull = pull;
		this.settings = settings;
	}

	/**
	 * Gather a batch.
	 * @param timeout how long to wait for its first message
	 * @param begun is told of the batch when it has one, to keep it alive from then on
	 * @param ended whether to gather no longer
	 * @return the batch, or {@code null} if no message came in time
	 */
	@Nullable Batch collect(Duration timeout, Consumer<Batch> begun, BooleanSupplier ended) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			Delivery first = this.pull.receive(timeout);
			if (first == null) {
				return null;
			}
			Batch batch = new Batch(this.settings.size());
			add(batch, first);
			begun.accept(batch);
			fill(batch, ended);
			return batch;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Make a batch of messages that have been received already.
	 * @param received the messages
	 * @param begun is told of the batch when it has one
	 * @return the batch, or {@code null} if there are none
	 */
	@Nullable Batch collect(Queue<Delivery> received, Consumer<Batch> begun) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			Delivery next = received.poll();
			if (next == null) {
				return null;
			}
			Batch batch = new Batch(this.settings.size());
			add(batch, next);
			begun.accept(batch);
			while (!batch.isFull() && (next = received.poll()) != null) {
				add(batch, next);
			}
			return batch;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void fill(Batch batch, BooleanSupplier ended) {
		long deadline = System.nanoTime() + this.settings.timeout().toNanos();
		try {
			while (!batch.isFull() && !ended.getAsBoolean()) {
				long left = deadline - System.nanoTime();
				Delivery next = this.pull.receive((left > 0) ? Duration.ofNanos(left) : AT_ONCE);
				if (next != null) {
					add(batch, next);
				}
				else if (left <= 0) {
					return;
				}
			}
		}
		catch (InterruptedException ex) {
			// The batch is as large as it is; whether to stop is looked up.
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			logger.warn("Gathering a batch ended with " + batch.size() + " messages", ex);
		}
	}

	private void add(Batch batch, Delivery delivery) {
		batch.add(delivery);
		this.pull.begun();
	}

}
