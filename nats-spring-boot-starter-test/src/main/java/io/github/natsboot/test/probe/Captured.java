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

package io.github.natsboot.test.probe;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.natsboot.support.NatsMessageConverter;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * A message that a test has seen. Immutable, and safe for use by several threads, as is
 * everything that extends it unless it says otherwise.
 *
 * @since 0.1.0
 */
public abstract sealed class Captured permits CapturedMessage, ListenerCall, CapturedDeadLetter {

	private static final int MAX_TEXT = 200;

	private final Message message;

	private final NatsMessageConverter converter;

	Captured(Message message, NatsMessageConverter converter) {
		this.message = message;
		this.converter = converter;
	}

	/**
	 * Returns the subject the message was published to.
	 * @return the subject
	 */
	public String subject() {
		return this.message.getSubject();
	}

	/**
	 * Returns the body as it is.
	 * @return a copy, empty when there is none
	 */
	public byte[] body() {
		byte[] data = this.message.getData();
		return (data != null) ? data.clone() : new byte[0];
	}

	/**
	 * Returns the body as text in UTF-8.
	 * @return the text
	 */
	public String text() {
		return new String(body(), StandardCharsets.UTF_8);
	}

	/**
	 * Returns the body as an object, converted as a listener's payload would be.
	 * @param <T> type of the object
	 * @param type type of the object
	 * @return the object, or {@code null} when the body is empty
	 * @throws org.springframework.messaging.converter.MessageConversionException when the
	 * body cannot be converted
	 */
	@SuppressWarnings("unchecked")
	public <T> @Nullable T payload(Class<T> type) {
		return (T) decode(type);
	}

	/**
	 * Returns the body as an object of a generic type, converted as a listener's payload
	 * would be.
	 * @param <T> type of the object
	 * @param type type of the object
	 * @return the object, or {@code null} when the body is empty
	 * @throws org.springframework.messaging.converter.MessageConversionException when the
	 * body cannot be converted
	 */
	@SuppressWarnings("unchecked")
	public <T> @Nullable T payload(ParameterizedTypeReference<T> type) {
		return (T) decode(type.getType());
	}

	final @Nullable Object decode(Type type) {
		return this.converter.decode(this.message, type);
	}

	/**
	 * Returns the first value of a header.
	 * @param name name of the header, in any case
	 * @return the value, or {@code null} when there is no such header
	 */
	public @Nullable String header(String name) {
		List<String> values = headers(name);
		return values.isEmpty() ? null : values.get(0);
	}

	/**
	 * Returns all values of a header.
	 * @param name name of the header, in any case
	 * @return the values, empty when there is no such header
	 */
	public List<String> headers(String name) {
		Headers headers = this.message.getHeaders();
		List<String> values = (headers != null) ? headers.getIgnoreCase(name) : null;
		return (values != null) ? List.copyOf(values) : List.of();
	}

	/**
	 * Returns the native message, of which nothing may be changed or settled.
	 * @return the message
	 */
	public Message nativeMessage() {
		return this.message;
	}

	/**
	 * Shows subject, headers and the beginning of the body: what a failing test has to
	 * tell.
	 * @return such as <code>order.created {tenant=[acme]} {"id":"123"}</code>
	 */
	@Override
	public String toString() {
		StringBuilder text = new StringBuilder(subject());
		Headers headers = this.message.getHeaders();
		if (headers != null && !headers.isEmpty()) {
			text.append(" {");
			headers.keySet().stream().sorted().forEach((name) -> {
				text.append((text.charAt(text.length() - 1) != '{') ? ", " : "");
				text.append(name).append('=').append(headers.get(name));
			});
			text.append('}');
		}
		String body = text();
		return text.append(' ')
			.append((body.length() > MAX_TEXT) ? body.substring(0, MAX_TEXT) + "…" : body)
			.toString();
	}

}
