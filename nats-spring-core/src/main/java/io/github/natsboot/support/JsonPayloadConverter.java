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

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;

/**
 * JSON, with a shorter way to bytes and with plain types as conversion hints.
 */
final class JsonPayloadConverter extends JacksonJsonMessageConverter {

	JsonPayloadConverter(JsonMapper mapper) {
		super(mapper);
		setContentTypeResolver((headers) -> (headers != null) ? ContentTypes.parse(headers.get("contentType")) : null);
	}

	/**
	 * Writes without a Spring message around the result: that would cost an id and a
	 * header map for each message.
	 * @param payload the payload
	 * @return JSON
	 */
	byte[] write(Object payload) {
		try {
			return getJsonMapper().writeValueAsBytes(payload);
		}
		catch (JacksonException ex) {
			// Jackson's message may show the value, the location does not
			throw new MessageConversionException(
					"Could not write a payload of " + payload.getClass().getName() + " as JSON", ex);
		}
	}

	@Override
	protected @Nullable Object convertFromInternal(Message<?> message, Class<?> targetClass,
			@Nullable Object conversionHint) {
		if (conversionHint instanceof Type type && !(type instanceof Class<?>)
				&& message.getPayload() instanceof byte[] body) {
			try {
				return getJsonMapper().readValue(body, getJsonMapper().constructType(type));
			}
			catch (JacksonException ex) {
				throw new MessageConversionException(message, "Could not read JSON as " + type.getTypeName(), ex);
			}
		}
		return super.convertFromInternal(message, targetClass, conversionHint);
	}

}
