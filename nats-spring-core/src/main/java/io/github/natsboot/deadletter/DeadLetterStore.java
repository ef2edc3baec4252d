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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.github.natsboot.core.Subjects;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;

/**
 * The streams of dead letters on the server, one message at a time. Safe for concurrent
 * use.
 */
final class DeadLetterStore {

	private static final int STREAM_NOT_FOUND = 10059;

	private static final int MESSAGE_NOT_FOUND = 10037;

	/**
	 * The kind of errors that pass, such as that of a stream without a leader.
	 */
	private static final int UNAVAILABLE = 503;

	private static final Duration FIRST_DELAY = Duration.ofMillis(50);

	private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

	private final JetStreamManagement management;

	private final MessageReader messages;

	private final RetryTemplate retries;

	/**
	 * Create a store.
	 * @param messages reads what the client cannot
	 * @param patience how long to ask again when the server does not answer; zero for not
	 * at all
	 */
	DeadLetterStore(JetStreamManagement management, MessageReader messages, Duration patience) {
		this.management = management;
		this.messages = messages;
		this.retries = new RetryTemplate(RetryPolicy.builder()
			.includes(DeadLetterUnavailableException.class)
			.delay(FIRST_DELAY)
			.multiplier(2)
			.maxDelay(LONGEST_DELAY)
			.maxRetries(patience.isZero() ? 0 : Long.MAX_VALUE)
			.timeout(patience)
			.build());
	}

	/**
	 * A stream as it is now.
	 */
	StreamInfo info(String stream) {
		return call("Cannot look at stream '" + stream + "'", stream, () -> this.management.getStreamInfo(stream));
	}

	/**
	 * Whether the server answers right now when it is asked about a stream.
	 */
	boolean isAnswering(String stream) {
		try {
			return this.management.getStreamInfo(stream) != null;
		}
		catch (IOException | JetStreamApiException | RuntimeException ex) {
			return false;
		}
	}

	/**
	 * The listeners' streams of dead letters.
	 */
	Map<String, List<DeadLetterSource>> streams(List<DeadLetterSource> sources) {
		Map<String, List<DeadLetterSource>> bySubject = new TreeMap<>();
		for (DeadLetterSource source : sources) {
			bySubject.merge(source.subject(), List.of(source), DeadLetterStore::join);
		}
		Map<String, List<DeadLetterSource>> streams = new TreeMap<>();
		bySubject.forEach((subject, found) -> capturing(subject)
			.forEach((name) -> streams.merge(name, found, DeadLetterStore::join)));
		return streams;
	}

	private static List<DeadLetterSource> join(List<DeadLetterSource> some, List<DeadLetterSource> others) {
		return Stream.concat(some.stream(), others.stream()).toList();
	}

	/**
	 * The streams that capture a subject.
	 */
	List<String> capturing(String subject) {
		return call("Cannot find the stream of subject '" + subject + "'", subject,
				() -> this.management.getStreamNames(subject));
	}

	/**
	 * How far consumers that take a subject have got in a stream.
	 * @return the number of the last message that was delivered to any of them
	 */
	long delivered(String stream, String subject) {
		List<ConsumerInfo> consumers = call("Cannot look at the consumers of stream '" + stream + "'", stream,
				() -> this.management.getConsumers(stream));
		return consumers.stream()
			.filter((consumer) -> takes(consumer.getConsumerConfiguration(), subject))
			.mapToLong((consumer) -> consumer.getDelivered().getStreamSequence())
			.max()
			.orElse(0);
	}

	private static boolean takes(ConsumerConfiguration consumer, String subject) {
		List<String> filters = consumer.getFilterSubjects();
		return filters == null || filters.isEmpty()
				|| filters.stream().anyMatch((filter) -> Subjects.matches(filter, subject));
	}

	/**
	 * Get a message.
	 * @return the message, or {@code null} if there is none of that number
	 * @throws UnreadableDeadLetterException when the client cannot read it
	 */
	@Nullable MessageInfo find(String stream, long sequence) {
		return this.retries.invoke(() -> findOnce(stream, sequence));
	}

	/**
	 * Get the message of a dead letter that was read before.
	 * @return the message, or {@code null} if it is gone, or another one has its number
	 * because the stream was made anew
	 */
	@Nullable MessageInfo find(StoredDeadLetter letter) {
		return this.retries.invoke(() -> findOnce(letter));
	}

	private @Nullable MessageInfo findOnce(StoredDeadLetter letter) {
		MessageInfo message = findOnce(letter.stream(), letter.sequence());
		StoredDeadLetter current = (message != null) ? read(letter.stream(), message) : null;
		return (current != null && current.isSameAs(letter)) ? message : null;
	}

	private @Nullable MessageInfo findOnce(String stream, long sequence) {
		String what = "Cannot get message " + sequence + " of stream '" + stream + "'";
		try {
			return this.management.getMessage(stream, sequence);
		}
		catch (JetStreamApiException ex) {
			if (ex.getApiErrorCode() == MESSAGE_NOT_FOUND) {
				return null;
			}
			throw failure(what, stream, ex);
		}
		catch (IllegalArgumentException ex) {
			throw new UnreadableDeadLetterException(stream, sequence, ex);
		}
		catch (IOException | RuntimeException ex) {
			throw failure(what, stream, ex);
		}
	}

	/**
	 * Remove a dead letter that was read before, and no other.
	 * @return whether this call has removed it
	 */
	boolean remove(StoredDeadLetter letter) {
		AtomicBoolean tried = new AtomicBoolean();
		return this.retries.invoke(() -> {
			if (!isThere(letter)) {
				// An attempt that got no answer may have removed it.
				return tried.get();
			}
			tried.set(true);
			return removeOnce(letter);
		});
	}

	/**
	 * One that the client cannot read is told from others by the time it was stored:
	 * nobody could remove it otherwise.
	 */
	private boolean isThere(StoredDeadLetter letter) {
		try {
			return findOnce(letter) != null;
		}
		catch (UnreadableDeadLetterException ex) {
			return isThereUnread(letter);
		}
	}

	private boolean isThereUnread(StoredDeadLetter letter) {
		try {
			StoredMessage message = this.messages.get(letter.stream(), letter.sequence());
			return message != null && message.storedAt().equals(letter.storedAt());
		}
		catch (InterruptedException ex) {
			// Nobody has cancelled the job, whose own the thread is.
			throw failure("Cannot get " + letter, letter.stream(), ex);
		}
	}

	private boolean removeOnce(StoredDeadLetter letter) {
		String what = "Cannot remove message " + letter.sequence() + " of stream '" + letter.stream() + "'";
		try {
			return this.management.deleteMessage(letter.stream(), letter.sequence(), false);
		}
		catch (JetStreamApiException ex) {
			if (!isThere(letter)) {
				return false;
			}
			throw failure(what, letter.stream(), ex);
		}
		catch (IOException | RuntimeException ex) {
			throw failure(what, letter.stream(), ex);
		}
	}

	private <T> T call(String what, String subject, Callable<T> call) {
		return this.retries.invoke(() -> {
			try {
				return call.call();
			}
			catch (Exception ex) {
				throw failure(what, subject, ex);
			}
		});
	}

	/**
	 * Read a message that was got.
	 * @return the dead letter, or {@code null} if the message is none
	 */
	static @Nullable StoredDeadLetter read(String stream, MessageInfo message) {
		byte[] payload = message.getData();
		String subject = message.getSubject();
		if (subject == null || message.getTime() == null) {
			return null;
		}
		return StoredDeadLetter.of(stream, message.getSeq(), subject, message.getTime().toInstant(),
				(payload != null) ? payload.length : 0, message.getHeaders());
	}

	/**
	 * The headers of the original.
	 */
	static Headers originalHeaders(MessageInfo message) {
		return DeadLetter.originalHeaders(message.getHeaders());
	}

	static DeadLetterException failure(String what, String stream, Exception ex) {
		if (ex instanceof JetStreamApiException refusal) {
			if (refusal.getApiErrorCode() == STREAM_NOT_FOUND) {
				return new DeadLetterNotFoundException("There is no stream '" + stream + "'", ex);
			}
			String answer = what + ": " + refusal.getErrorDescription() + " [" + refusal.getApiErrorCode() + "]";
			return (refusal.getErrorCode() == UNAVAILABLE) ? new DeadLetterUnavailableException(answer, ex)
					: new DeadLetterRefusedException(answer, ex);
		}
		return new DeadLetterUnavailableException(what + ": the server does not answer", ex);
	}

}
