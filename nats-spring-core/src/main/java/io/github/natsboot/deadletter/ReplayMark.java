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

import io.github.natsboot.support.NatsHeaders;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a message tells of its replays: in headers of its own, or, where it is a dead
 * letter that was put back and has these headers for the original's replays, in its id.
 * Whoever forges a number can only have the message refused, which is not for ever.
 *
 * @param count how often it has been replayed
 * @param of the id of the dead letter that it was replayed from
 */
record ReplayMark(long count, @Nullable String of) {

	private static final String ID_PREFIX = "replay:";

	private static final long MOST = 1_000_000;

	private static final ReplayMark NONE = new ReplayMark(0, null);

	/**
	 * Read the mark of a message that becomes a dead letter.
	 */
	static ReplayMark of(Headers headers) {
		if (!DeadLetter.isDeadLetter(headers)) {
			return new ReplayMark(told(headers), headers.getFirst(DeadLetterHeaders.REPLAY_OF));
		}
		String id = headers.getFirst(NatsHeaders.MESSAGE_ID);
		if (id == null || !id.startsWith(ID_PREFIX)) {
			return NONE;
		}
		int end = id.indexOf(':', ID_PREFIX.length());
		return (end > 0) ? new ReplayMark(count(id.substring(ID_PREFIX.length(), end)), id.substring(end + 1)) : NONE;
	}

	/**
	 * How often it has been replayed, by the header.
	 */
	static long told(Headers headers) {
		return count(headers.getFirst(DeadLetterHeaders.REPLAYS));
	}

	private static long count(@Nullable String text) {
		return Math.max(0, Math.min(MOST, StoredDeadLetter.number(text)));
	}

	/**
	 * The id of a message with this mark.
	 */
	String messageId() {
		return ID_PREFIX + this.count + ":" + this.of;
	}

}
