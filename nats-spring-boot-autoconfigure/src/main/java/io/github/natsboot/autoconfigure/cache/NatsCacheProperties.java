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

package io.github.natsboot.autoconfigure.cache;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of caches in key-value buckets.
 *
 * @param enabled Whether to keep Spring's caches in key-value buckets.
 * @param bucket Name of the bucket that all caches share that name no other.
 * @param timeToLive Time after which entries are removed. Kept as long as the bucket
 * keeps values by default.
 * @param cacheNullValues Whether to cache null values.
 * @param timeout Time that an access may wait for the server.
 * @param caches Caches that are kept otherwise, by name.
 * @since 0.1.0
 */
@ConfigurationProperties("nats.cache")
public record NatsCacheProperties(@DefaultValue("false") boolean enabled, @DefaultValue("cache") String bucket,
		@Nullable Duration timeToLive, @DefaultValue("true") boolean cacheNullValues,
		@DefaultValue("2s") Duration timeout, @DefaultValue Map<String, Cache> caches) {

	/**
	 * Configuration properties of one cache. What is not set is as for all caches.
	 *
	 * @param bucket Name of the bucket.
	 * @param type Class of the values. Type that the annotated methods return by default.
	 * @param timeToLive Time after which entries are removed.
	 * @param cacheNullValues Whether to cache null values.
	 */
	public record Cache(@Nullable String bucket, @Nullable Class<?> type, @Nullable Duration timeToLive,
			@Nullable Boolean cacheNullValues) {

	}

}
