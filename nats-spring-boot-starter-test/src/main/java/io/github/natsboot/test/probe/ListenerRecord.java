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
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

	private final Deque<ListenerCall> calls = new ArrayDeque<>();

	private final Set<ListenerCall> running = Collections.newSetFromMap(new IdentityHashMap<>());

	/**
	 * Also those of earlier tests: what they are settled by is none of this test's
	 * business.
	 */
	private final Map<Message, ListenerCall> unsettled = new IdentityHashMap<>();

	/**
	 * Messages that were settled in this test after a call that began in an earlier one;
	 * what becomes of their dead letter is told after that.
	 */
	private final Set<Message> ofEarlierTests = Collections.newSetFromMap(new IdentityHashMap<>());

	private final Deque<Exception> faults = new ArrayDeque<>();

	private final Queue<ListenerCall> ended = new Queue<>();

	private final Queue<ListenerCall> settled = new Queue<>();

	private final Queue<PublishAck> deadLetters = new Queue<>();

	private final Queue<CapturedMessage> unstored = new Queue<>();

	private int test;

	/**
	 * The method is about to be called.
	 * @param calls a call for each message that the method is given at once
	 * @return what it is to fail with, or {@code null} to go on
	 */
	@Nullable Exception begin(List<ListenerCall> calls) {
		this.lock.lock();
		try {
			calls.forEach(this::begin);
			this.changed.signalAll();
			return this.faults.poll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void begin(ListenerCall call) {
		add(call);
		call.belongTo(this.test);
		this.running.add(call);
		if (call.nativeMessage().isJetStream()) {
			this.unsettled.put(call.nativeMessage(), call);
		}
	}

	void end(List<ListenerCall> calls) {
		change(() -> calls.forEach(this::end));
	}

	private void end(ListenerCall call) {
		call.end();
		this.running.remove(call);
		if (call.belongsTo(this.test)) {
			this.ended.add(call);
		}
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
			else if (how != Settlement.ACK) {
				this.ofEarlierTests.add(message);
			}
		});
	}

	void addDeadLetter(Message message, PublishAck stored) {
		change(() -> {
			if (!this.ofEarlierTests.remove(message)) {
				this.deadLetters.add(stored);
			}
		});
	}

	void addUnstored(CapturedMessage message) {
		change(() -> {
			if (!this.ofEarlierTests.remove(message.nativeMessage())) {
				this.unstored.add(message);
			}
		});
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
			this.running.clear();
			this.ofEarlierTests.clear();
			this.faults.clear();
			this.ended.clear();
			this.settled.clear();
			this.deadLetters.clear();
			this.unstored.clear();
		});
	}

	private void add(ListenerCall call) {
		if (this.calls.size() == LIMIT) {
			this.calls.removeFirst();
		}
		this.calls.addLast(call);
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

	/**
	 * Wait for a call that has begun, and that nobody has waited for yet.
	 */
	@Nullable ListenerCall awaitBegun(Duration timeout) {
		return await(() -> (this.running.isEmpty()) ? this.ended.take() : this.running.iterator().next(), timeout);
	}

	@Nullable ListenerCall awaitEnded(Duration timeout) {
		return await(this.ended::take, timeout);
	}

	@Nullable ListenerCall awaitSettled(Predicate<ListenerCall> wanted, Duration timeout) {
		// What is given, or passed over, here has been seen: it is no further call.
		return await(() -> this.settled.take(wanted, this.ended::remove), timeout);
	}

	@Nullable PublishAck awaitDeadLetter(Duration timeout) {
		return await(this.deadLetters::take, timeout);
	}

	@Nullable CapturedMessage awaitUnstored(Duration timeout) {
		return await(this.unstored::take, timeout);
	}

	private <T> @Nullable T await(Supplier<@Nullable T> taker, Duration timeout) {
		long left = timeout.toNanos();
		this.lock.lock();
		try {
			while (true) {
				T next = taker.get();
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

		@Nullable T take() {
			return this.entries.pollFirst();
		}

		/**
		 * Take the next entry that is wanted, with those before it.
		 */
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
