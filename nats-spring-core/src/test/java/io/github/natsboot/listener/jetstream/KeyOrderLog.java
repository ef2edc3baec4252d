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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Watches listeners work on numbered messages of several keys, and finds where one
 * overtakes another of its key or is worked on at the same time. A message that comes
 * again after it succeeded is no violation: it may, with at least once.
 */
final class KeyOrderLog {

	private final Map<String, Integer> last = new HashMap<>();

	private final Map<String, Set<Integer>> done = new HashMap<>();

	private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();

	private final List<String> violations = new ArrayList<>();

	private int repeated;

	/**
	 * An attempt begins.
	 */
	void enter(String key) {
		if (this.running.computeIfAbsent(key, (absent) -> new AtomicInteger()).incrementAndGet() > 1) {
			violated(key + " is worked on twice at the same time");
		}
	}

	/**
	 * An attempt has ended.
	 * @param over whether the message has succeeded, or is about to become a dead letter
	 */
	void leave(String key, int number, boolean over) {
		this.running.get(key).decrementAndGet();
		if (over) {
			finished(key, number);
		}
	}

	private synchronized void finished(String key, int number) {
		if (!this.done.computeIfAbsent(key, (absent) -> new HashSet<>()).add(number)) {
			this.repeated++;
			return;
		}
		Integer before = this.last.put(key, number);
		if (before != null && number < before) {
			violated(key + ": " + number + " after " + before);
		}
	}

	private synchronized void violated(String text) {
		this.violations.add(text);
	}

	/**
	 * What went wrong.
	 */
	synchronized List<String> violations() {
		return List.copyOf(this.violations);
	}

	/**
	 * The number of messages that are over.
	 */
	synchronized int size() {
		return this.done.values().stream().mapToInt(Set::size).sum();
	}

	/**
	 * How often a message that was over came again.
	 */
	synchronized int repeated() {
		return this.repeated;
	}

}
