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

package io.github.natsboot.support;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.ClassUtils;

/**
 * Turns payloads into bytes and native messages into Spring messages. Types always come
 * from the reader, never from a header, so messages look like those of any other NATS
 * client. Safe for use by several threads.
 * <p>
 * Order: additional converters, bytes, text in UTF-8, JSON. Bytes are never converted,
 * and additional converters for JSON are not asked for text, or a plain greeting would be
 * sent in quotes.
 *
 * @since 0.1.0
 */
public final class NatsMessageConverter {

	static final String JSON_MAPPER = "tools.jackson.databind.json.JsonMapper";

	private static final byte[] EMPTY = new byte[0];

	private final PayloadConverters converters;

	private NatsMessageConverter(PayloadConverters converters) {
		this.converters = converters;
	}

	/**
	 * Creates a converter.
	 * @param jsonMapper mapper for JSON, or {@code null} to do without
	 * @param additional converters that are asked first
	 * @return the converter
	 */
	public static NatsMessageConverter create(@Nullable JsonMapper jsonMapper, List<MessageConverter> additional) {
		JsonPayloadConverter json = (jsonMapper != null) ? new JsonPayloadConverter(jsonMapper) : null;
		return new NatsMessageConverter(new PayloadConverters(List.copyOf(additional), json));
	}

	/**
	 * Creates a converter for bytes, text and, with Jackson 3 on the class path, JSON
	 * with its default mapper.
	 * @return the converter
	 */
	public static NatsMessageConverter createDefault() {
		boolean jackson = ClassUtils.isPresent(JSON_MAPPER, NatsMessageConverter.class.getClassLoader());
		return create((jackson) ? DefaultJson.mapper() : null, List.of());
	}

	/**
	 * Turns a payload into bytes.
	 * @param payload the payload, {@code null} for an empty body; a {@code byte[]} is not
	 * copied
	 * @return bytes and media type
	 * @throws MessageConversionException when no converter takes it; names its class,
	 * never its value
	 */
	public EncodedPayload encode(@Nullable Object payload) {
		if (payload == null) {
			return new EncodedPayload(EMPTY, null);
		}
		if (payload instanceof byte[] bytes) {
			return new EncodedPayload(bytes, null);
		}
		return this.converters.encode(payload);
	}

	/**
	 * Wraps a native message. The body is not copied, headers are mapped when they are
	 * asked for, and neither id nor timestamp is generated.
	 * @param message the native message
	 * @return a message with an empty array as payload when the body is empty
	 */
	public Message<byte[]> toSpringMessage(io.nats.client.Message message) {
		return toSpringMessage(message, Map.of());
	}

	/**
	 * Wraps a native message, with further headers.
	 * @param message the native message
	 * @param additionalHeaders headers that win over those of the message, such as
	 * variables found in its subject
	 * @return a message with an empty array as payload when the body is empty
	 */
	public Message<byte[]> toSpringMessage(io.nats.client.Message message, Map<String, Object> additionalHeaders) {
		byte[] body = message.getData();
		return MessageBuilder.createMessage((body != null) ? body : EMPTY,
				new NatsMessageHeaders(message, additionalHeaders));
	}

	/**
	 * Turns the body of a native message, such as a reply, into an object.
	 * @param message the native message
	 * @param type what to turn it into: a class or a parameterized type
	 * @return the object, or {@code null} when the body is empty; the message itself when
	 * that is the type
	 * @throws MessageConversionException when no converter takes it, or the body is
	 * malformed
	 */
	public @Nullable Object decode(io.nats.client.Message message, Type type) {
		Class<?> target = rawClass(type);
		if (target == io.nats.client.Message.class) {
			return message;
		}
		byte[] body = message.getData();
		if (body == null || body.length == 0) {
			return null;
		}
		if (target == byte[].class || target == Object.class) {
			return body;
		}
		Message<byte[]> springMessage = toSpringMessage(message);
		// Not a class: Jackson's converter would take it for a JSON view.
		Object hint = (type instanceof Class<?>) ? null : type;
		Object payload = this.converters.fromMessage(springMessage, target, hint);
		if (payload == null) {
			throw new MessageConversionException(springMessage, "No converter from content type '"
					+ springMessage.getHeaders().get(MessageHeaders.CONTENT_TYPE) + "' to " + type.getTypeName());
		}
		return payload;
	}

	/**
	 * Returns the payload converter for
	 * {@link org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory#setMessageConverter
	 * handler methods}.
	 * @return the converter
	 */
	public SmartMessageConverter payloadConverter() {
		return this.converters;
	}

	private static Class<?> rawClass(Type type) {
		if (type instanceof Class<?> target) {
			return target;
		}
		if (type instanceof ParameterizedType parameterized) {
			return (Class<?>) parameterized.getRawType();
		}
		return Object.class;
	}

	private static final class DefaultJson {

		static JsonMapper mapper() {
			return JsonMapper.builder().build();
		}

	}

}
