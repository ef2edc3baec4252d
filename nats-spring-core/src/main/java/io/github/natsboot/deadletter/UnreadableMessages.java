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

import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Remembers the messages whose headers the client cannot read, so that each cuts its
 * connection once and not at every look. Safe for concurrent use.
 */
final class UnreadableMessages {

	private static final Log logger = LogFactory.getLog(UnreadableMessages.class);

	private static final int MOST_IN_A_STREAM = 10_000;

	private final Map<String, NavigableSet<Long>> sequences = new ConcurrentHashMap<>();

	/**
	 * Remember a message, and tell of it when it is new.
	 * @return whether it is
	 */
	boolean add(String stream, StoredMessage message) {
		NavigableSet<Long> known = this.sequences.computeIfAbsent(stream, (name) -> new ConcurrentSkipListSet<>());
		boolean added = known.size() < MOST_IN_A_STREAM && known.add(message.sequence());
		if (added) {
			logger.warn("Message " + message.sequence() + " of stream '" + stream
					+ "' has a header that is not US-ASCII, which the client cannot read. It cannot be replayed, "
					+ ((message.letter(stream) != null) ? "only discarded"
							: "and is no dead letter: remove it on the server")
					+ ". Until then the messages before it are read one by one, which takes longer");
		}
		return added;
	}

	/**
	 * Whether there is one behind a number.
	 */
	boolean isAhead(String stream, long sequence) {
		NavigableSet<Long> known = this.sequences.get(stream);
		return known != null && known.higher(sequence) != null;
	}

	/**
	 * Forget those between two numbers, as there are no messages any more.
	 */
	void removed(String stream, long after, long before) {
		NavigableSet<Long> known = this.sequences.get(stream);
		if (known != null) {
			known.subSet(after, false, before, false).clear();
		}
	}

}
