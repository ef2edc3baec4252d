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

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.AbstractMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.MimeType;

/**
 * The converters in the order they are asked, in both directions.
 */
final class PayloadConverters implements SmartMessageConverter {

	private final List<MessageConverter> additional;

	/** The additional converters that may be asked for text. */
	private final List<MessageConverter> additionalForText;

	private final @Nullable JsonPayloadConverter json;

	PayloadConverters(List<MessageConverter> additional, @Nullable JsonPayloadConverter json) {
		this.additional = additional;
		this.additionalForText = additional.stream().filter((converter) -> !isForJson(converter)).toList();
		this.json = json;
	}

	private static boolean isForJson(MessageConverter converter) {
		return converter instanceof AbstractMessageConverter typed
				&& typed.getSupportedMimeTypes().stream().anyMatch(PayloadConverters::isJson);
	}

	private static boolean isJson(MimeType type) {
		return type.getSubtype().equals("json") || type.getSubtype().endsWith("+json");
	}

	EncodedPayload encode(Object payload) {
		boolean text = payload instanceof String;
		for (MessageConverter converter : (text) ? this.additionalForText : this.additional) {
			Message<?> message = converter.toMessage(payload, null);
			if (message != null) {
				return encoded(message, payload);
			}
		}
		if (payload instanceof String string) {
			return new EncodedPayload(string.getBytes(StandardCharsets.UTF_8), null);
		}
		if (this.json != null && !(payload instanceof Message<?>)) {
			return new EncodedPayload(this.json.write(payload), null);
		}
		throw new MessageConversionException("No converter takes a payload of " + payload.getClass().getName()
				+ ((this.json != null) ? "" : "; JSON needs Jackson 3 on the class path"));
	}

	private static EncodedPayload encoded(Message<?> message, Object payload) {
		byte[] body;
		if (message.getPayload() instanceof byte[] bytes) {
			body = bytes;
		}
		else if (message.getPayload() instanceof String string) {
			body = string.getBytes(StandardCharsets.UTF_8);
		}
		else {
			throw new MessageConversionException("A converter made " + message.getPayload().getClass().getName()
					+ " of a payload of " + payload.getClass().getName() + ", neither bytes nor text");
		}
		Object contentType = message.getHeaders().get(MessageHeaders.CONTENT_TYPE);
		return new EncodedPayload(body, needed(contentType, payload));
	}

	private static @Nullable String needed(@Nullable Object contentType, Object payload) {
		MimeType type = ContentTypes.parse(contentType);
		if (type == null || isJson(type) || (payload instanceof String && type.getType().equals("text"))) {
			return null;
		}
		return type.toString();
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
		return fromMessage(message, targetClass, null);
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass, @Nullable Object conversionHint) {
		Object payload = message.getPayload();
		if (targetClass == byte[].class) {
			return (payload instanceof String string) ? string.getBytes(StandardCharsets.UTF_8) : payload;
		}
		boolean text = targetClass == String.class || targetClass == CharSequence.class;
		for (MessageConverter converter : (text) ? this.additionalForText : this.additional) {
			Object converted = (converter instanceof SmartMessageConverter smart)
					? smart.fromMessage(message, targetClass, conversionHint)
					: converter.fromMessage(message, targetClass);
			if (converted != null) {
				return converted;
			}
		}
		if (text) {
			return (payload instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8) : payload;
		}
		return (this.json != null) ? this.json.fromMessage(message, targetClass, conversionHint) : null;
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
		return toMessage(payload, headers, null);
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers,
			@Nullable Object conversionHint) {
		EncodedPayload encoded = (payload instanceof byte[] bytes) ? new EncodedPayload(bytes, null) : encode(payload);
		MessageBuilder<byte[]> builder = MessageBuilder.withPayload(encoded.body()).copyHeaders(headers);
		if (encoded.contentType() != null) {
			builder.setHeader(MessageHeaders.CONTENT_TYPE, encoded.contentType());
		}
		return builder.build();
	}

}
