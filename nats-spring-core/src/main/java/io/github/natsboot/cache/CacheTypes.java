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

import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The types of caches, as the methods that are annotated with them declare: so nothing in
 * a bucket has to say what class a value is of. Safe for use by several threads.
 */
public final class CacheTypes {

	private final Map<String, Declared> types = new ConcurrentHashMap<>();

	/**
	 * Create it, empty.
	 */
	public CacheTypes() {
	}

	/**
	 * A method declares the type of a cache.
	 * @param cache the cache
	 * @param type the type
	 * @param method the method in words
	 */
	void declare(String cache, Type type, String method) {
		this.types.merge(cache, new Declared(type, method, null),
				(first, next) -> first.type.equals(next.type) || first.conflict != null ? first
						: new Declared(first.type, first.method, next));
	}

	/**
	 * The type that the methods of a cache declare.
	 * @param cache the cache
	 * @return the type, or {@code null} if no method does
	 * @throws IllegalStateException when methods declare different types
	 */
	@Nullable Type find(String cache) {
		Declared declared = this.types.get(cache);
		if (declared == null) {
			return null;
		}
		if (declared.conflict != null) {
			throw new IllegalStateException("Cache '" + cache + "' has values of " + declared.type.getTypeName()
					+ " from " + declared.method + ", and of " + declared.conflict.type.getTypeName() + " from "
					+ declared.conflict.method + ": use two caches, or declare a type that can be read for both with "
					+ "nats.cache.caches." + cache + ".type");
		}
		return declared.type;
	}

	private record Declared(Type type, String method, @Nullable Declared conflict) {

	}

}
