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

package io.github.natsboot.cache;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.function.Supplier;

import io.github.natsboot.support.NatsMessageConverter;
import io.github.natsboot.support.PayloadProblem;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.support.NullValue;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;

/**
 * Writes values with the library's converter, and reads them as the one type that the
 * cache has: what is in the bucket never decides which class is made of it.
 */
final class CacheValues {

	private final String cache;

	private final NatsMessageConverter converter;

	private final Supplier<@Nullable Type> declaredType;

	/**
	 * Create it.
	 * @param cache the cache
	 * @param converter the converter
	 * @param declaredType gives the type of the cache, or {@code null} if nobody has
	 * declared it yet
	 */
	CacheValues(String cache, NatsMessageConverter converter, Supplier<@Nullable Type> declaredType) {
		this.cache = cache;
		this.converter = converter;
		this.declaredType = declaredType;
	}

	CacheValue encode(Object value) {
		if (value == NullValue.INSTANCE) {
			return CacheValue.ofNull();
		}
		Type type = type();
		if (!ResolvableType.forType(type).toClass().isInstance(value)) {
			throw new CacheAccessException(this.cache, "its values are of " + type.getTypeName() + ", and not of "
					+ value.getClass().getName() + ", which could not be read again", null);
		}
		try {
			return CacheValue.of(this.converter.encode(value));
		}
		catch (MessageConversionException ex) {
			throw new CacheAccessException(this.cache,
					"a value of " + value.getClass().getName() + " cannot be written: " + PayloadProblem.describe(ex),
					ex);
		}
	}

	Object decode(CacheValue value) {
		if (value.isNull()) {
			return NullValue.INSTANCE;
		}
		Type type = type();
		try {
			Message<byte[]> message = this.converter.toSpringMessage(value.toMessage("cache"));
			Object read = this.converter.payloadConverter()
				.fromMessage(message, ResolvableType.forType(type).toClass(),
						(type instanceof ParameterizedType) ? type : null);
			if (read != null) {
				return read;
			}
		}
		catch (MessageConversionException ex) {
			throw new CacheAccessException(this.cache, "a value cannot be read as " + type.getTypeName() + ": "
					+ PayloadProblem.describe(ex) + ". Clear the cache where the type has changed", ex);
		}
		throw new CacheAccessException(this.cache, "no converter reads " + type.getTypeName(), null);
	}

	private Type type() {
		Type type;
		try {
			type = this.declaredType.get();
		}
		catch (IllegalStateException ex) {
			throw new CacheAccessException(this.cache, String.valueOf(ex.getMessage()), ex);
		}
		if (type == null) {
			throw new CacheAccessException(this.cache,
					"nobody says what its values are: no method with @Cacheable or @CachePut for it returns a type of "
							+ "its own. Declare it with nats.cache.caches." + this.cache + ".type=<class>",
					null);
		}
		return type;
	}

}
