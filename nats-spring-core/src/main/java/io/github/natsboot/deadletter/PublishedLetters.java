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

import io.nats.client.api.PublishAck;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters whose message was published, and which could not be removed then, with
 * where it was stored. A later replay has only to remove them, however late it comes, if
 * the message is still there. Known as long as the process lives, the latest of them.
 * Safe for concurrent use.
 */
final class PublishedLetters {

	private static final int MOST = 10_000;

	private final Map<Key, Publication> publications = Collections
		.synchronizedMap(new LinkedHashMap<Key, Publication>() {

			private static final long serialVersionUID = 1L;

			@Override
			protected boolean removeEldestEntry(Map.Entry<Key, Publication> eldest) {
				return size() > MOST;
			}

		});

	void put(StoredDeadLetter letter, String messageId, Publication publication) {
		this.publications.put(Key.of(letter, messageId), publication);
	}

	@Nullable Publication get(StoredDeadLetter letter, String messageId) {
		return this.publications.get(Key.of(letter, messageId));
	}

	void remove(StoredDeadLetter letter, String messageId) {
		this.publications.remove(Key.of(letter, messageId));
	}

	/**
	 * What is known of a message that was published.
	 *
	 * @param ack the acknowledgement
	 * @param seen whether the message was looked for, and known to be stored
	 */
	record Publication(PublishAck ack, boolean seen) {

		/**
		 * Whether it is this message that was stored, and not one that has its id.
		 */
		boolean isOwn() {
			return this.seen || !this.ack.isDuplicate();
		}

	}

	private record Key(String stream, long sequence, Instant storedAt, String messageId) {

		static Key of(StoredDeadLetter letter, String messageId) {
			return new Key(letter.stream(), letter.sequence(), letter.storedAt(), messageId);
		}

	}

}
