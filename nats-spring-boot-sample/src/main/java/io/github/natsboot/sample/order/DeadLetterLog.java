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

package io.github.natsboot.sample.order;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * The latest dead letters, in memory.
 */
@Component
@Profile("order")
class DeadLetterLog {

	static final int MAX_ENTRIES = 100;

	private final Deque<DeadLetterEntry> entries = new ArrayDeque<>();

	/**
	 * Adds a dead letter, unless it is there already: a stream delivers at least once.
	 */
	synchronized void add(DeadLetterEntry entry) {
		if (this.entries.contains(entry)) {
			return;
		}
		this.entries.addFirst(entry);
		if (this.entries.size() > MAX_ENTRIES) {
			this.entries.removeLast();
		}
	}

	/**
	 * The dead letters, the latest first.
	 */
	synchronized List<DeadLetterEntry> latest() {
		return List.copyOf(this.entries);
	}

}
