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

package io.github.natsboot.test.probe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.natsboot.listener.ListenerInstrumentation.Settlement;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of one listener since the test began, and what a test wants to fail. Safe
 * for use by several threads.
 */
final class ListenerRecord {

	/**
	 * More than a test looks at; a load test must not fill the memory with messages.
	 */
	static final int LIMIT = 10_000;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final List<ListenerCall> calls = new ArrayList<>();

	/**
	 * Also those of earlier tests: what they are settled by is none of this test's
	 * business.
	 */
	private final Map<Message, ListenerCall> unsettled = new IdentityHashMap<>();

	private final Deque<Exception> faults = new ArrayDeque<>();

	private final Queue<ListenerCall> ended = new Queue<>();

	private final Queue<ListenerCall> settled = new Queue<>();

	private final Queue<PublishAck> deadLetters = new Queue<>();

	private final Queue<CapturedMessage> unstored = new Queue<>();

	private int test;

	/**
	 * A call begins.
	 * @return what it is to fail with, or {@code null} to go on
	 */
	@Nullable Exception begin(ListenerCall call) {
		this.lock.lock();
		try {
			add(call);
			call.belongTo(this.test);
			if (call.nativeMessage().isJetStream()) {
				this.unsettled.put(call.nativeMessage(), call);
			}
			return this.faults.poll();
		}
		finally {
			this.lock.unlock();
		}
	}

	void end(ListenerCall call) {
		change(() -> {
			call.end();
			if (call.belongsTo(this.test)) {
				this.ended.add(call);
			}
		});
	}

	void settle(Message message, Settlement how, Supplier<ListenerCall> uncalled) {
		change(() -> {
			ListenerCall call = this.unsettled.remove(message);
			if (call == null) {
				call = uncalled.get();
				call.belongTo(this.test);
				add(call);
			}
			call.settled(how);
			if (call.belongsTo(this.test)) {
				this.settled.add(call);
			}
		});
	}

	void addDeadLetter(PublishAck stored) {
		change(() -> this.deadLetters.add(stored));
	}

	void addUnstored(CapturedMessage message) {
		change(() -> this.unstored.add(message));
	}

	void failNext(List<? extends Exception> failures) {
		change(() -> this.faults.addAll(failures));
	}

	void clearFaults() {
		change(this.faults::clear);
	}

	void clear() {
		change(() -> {
			this.test++;
			this.calls.clear();
			this.faults.clear();
			this.ended.clear();
			this.settled.clear();
			this.deadLetters.clear();
			this.unstored.clear();
		});
	}

	private void add(ListenerCall call) {
		if (this.calls.size() == LIMIT) {
			this.calls.remove(0);
		}
		this.calls.add(call);
	}

	private void change(Runnable change) {
		this.lock.lock();
		try {
			change.run();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	List<ListenerCall> calls() {
		this.lock.lock();
		try {
			return List.copyOf(this.calls);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Nullable ListenerCall awaitEnded(Duration timeout) {
		return awaitNext(this.ended, timeout);
	}

	@Nullable ListenerCall awaitSettled(Predicate<ListenerCall> wanted, Duration timeout) {
		// What is given, or passed over, here has been seen: it is no further call.
		return await(this.settled, wanted, timeout, this.ended::remove);
	}

	@Nullable PublishAck awaitDeadLetter(Duration timeout) {
		return awaitNext(this.deadLetters, timeout);
	}

	@Nullable CapturedMessage awaitUnstored(Duration timeout) {
		return awaitNext(this.unstored, timeout);
	}

	private <T> @Nullable T awaitNext(Queue<T> queue, Duration timeout) {
		return await(queue, (next) -> true, timeout, (next) -> {
		});
	}

	/**
	 * Take the next entry that is wanted, with those before it.
	 */
	private <T> @Nullable T await(Queue<T> queue, Predicate<T> wanted, Duration timeout, Consumer<T> taken) {
		long left = timeout.toNanos();
		this.lock.lock();
		try {
			while (true) {
				T next = queue.take(wanted, taken);
				if (next != null || left <= 0) {
					return next;
				}
				left = this.changed.awaitNanos(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for a listener", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The entries that no test has taken yet, the last {@value #LIMIT} of them.
	 */
	private static final class Queue<T> {

		private final Deque<T> entries = new ArrayDeque<>();

		void add(T entry) {
			if (this.entries.size() == LIMIT) {
				this.entries.removeFirst();
			}
			this.entries.addLast(entry);
		}

		@Nullable T take(Predicate<T> wanted, Consumer<T> taken) {
			if (this.entries.stream().noneMatch(wanted)) {
				return null;
			}
			while (true) {
				T entry = this.entries.removeFirst();
				taken.accept(entry);
				if (wanted.test(entry)) {
					return entry;
				}
			}
		}

		void remove(T entry) {
			this.entries.remove(entry);
		}

		void clear() {
			this.entries.clear();
		}

	}

}
