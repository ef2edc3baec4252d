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

package io.github.natsboot.deadletter;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Dead letters whose message was published, and which could not be removed then. A later
 * replay has only to remove them, however late it comes. Known as long as the process
 * lives, the latest of them. Safe for concurrent use.
 */
final class PublishedLetters {

	private static final int MOST = 10_000;

	private final Set<Key> keys = Collections
		.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<Key, Boolean>() {

			private static final long serialVersionUID = 1L;

			@Override
			protected boolean removeEldestEntry(Map.Entry<Key, Boolean> eldest) {
				return size() > MOST;
			}

		}));

	void add(StoredDeadLetter letter, String messageId) {
		this.keys.add(Key.of(letter, messageId));
	}

	boolean contains(StoredDeadLetter letter, String messageId) {
		return this.keys.contains(Key.of(letter, messageId));
	}

	void remove(StoredDeadLetter letter, String messageId) {
		this.keys.remove(Key.of(letter, messageId));
	}

	private record Key(String stream, long sequence, Instant storedAt, String messageId) {

		static Key of(StoredDeadLetter letter, String messageId) {
			return new Key(letter.stream(), letter.sequence(), letter.storedAt(), messageId);
		}

	}

}
