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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

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

	private final JetStreamManagement management;

	DeadLetterStore(JetStreamManagement management) {
		this.management = management;
	}

	/**
	 * A stream as it is now.
	 */
	StreamInfo info(String stream) {
		try {
			return this.management.getStreamInfo(stream);
		}
		catch (IOException | JetStreamApiException | RuntimeException ex) {
			throw failure("Cannot look at stream '" + stream + "'", stream, ex);
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
		try {
			return this.management.getStreamNames(subject);
		}
		catch (IOException | JetStreamApiException | RuntimeException ex) {
			throw failure("Cannot find the stream of subject '" + subject + "'", subject, ex);
		}
	}

	/**
	 * Get a message.
	 * @return the message, or {@code null} if there is none of that number
	 * @throws UnreadableDeadLetterException when the client cannot read it
	 */
	@Nullable MessageInfo find(String stream, long sequence) {
		try {
			return this.management.getMessage(stream, sequence);
		}
		catch (JetStreamApiException ex) {
			if (ex.getApiErrorCode() == MESSAGE_NOT_FOUND) {
				return null;
			}
			throw failure("Cannot get message " + sequence + " of stream '" + stream + "'", stream, ex);
		}
		catch (IllegalArgumentException ex) {
			throw new UnreadableDeadLetterException(stream, sequence, ex);
		}
		catch (IOException | RuntimeException ex) {
			throw failure("Cannot get message " + sequence + " of stream '" + stream + "'", stream, ex);
		}
	}

	/**
	 * Remove a message.
	 * @return whether this call has removed it
	 */
	boolean remove(String stream, long sequence) {
		try {
			return this.management.deleteMessage(stream, sequence, false);
		}
		catch (JetStreamApiException ex) {
			if (find(stream, sequence) == null) {
				return false;
			}
			throw failure("Cannot remove message " + sequence + " of stream '" + stream + "'", stream, ex);
		}
		catch (IOException | RuntimeException ex) {
			throw failure("Cannot remove message " + sequence + " of stream '" + stream + "'", stream, ex);
		}
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
