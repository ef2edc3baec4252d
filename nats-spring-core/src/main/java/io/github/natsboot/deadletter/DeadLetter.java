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

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;

import io.github.natsboot.support.NatsHeaders;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsJetStreamMetaData;
import org.jspecify.annotations.Nullable;

/**
 * A message that could not be worked on, with the reason.
 *
 * @param message the original message
 * @param listenerId the listener that could not work on it
 * @param reason why
 * @param failure the last failure; {@code null} where the process that saw it is gone
 * @param failureText what to say of the failure; {@code null} for nothing
 */
public record DeadLetter(Message message, String listenerId, DeadLetterReason reason, @Nullable Throwable failure,
		@Nullable String failureText) {

	private static final String CONTROL_PREFIX = "Nats-";

	private static final int MAX_TEXT = 256;

	private static final int MAX_STACK_TRACE = 4096;

	private static final String ID_PREFIX = "dlq:";

	/**
	 * The id that the dead letter is stored under. It is the same each time this message
	 * of this consumer is made a dead letter, so that repeating the publish stores it
	 * once. The time at which the original was stored is part of it, because a stream
	 * that was deleted and made again counts from 1 again.
	 * @return the id
	 */
	public String messageId() {
		NatsJetStreamMetaData meta = this.message.metaData();
		return ID_PREFIX + meta.getStream() + ":" + meta.getConsumer() + ":" + meta.streamSequence() + ":"
				+ Long.toString(toNanos(meta.timestamp().toInstant()), 36);
	}

	/**
	 * The headers of the dead letter: the original ones without those that steer the
	 * server, and the reason. Those of an original that is a dead letter itself are kept
	 * under other names. Headers of this object are not shared with the message.
	 * @param now the time at which the message becomes a dead letter
	 * @return the headers
	 */
	public Headers headers(Instant now) {
		Headers headers = new Headers();
		Headers original = this.message.getHeaders();
		if (original != null) {
			boolean letter = isDeadLetter(original);
			original.forEach((name, values) -> {
				if (!isControl(name)) {
					headers.put(name, values);
				}
				else if (letter && name.startsWith(DeadLetterHeaders.PREFIX)) {
					headers.put(DeadLetterHeaders.ORIGINAL_PREFIX + name.substring(DeadLetterHeaders.PREFIX.length()),
							values);
				}
			});
			ReplayMark replay = ReplayMark.of(original);
			putText(headers, DeadLetterHeaders.MESSAGE_ID, original
				.getFirst((replay.of() != null && !letter) ? DeadLetterHeaders.MESSAGE_ID : NatsHeaders.MESSAGE_ID));
			putText(headers, DeadLetterHeaders.REPLAY_OF, replay.of());
			if (replay.count() > 0) {
				headers.put(DeadLetterHeaders.REPLAYS, Long.toString(replay.count()));
			}
		}
		NatsJetStreamMetaData meta = this.message.metaData();
		if (isAscii(this.message.getSubject())) {
			headers.put(DeadLetterHeaders.SUBJECT, this.message.getSubject());
		}
		headers.put(DeadLetterHeaders.STREAM, meta.getStream());
		headers.put(DeadLetterHeaders.CONSUMER, meta.getConsumer());
		headers.put(DeadLetterHeaders.SEQUENCE, Long.toString(meta.streamSequence()));
		headers.put(DeadLetterHeaders.DELIVERIES, Long.toString(meta.deliveredCount()));
		headers.put(DeadLetterHeaders.STORED_AT, meta.timestamp().toInstant().toString());
		headers.put(DeadLetterHeaders.TIME, now.toString());
		headers.put(DeadLetterHeaders.LISTENER, printable(this.listenerId));
		headers.put(DeadLetterHeaders.REASON, this.reason.code());
		if (this.failure != null) {
			putText(headers, DeadLetterHeaders.EXCEPTION, this.failure.getClass().getName());
		}
		putText(headers, DeadLetterHeaders.EXCEPTION_MESSAGE, this.failureText);
		return headers;
	}

	/**
	 * Headers cannot carry other subjects, and one that looks alike would be taken for
	 * the place to replay to.
	 */
	private static boolean isAscii(String subject) {
		return subject.chars().allMatch((c) -> c < 128);
	}

	/**
	 * Whether an id is that of a dead letter.
	 */
	static boolean isMessageId(@Nullable String id) {
		return id != null && id.startsWith(ID_PREFIX);
	}

	/**
	 * Whether these are the headers of a dead letter.
	 */
	static boolean isDeadLetter(Headers headers) {
		return headers.getFirst(DeadLetterHeaders.REASON) != null
				|| isMessageId(headers.getFirst(NatsHeaders.MESSAGE_ID));
	}

	/**
	 * The headers of the original, by those of its dead letter.
	 */
	static Headers originalHeaders(@Nullable Headers stored) {
		Headers headers = new Headers();
		if (stored != null) {
			stored.forEach((name, values) -> {
				if (!isControl(name)) {
					headers.put(name, values);
				}
				else if (name.startsWith(DeadLetterHeaders.ORIGINAL_PREFIX)) {
					headers.put(DeadLetterHeaders.PREFIX + name.substring(DeadLetterHeaders.ORIGINAL_PREFIX.length()),
							values);
				}
			});
		}
		return headers;
	}

	private static void putText(Headers headers, String name, @Nullable String text) {
		if (text != null && !text.isBlank()) {
			headers.put(name, printable(text));
		}
	}

	/**
	 * The stack trace of the last failure, causes included, as the value of a header.
	 * @return the text, or {@code null} where no failure was seen
	 */
	@Nullable String stackTrace() {
		if (this.failure == null) {
			return null;
		}
		StringWriter text = new StringWriter();
		this.failure.printStackTrace(new PrintWriter(text));
		String lines = text.toString().trim().replaceAll("\\R\\s*", " | ");
		return printable(lines, MAX_STACK_TRACE);
	}

	static boolean isControl(String name) {
		return name.regionMatches(true, 0, CONTROL_PREFIX, 0, CONTROL_PREFIX.length());
	}

	/**
	 * Make a text fit for a header and for one line of a log. The client refuses header
	 * values that are not US-ASCII or hold line breaks, and an exception's text often
	 * does.
	 * @param text any text
	 * @return at most 256 characters of it, with {@code ?} for what is not printable
	 * US-ASCII
	 */
	public static String printable(String text) {
		return printable(text, MAX_TEXT);
	}

	private static String printable(String text, int longest) {
		StringBuilder result = new StringBuilder(Math.min(text.length(), longest));
		for (int i = 0; i < text.length() && result.length() < longest; i++) {
			char c = text.charAt(i);
			if (Character.isLowSurrogate(c)) {
				continue;
			}
			if (c == '\n' || c == '\r' || c == '\t') {
				result.append(' ');
			}
			else {
				result.append((c >= ' ' && c < 127) ? c : '?');
			}
		}
		return result.toString().trim();
	}

	private static long toNanos(Instant instant) {
		return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
	}

}
