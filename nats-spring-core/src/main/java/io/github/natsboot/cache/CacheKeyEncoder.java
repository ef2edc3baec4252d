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

/**
 * Turns the keys of caches into text. Different keys have to give different texts, and
 * the same key the same text in each instance of the application.
 *
 * @see StructuredCacheKeyEncoder
 */
@FunctionalInterface
public interface CacheKeyEncoder {

	/**
	 * Encode a key.
	 * @param key the key, as Spring's cache abstraction or its caller gives it
	 * @return the text: letters, digits, {@code -}, {@code _}, {@code =}, {@code /} and
	 * dots between them
	 * @throws IllegalArgumentException when there is no text for such a key
	 */
	String encode(Object key);

}
