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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * One message over core NATS, filled in step by step and then sent with one of the last
 * verbs. Not safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface MessageSpec {

	/**
	 * Sets the subject; required.
	 * @param subject literal subject, without wildcards
	 * @return this
	 */
	MessageSpec subject(String subject);

	/**
	 * Lets {@code $…} and {@code _INBOX.…} through as subject, which are refused
	 * otherwise.
	 * @return this
	 */
	MessageSpec allowReservedSubject();

	/**
	 * Sets the name observations use for the subject, such as {@code orders.{id}};
	 * {@code none} by default. It becomes a metric tag: give few different ones.
	 * @param template the subject with its variable parts named
	 * @return this
	 */
	MessageSpec template(String template);

	/**
	 * Adds a header; one name may have several values.
	 * @param name printable ASCII without blank and colon; names that begin with
	 * {@code Nats-} are refused
	 * @param value ASCII without CR and LF
	 * @return this
	 * @throws InvalidHeaderException when the header cannot be sent
	 */
	MessageSpec header(String name, String value);

	/**
	 * Copies headers as they are, for forwarding a message that was received. Values of
	 * the same name are replaced; names that begin with {@code Nats-} are not refused.
	 * Those that a batch or a schedule has left on a stored message are not copied.
	 * @param headers the headers; not changed
	 * @return this
	 */
	MessageSpec headers(Headers headers);

	/**
	 * Sets where replies go; for {@link #publish()} only.
	 * @param subject literal subject, an inbox allowed
	 * @return this
	 */
	MessageSpec replyTo(String subject);

	/**
	 * Sets how long a reply is waited for; requests only.
	 * @param timeout the time-out, greater than zero
	 * @return this
	 */
	MessageSpec timeout(Duration timeout);

	/**
	 * Sends the message without asking for a reply.
	 * @see NatsOperations#publish(String, Object)
	 */
	void publish();

	/**
	 * Sends the message as a request and waits for the reply.
	 * @param <T> type of the reply
	 * @param replyType type of the reply
	 * @return the reply, or {@code null} when its body is empty
	 * @see NatsOperations#request(String, Object, Class)
	 */
	<T> @Nullable T request(Class<T> replyType);

	/**
	 * Sends the message as a request and waits for the reply.
	 * @param <T> type of the reply
	 * @param replyType type of the reply
	 * @return the reply, or {@code null} when its body is empty
	 * @see NatsOperations#request(String, Object, ParameterizedTypeReference)
	 */
	<T> @Nullable T request(ParameterizedTypeReference<T> replyType);

	/**
	 * Sends the message as a request without waiting.
	 * @param <T> type of the reply
	 * @param replyType type of the reply
	 * @return the reply to come, {@code null} when its body is empty
	 * @see NatsOperations#requestAsync(String, Object, Class)
	 */
	<T> CompletableFuture<@Nullable T> requestAsync(Class<T> replyType);

	/**
	 * Sends the message as a request without waiting.
	 * @param <T> type of the reply
	 * @param replyType type of the reply
	 * @return the reply to come, {@code null} when its body is empty
	 * @see NatsOperations#requestAsync(String, Object, ParameterizedTypeReference)
	 */
	<T> CompletableFuture<@Nullable T> requestAsync(ParameterizedTypeReference<T> replyType);

}
