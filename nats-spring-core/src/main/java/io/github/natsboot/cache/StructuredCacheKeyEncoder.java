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

import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.util.Assert;
import org.springframework.util.ObjectUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Encodes keys by what they are made of, so that different keys give different texts.
 * <ul>
 * <li>A {@code String} is itself: letters, digits, {@code -}, {@code _} and {@code /}
 * stay, all else becomes {@code =XX} by its bytes in UTF-8; the empty one is
 * {@code =}.</li>
 * <li>Numbers, characters, booleans, enums, {@code UUID}, {@code java.time} values,
 * {@code URI}, {@code Locale}, {@code Currency} and {@code Class} are their type and
 * their text, as in {@code ==long.42}. So the number 42 and the text "42" are different
 * keys, as they are to Java.</li>
 * <li>The several parameters of a method (Spring's {@code SimpleKey}), records, lists,
 * optionals and arrays are their type, their size and their elements, as in
 * {@code ==key.2.eur.usd}.</li>
 * </ul>
 * Other types are refused, as their {@code toString()} promises nothing; give such a
 * method a {@code key} expression, or the cache manager another encoder.
 */
public final class StructuredCacheKeyEncoder implements CacheKeyEncoder {

	private static final String HEX = "0123456789ABCDEF";

	/**
	 * Their text says all, and is the same everywhere.
	 */
	private static final List<Class<?>> PLAIN = List.of(Number.class, Boolean.class, Character.class, UUID.class,
			TemporalAccessor.class, TemporalAmount.class, ZoneId.class, URI.class, Locale.class, Currency.class);

	/**
	 * Create the encoder.
	 */
	public StructuredCacheKeyEncoder() {
	}

	@Override
	public String encode(Object key) {
		StringBuilder text = new StringBuilder();
		append(key, text);
		return text.toString();
	}

	private static void append(@Nullable Object key, StringBuilder text) {
		if (key == null) {
			text.append("==null");
		}
		else if (key instanceof String string) {
			escape(string, text);
		}
		else if (key instanceof SimpleKey simple) {
			appendAll("key", parameters(simple), text);
		}
		else if (key instanceof Enum<?> constant) {
			appendValue(constant.getDeclaringClass(), constant.name(), text);
		}
		else if (key instanceof Class<?> type) {
			appendValue(Class.class, type.getName(), text);
		}
		else if (key instanceof Record keyRecord) {
			appendAll(keyRecord.getClass().getName(), components(keyRecord), text);
		}
		else if (key instanceof List<?> list) {
			appendAll("list", list.toArray(), text);
		}
		else if (key instanceof Optional<?> optional) {
			appendAll("optional", optional.stream().toArray(), text);
		}
		else if (key.getClass().isArray()) {
			appendAll("array-" + key.getClass().getComponentType().getName(), ObjectUtils.toObjectArray(key), text);
		}
		else if (isPlain(key)) {
			appendValue(key.getClass(), key.toString(), text);
		}
		else {
			throw new IllegalArgumentException("A key of " + key.getClass().getName()
					+ " cannot be encoded: give the method a 'key' expression that leads to text, a number, an enum or "
					+ "the like, or the cache manager a CacheKeyEncoder of your own");
		}
	}

	private static boolean isPlain(Object key) {
		// Subclasses of an application may say anything.
		return key.getClass().getName().startsWith("java.") && PLAIN.stream().anyMatch((type) -> type.isInstance(key))
				&& !(key instanceof Number number && isMutable(number));
	}

	private static boolean isMutable(Number number) {
		return number.getClass().getName().startsWith("java.util.concurrent.");
	}

	private static void appendValue(Class<?> type, String value, StringBuilder text) {
		appendType(type.getName().startsWith("java.lang.") ? type.getSimpleName().toLowerCase(Locale.ROOT)
				: type.getName(), text);
		text.append('.');
		escape(value, text);
	}

	private static void appendAll(String type, @Nullable Object[] elements, StringBuilder text) {
		appendType(type, text);
		text.append('.').append(elements.length);
		for (Object element : elements) {
			text.append('.');
			append(element, text);
		}
	}

	/**
	 * No text begins like that: there, a single sign is followed by digits or by nothing.
	 */
	private static void appendType(String type, StringBuilder text) {
		text.append("==");
		escape(type, text);
	}

	private static @Nullable Object[] parameters(SimpleKey key) {
		Object parameters = ReflectionUtils.getField(KeyFields.PARAMETERS, key);
		return (parameters instanceof Object[] array) ? array : new Object[0];
	}

	private static @Nullable Object[] components(Record key) {
		RecordComponent[] components = key.getClass().getRecordComponents();
		@Nullable Object[] values = new Object[components.length];
		for (int i = 0; i < components.length; i++) {
			ReflectionUtils.makeAccessible(components[i].getAccessor());
			values[i] = ReflectionUtils.invokeMethod(components[i].getAccessor(), key);
		}
		return values;
	}

	/**
	 * Encode text to one token of a key.
	 */
	static String token(String text) {
		StringBuilder token = new StringBuilder();
		escape(text, token);
		return token.toString();
	}

	private static void escape(String value, StringBuilder text) {
		if (value.isEmpty()) {
			text.append('=');
		}
		for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
			if ((b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '-' || b == '_'
					|| b == '/') {
				text.append((char) b);
			}
			else {
				text.append('=').append(HEX.charAt((b & 0xFF) >> 4)).append(HEX.charAt(b & 0x0F));
			}
		}
	}

	/**
	 * What Spring's key for several parameters does not give away.
	 */
	private static final class KeyFields {

		private static final Field PARAMETERS = parameters();

		private static Field parameters() {
			Field field = ReflectionUtils.findField(SimpleKey.class, SimpleKeyHints.PARAMETERS);
			Assert.state(field != null, "SimpleKey of this version of Spring keeps its parameters elsewhere");
			ReflectionUtils.makeAccessible(field);
			return field;
		}

	}

}
