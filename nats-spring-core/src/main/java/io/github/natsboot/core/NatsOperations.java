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

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Publishing and requesting over core NATS: at most once, nothing is stored. Bytes are
 * sent as they are, text in UTF-8, anything else through the message converter (JSON by
 * default), {@code null} as an empty body.
 * <p>
 * Mistakes of the caller are thrown by every method at once:
 * {@link InvalidSubjectException}, {@link InvalidHeaderException} and Spring's
 * {@link org.springframework.messaging.converter.MessageConversionException
 * MessageConversionException}. All methods may be called from any thread, an interrupted
 * one included: a message is either handed over or an exception says that it was not.
 *
 * @since 0.1.0
 */
public interface NatsOperations {

	/**
	 * Hands a message to the client, which sends it soon. Nobody confirms it; during a
	 * reconnect it waits in the client's buffer.
	 * @param subject literal subject, without wildcards and not reserved
	 * @param payload the payload, or {@code null} for an empty body
	 * @throws PayloadTooLargeException when the server would not accept the size
	 * @throws OutboundBufferFullException when the client's buffer is full
	 * @throws ConnectionClosedException when the connection is closed or draining
	 */
	void publish(String subject, @Nullable Object payload);

	/**
	 * Sends a request and waits for its reply, 5 seconds by default.
	 * @param <T> type of the reply
	 * @param subject literal subject, without wildcards and not reserved
	 * @param payload the payload, or {@code null} for an empty body
	 * @param replyType type of the reply; {@code byte[]}, {@code String} and
	 * {@link io.nats.client.Message} are not converted
	 * @return the reply, or {@code null} when its body is empty
	 * @throws NoRespondersException when nobody subscribes to the subject
	 * @throws RequestTimeoutException when no reply comes in time
	 * @throws RemoteErrorException when the reply is an error
	 * @throws ConnectionClosedException when the connection is closed or draining
	 * @throws NatsInterruptedException when the thread is interrupted while it waits
	 */
	<T> @Nullable T request(String subject, @Nullable Object payload, Class<T> replyType);

	/**
	 * Like {@link #request(String, Object, Class)}, for a generic type.
	 * @param <T> type of the reply
	 * @param subject literal subject, without wildcards and not reserved
	 * @param payload the payload, or {@code null} for an empty body
	 * @param replyType type of the reply
	 * @return the reply, or {@code null} when its body is empty
	 */
	<T> @Nullable T request(String subject, @Nullable Object payload, ParameterizedTypeReference<T> replyType);

	/**
	 * Sends a request without waiting. The future fails with the exceptions of
	 * {@link #request(String, Object, Class)}, time-out included, and completes on the
	 * template's executor, so that callbacks may block or send further requests.
	 * Cancelling it gives the request up.
	 * @param <T> type of the reply
	 * @param subject literal subject, without wildcards and not reserved
	 * @param payload the payload, or {@code null} for an empty body
	 * @param replyType type of the reply
	 * @return the reply to come, {@code null} when its body is empty
	 */
	<T> CompletableFuture<@Nullable T> requestAsync(String subject, @Nullable Object payload, Class<T> replyType);

	/**
	 * Like {@link #requestAsync(String, Object, Class)}, for a generic type.
	 * @param <T> type of the reply
	 * @param subject literal subject, without wildcards and not reserved
	 * @param payload the payload, or {@code null} for an empty body
	 * @param replyType type of the reply
	 * @return the reply to come, {@code null} when its body is empty
	 */
	<T> CompletableFuture<@Nullable T> requestAsync(String subject, @Nullable Object payload,
			ParameterizedTypeReference<T> replyType);

	/**
	 * Begins a message with headers, a reply subject or a time-out of its own.
	 * @param payload the payload, or {@code null} for an empty body
	 * @return the message to fill in
	 */
	MessageSpec message(@Nullable Object payload);

	/**
	 * Works with the native connection.
	 * @param <T> type of the result
	 * @param callback the work
	 * @return what the callback returned
	 * @throws NatsClientException when the callback throws a checked exception
	 */
	<T> @Nullable T execute(ConnectionCallback<T> callback);

}
