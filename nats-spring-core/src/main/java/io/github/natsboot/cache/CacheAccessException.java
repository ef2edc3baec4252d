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

import java.io.Serial;

import io.github.natsboot.core.NatsException;
import org.jspecify.annotations.Nullable;

/**
 * A cache could not be read or written. With Spring's annotations the
 * {@link org.springframework.cache.interceptor.CacheErrorHandler} decides what becomes of
 * it: by default the method that was called fails; with a
 * {@code LoggingCacheErrorHandler} it goes on as without a cache.
 */
public class CacheAccessException extends NatsException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String cache;

	/**
	 * Create the exception.
	 * @param cache the cache
	 * @param problem what is wrong, without the key and the value
	 * @param cause what led to it, or {@code null}
	 */
	public CacheAccessException(String cache, String problem, @Nullable Throwable cause) {
		super("Cache '" + cache + "': " + problem, cause);
		this.cache = cache;
	}

	/**
	 * The cache.
	 * @return its name
	 */
	public String getCache() {
		return this.cache;
	}

}
