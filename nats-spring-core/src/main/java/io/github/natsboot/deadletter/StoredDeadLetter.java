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

import io.github.natsboot.support.NatsHeaders;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it is stored, without its payload and the headers of the original.
 * What it does not say, because it was too large for all of its headers, is {@code null},
 * or 0 for a number.
 *
 * @param stream the stream that keeps it
 * @param sequence its number in that stream, by which it is found
 * @param subject the subject it was published to
 * @param storedAt when it was stored
 * @param id its message id
 * @param size the size of the payload in bytes
 * @param reason why it is a dead letter, the code of a {@link DeadLetterReason}
 * @param originalSubject the subject of the original
 * @param sourceStream the stream of the original
 * @param sourceSequence the number of the original in that stream
 * @param consumer the durable consumer that could not work on it
 * @param listener the id of the listener
 * @param deliveries how often the server delivered it
 * @param exception the class of the last failure
 * @param exceptionMessage the text of the last failure, which may tell of the payload
 * @param originalId the message id of the original
 * @param replays how often it has been replayed
 * @since 0.1.0
 */
public record StoredDeadLetter(String stream, long sequence, String subject, Instant storedAt, @Nullable String id,
		long size, @Nullable String reason, @Nullable String originalSubject, @Nullable String sourceStream,
		long sourceSequence, @Nullable String consumer, @Nullable String listener, long deliveries,
		@Nullable String exception, @Nullable String exceptionMessage, @Nullable String originalId, long replays) {

	/**
	 * Read a message of a stream of dead letters.
	 * @return the dead letter, or {@code null} if the message is none
	 */
	static @Nullable StoredDeadLetter of(String stream, long sequence, String subject, Instant storedAt, long size,
			@Nullable Headers headers) {
		if (headers == null || !DeadLetter.isDeadLetter(headers)) {
			return null;
		}
		String id = headers.getFirst(NatsHeaders.MESSAGE_ID);
		String reason = headers.getFirst(DeadLetterHeaders.REASON);
		Origin origin = Origin.of(id);
		return new StoredDeadLetter(stream, sequence, subject, storedAt, id, size, reason,
				headers.getFirst(DeadLetterHeaders.SUBJECT),
				first(headers.getFirst(DeadLetterHeaders.STREAM), origin.stream()),
				number(first(headers.getFirst(DeadLetterHeaders.SEQUENCE), origin.sequence())),
				first(headers.getFirst(DeadLetterHeaders.CONSUMER), origin.consumer()),
				headers.getFirst(DeadLetterHeaders.LISTENER), number(headers.getFirst(DeadLetterHeaders.DELIVERIES)),
				headers.getFirst(DeadLetterHeaders.EXCEPTION), headers.getFirst(DeadLetterHeaders.EXCEPTION_MESSAGE),
				headers.getFirst(DeadLetterHeaders.MESSAGE_ID), ReplayMark.told(headers));
	}

	/**
	 * Whether this is the same dead letter as another one, and not one of another life of
	 * the stream.
	 */
	boolean isSameAs(StoredDeadLetter other) {
		return this.sequence == other.sequence && this.storedAt.equals(other.storedAt);
	}

	/**
	 * What tells this dead letter from all others, wherever it is stored.
	 */
	String identity() {
		return (this.id != null) ? this.id
				: "dlq:" + this.stream + ":" + this.sequence + ":" + Long.toString(this.storedAt.toEpochMilli(), 36);
	}

	private static @Nullable String first(@Nullable String header, @Nullable String fallback) {
		return (header != null) ? header : fallback;
	}

	static long number(@Nullable String text) {
		try {
			return (text != null) ? Long.parseLong(text) : 0;
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	/**
	 * Where it is, nothing of what is in it.
	 */
	@Override
	public String toString() {
		return "dead letter " + this.sequence + " of stream '" + this.stream + "'";
	}

	/**
	 * What the message id tells of the original.
	 */
	private record Origin(@Nullable String stream, @Nullable String consumer, @Nullable String sequence) {

		private static final Origin UNKNOWN = new Origin(null, null, null);

		static Origin of(@Nullable String id) {
			if (id == null || !DeadLetter.isMessageId(id)) {
				return UNKNOWN;
			}
			String[] parts = id.split(":", -1);
			// A name may have colons itself, and then it cannot be told where it ends.
			return (parts.length == 5) ? new Origin(parts[1], parts[2], parts[3]) : UNKNOWN;
		}

	}

}
