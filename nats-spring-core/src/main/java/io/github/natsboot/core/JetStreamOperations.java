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

package io.github.natsboot.core;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.nats.client.api.PublishAck;
import org.jspecify.annotations.Nullable;

/**
 * Publishing into streams. A publish ends in one of three ways: it is acknowledged and
 * returns the {@link PublishAck}; it is rejected ({@link PublishRejectedException}); or
 * its outcome is unknown ({@link PublishUnknownException}), after it was tried again with
 * the same message id for as long as the template is told to.
 * <p>
 * Mistakes of the caller are thrown by every method at once:
 * {@link InvalidSubjectException}, {@link InvalidHeaderException},
 * {@link UnsupportedByServerException} where a server is too old for it, and Spring's
 * {@link org.springframework.messaging.converter.MessageConversionException
 * MessageConversionException}. All methods may be called from any thread, an interrupted
 * one included.
 *
 * @since 0.1.0
 */
public interface JetStreamOperations {

	/**
	 * Publishes a message and waits until the server has stored it.
	 * @param subject literal subject, without wildcards and not reserved
	 * @param payload the payload, or {@code null} for an empty body
	 * @return the acknowledgement; {@link PublishAck#isDuplicate()} says that a message
	 * with this id was stored before
	 * @throws PublishRejectedException when the server says no; {@link NoStreamException}
	 * when no stream captures the subject
	 * @throws PublishUnknownException when no acknowledgement came in time, or the thread
	 * was interrupted while it waited
	 * @throws JetStreamUnavailableException when JetStream is not switched on
	 * @throws PayloadTooLargeException when the server would not accept the size
	 * @throws ConnectionClosedException when the connection is closed or draining
	 */
	PublishAck publish(String subject, @Nullable Object payload);

	/**
	 * Publishes a message without waiting for the acknowledgement. The number of messages
	 * in flight is bounded (1,000 by default): when it is reached the caller waits. The
	 * future fails with the exceptions of {@link #publish(String, Object)} and completes
	 * on the template's executor, so that callbacks may block or publish. Cancelling it
	 * ends the retries; the message may be stored nevertheless.
	 * @param subject literal subject, without wildcards and not reserved
	 * @param payload the payload, or {@code null} for an empty body
	 * @return the acknowledgement to come; fails with {@link NatsInterruptedException}
	 * when the thread is interrupted while it waits for its turn, and then nothing was
	 * sent
	 */
	CompletableFuture<PublishAck> publishAsync(String subject, @Nullable Object payload);

	/**
	 * Begins a message with an id, headers or expectations of its own.
	 * @param payload the payload, or {@code null} for an empty body
	 * @return the message to fill in
	 */
	JetStreamMessageSpec message(@Nullable Object payload);

	/**
	 * Stores several messages together or not at all (ADR-50), and waits until the server
	 * has: server 2.12.1 or newer, and a stream that allows it. All messages have to be
	 * of the same stream. Consumers see none of them before all are stored; subscribers
	 * of core NATS see them when they are sent. Expectations are checked when the batch
	 * is stored, against what was there before.
	 * <p>
	 * What fails before the commit was sent is tried again for as long as the template is
	 * told to. A commit of unknown outcome is not: publish the batch again with the same
	 * message ids, and error 10201 says that it was stored.
	 * @param messages messages begun with {@link #message(Object)} of this object, at
	 * least one and, unless the server is configured otherwise, at most 1,000
	 * @return the acknowledgement of the last message; {@link PublishAck#getBatchSize()}
	 * messages up to {@link PublishAck#getSeqno()} are the batch
	 * @throws UnsupportedByServerException when the server is too old
	 * @throws PublishRejectedException when the server says no, for example error 10174
	 * where the stream does not allow batches, 10176 where a message did not reach it,
	 * 10201 where an id was stored before; nothing is stored
	 * @throws PublishUnknownException when the commit was not acknowledged in time; all
	 * messages are stored, or none
	 */
	PublishAck publishBatch(List<? extends JetStreamMessageSpec> messages);

}
