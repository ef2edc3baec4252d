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
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.Assert;

/**
 * How a cache is kept.
 *
 * @param bucket the key-value bucket, which may be shared by several caches
 * @param type the type of the values, or {@code null} for that of the methods that are
 * annotated with the cache
 * @param timeToLive how long an entry is kept, or {@code null} for as long as the bucket
 * keeps values
 * @param allowNullValues whether {@code null} is kept as a value
 */
public record NatsCacheConfiguration(String bucket, @Nullable Type type, @Nullable Duration timeToLive,
		boolean allowNullValues) {

	/**
	 * The bucket {@code cache}, the type of the methods, no time to live, and
	 * {@code null} as a value.
	 */
	public static final NatsCacheConfiguration DEFAULTS = new NatsCacheConfiguration("cache", null, null, true);

	/**
	 * Check the values.
	 * @param bucket the key-value bucket
	 * @param type the type of the values, or {@code null} for that of the methods
	 * @param timeToLive how long an entry is kept, or {@code null} for as long as the
	 * bucket keeps values
	 * @param allowNullValues whether {@code null} is kept as a value
	 * @throws IllegalArgumentException when the bucket's name or the time to live cannot
	 * be one
	 */
	public NatsCacheConfiguration {
		Assert.isTrue(bucket.matches("[A-Za-z0-9_-]+"),
				() -> "'" + bucket + "' is no name of a bucket; it is made of letters, digits, '_' and '-'");
		Assert.isTrue(timeToLive == null || timeToLive.toSeconds() >= 1,
				() -> "time-to-live is " + timeToLive + "; it must be at least one second");
	}

	/**
	 * Keep the cache in another bucket.
	 * @param name the name of the bucket
	 * @return the changed configuration
	 */
	public NatsCacheConfiguration withBucket(String name) {
		return new NatsCacheConfiguration(name, this.type, this.timeToLive, this.allowNullValues);
	}

	/**
	 * Declare the type of the values.
	 * @param valueType the type
	 * @return the changed configuration
	 */
	public NatsCacheConfiguration withType(Class<?> valueType) {
		return new NatsCacheConfiguration(this.bucket, valueType, this.timeToLive, this.allowNullValues);
	}

	/**
	 * Declare the type of the values, with type arguments.
	 * @param valueType the type, as in {@code new
	 * ParameterizedTypeReference<List<Price>>() {}}
	 * @return the changed configuration
	 */
	public NatsCacheConfiguration withType(ParameterizedTypeReference<?> valueType) {
		return new NatsCacheConfiguration(this.bucket, valueType.getType(), this.timeToLive, this.allowNullValues);
	}

	/**
	 * Keep entries for so long.
	 * @param time the time, one second or more; a part of a second counts as a whole one
	 * @return the changed configuration
	 */
	public NatsCacheConfiguration withTimeToLive(@Nullable Duration time) {
		return new NatsCacheConfiguration(this.bucket, this.type, time, this.allowNullValues);
	}

	/**
	 * Choose whether {@code null} is kept as a value.
	 * @param allow whether it is; if not, methods that return it fail, unless they are
	 * annotated with {@code unless = "#result == null"}
	 * @return the changed configuration
	 */
	public NatsCacheConfiguration withNullValues(boolean allow) {
		return new NatsCacheConfiguration(this.bucket, this.type, this.timeToLive, allow);
	}

}
