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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import io.github.natsboot.core.Subjects;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Which dead letters are meant: those for which all that is given holds.
 *
 * @param listener the id of the listener
 * @param consumer the durable consumer
 * @param sourceStream the stream of the original
 * @param exception the class of the last failure, with its package or without
 * @param reason the code of a {@link DeadLetterReason}
 * @param subject a pattern of the original's subject, such as {@code order.*}
 * @param deadLetterSubject a pattern of the dead letter's own subject, such as
 * {@code dlq.ORDERS.fraud}. The server applies it, so it is what makes the difference
 * where there are very many
 * @param from the earliest time at which it was stored
 * @param until the time before which it was stored
 * @since 0.1.0
 */
public record DeadLetterFilter(@Nullable String listener, @Nullable String consumer, @Nullable String sourceStream,
		@Nullable String exception, @Nullable String reason, @Nullable String subject,
		@Nullable String deadLetterSubject, @Nullable Instant from, @Nullable Instant until) {

	/**
	 * All dead letters.
	 */
	public static final DeadLetterFilter ALL = new DeadLetterFilter(null, null, null, null, null, null, null, null,
			null);

	/**
	 * Check the values.
	 * @param listener the id of the listener
	 * @param consumer the durable consumer
	 * @param sourceStream the stream of the original
	 * @param exception the class of the last failure, with its package or without
	 * @param reason the code of a {@link DeadLetterReason}
	 * @param subject a pattern of the original's subject
	 * @param deadLetterSubject a pattern of the dead letter's own subject
	 * @param from the earliest time at which it was stored
	 * @param until the time before which it was stored
	 * @throws io.github.natsboot.core.InvalidSubjectException when a pattern is none
	 * @throws IllegalArgumentException when there is no such reason, or no time between
	 * from and until
	 */
	public DeadLetterFilter {
		if (subject != null) {
			Subjects.requirePattern(subject);
		}
		if (deadLetterSubject != null) {
			Subjects.requirePattern(deadLetterSubject);
		}
		Assert.isTrue(reason == null || isReason(reason), () -> "There is no reason '" + reason + "'");
		Assert.isTrue(from == null || until == null || from.isBefore(until), "'from' must be before 'until'");
	}

	/**
	 * Restrict it to a listener.
	 * @param listener its id
	 * @return another filter
	 */
	public DeadLetterFilter listener(@Nullable String listener) {
		return new DeadLetterFilter(listener, this.consumer, this.sourceStream, this.exception, this.reason,
				this.subject, this.deadLetterSubject, this.from, this.until);
	}

	/**
	 * Restrict it to a durable consumer.
	 * @param consumer its name
	 * @return another filter
	 */
	public DeadLetterFilter consumer(@Nullable String consumer) {
		return new DeadLetterFilter(this.listener, consumer, this.sourceStream, this.exception, this.reason,
				this.subject, this.deadLetterSubject, this.from, this.until);
	}

	/**
	 * Restrict it to the messages of a stream.
	 * @param sourceStream the stream of the originals
	 * @return another filter
	 */
	public DeadLetterFilter sourceStream(@Nullable String sourceStream) {
		return new DeadLetterFilter(this.listener, this.consumer, sourceStream, this.exception, this.reason,
				this.subject, this.deadLetterSubject, this.from, this.until);
	}

	/**
	 * Restrict it to a kind of failure.
	 * @param exception the name of the class, with its package or without
	 * @return another filter
	 */
	public DeadLetterFilter exception(@Nullable String exception) {
		return new DeadLetterFilter(this.listener, this.consumer, this.sourceStream, exception, this.reason,
				this.subject, this.deadLetterSubject, this.from, this.until);
	}

	/**
	 * Restrict it to a kind of failure.
	 * @param exception the class, without its subclasses
	 * @return another filter
	 */
	public DeadLetterFilter exception(Class<? extends Throwable> exception) {
		return exception(exception.getName());
	}

	/**
	 * Restrict it to a reason.
	 * @param reason the reason's code
	 * @return another filter
	 */
	public DeadLetterFilter reason(@Nullable String reason) {
		return new DeadLetterFilter(this.listener, this.consumer, this.sourceStream, this.exception, reason,
				this.subject, this.deadLetterSubject, this.from, this.until);
	}

	/**
	 * Restrict it by the subject of the originals.
	 * @param subject a pattern
	 * @return another filter
	 */
	public DeadLetterFilter subject(@Nullable String subject) {
		return new DeadLetterFilter(this.listener, this.consumer, this.sourceStream, this.exception, this.reason,
				subject, this.deadLetterSubject, this.from, this.until);
	}

	/**
	 * Restrict it by the subject of the dead letters.
	 * @param deadLetterSubject a pattern
	 * @return another filter
	 */
	public DeadLetterFilter deadLetterSubject(@Nullable String deadLetterSubject) {
		return new DeadLetterFilter(this.listener, this.consumer, this.sourceStream, this.exception, this.reason,
				this.subject, deadLetterSubject, this.from, this.until);
	}

	/**
	 * Restrict it to those stored at a time or later.
	 * @param from the time
	 * @return another filter
	 */
	public DeadLetterFilter from(@Nullable Instant from) {
		return new DeadLetterFilter(this.listener, this.consumer, this.sourceStream, this.exception, this.reason,
				this.subject, this.deadLetterSubject, from, this.until);
	}

	/**
	 * Restrict it to those stored before a time.
	 * @param until the time
	 * @return another filter
	 */
	public DeadLetterFilter until(@Nullable Instant until) {
		return new DeadLetterFilter(this.listener, this.consumer, this.sourceStream, this.exception, this.reason,
				this.subject, this.deadLetterSubject, this.from, until);
	}

	/**
	 * Whether a dead letter is meant.
	 * @param letter the dead letter
	 * @param sources the listeners that are known, for a letter too large to name its own
	 */
	boolean matches(StoredDeadLetter letter, Collection<DeadLetterSource> sources) {
		return isOfListener(letter, sources) && isEqual(this.consumer, letter.consumer())
				&& isEqual(this.sourceStream, letter.sourceStream()) && isEqual(this.reason, letter.reason())
				&& isException(letter.exception()) && isOn(this.subject, letter.originalSubject())
				&& isOn(this.deadLetterSubject, letter.subject())
				&& (this.from == null || !letter.storedAt().isBefore(this.from))
				&& (this.until == null || letter.storedAt().isBefore(this.until));
	}

	private boolean isOfListener(StoredDeadLetter letter, Collection<DeadLetterSource> sources) {
		if (this.listener == null || this.listener.equals(letter.listener())) {
			return true;
		}
		return letter.listener() == null && sources.stream()
			.anyMatch((source) -> source.listenerId().equals(this.listener)
					&& source.consumer().equals(letter.consumer()) && source.stream().equals(letter.sourceStream()));
	}

	private boolean isException(@Nullable String actual) {
		if (this.exception == null) {
			return true;
		}
		return actual != null && actual.endsWith(this.exception)
				&& (actual.length() == this.exception.length() || isEndOfPackage(actual, this.exception));
	}

	private static boolean isEndOfPackage(String actual, String exception) {
		char before = actual.charAt(actual.length() - exception.length() - 1);
		return before == '.' || before == '$';
	}

	private static boolean isOn(@Nullable String pattern, @Nullable String subject) {
		return pattern == null || (subject != null && Subjects.matches(pattern, subject));
	}

	private static boolean isEqual(@Nullable String wanted, @Nullable String actual) {
		return wanted == null || wanted.equals(actual);
	}

	private static boolean isReason(String code) {
		for (DeadLetterReason reason : DeadLetterReason.values()) {
			if (reason.code().equals(code)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * The filter in words, for logs and audits.
	 * @return such as {@code listener=fraud, reason=unreadable}, or {@code all}
	 */
	public String describe() {
		List<String> parts = new ArrayList<>();
		add(parts, "listener", this.listener);
		add(parts, "consumer", this.consumer);
		add(parts, "stream", this.sourceStream);
		add(parts, "exception", this.exception);
		add(parts, "reason", this.reason);
		add(parts, "subject", this.subject);
		add(parts, "dead-letter subject", this.deadLetterSubject);
		add(parts, "from", this.from);
		add(parts, "until", this.until);
		return parts.isEmpty() ? "all" : String.join(", ", parts);
	}

	private static void add(List<String> parts, String name, @Nullable Object value) {
		if (value != null) {
			parts.add(name + "=" + printable(Objects.toString(value)));
		}
	}

	private static String printable(String text) {
		return text.replaceAll("[^ -~]", "?");
	}

}
