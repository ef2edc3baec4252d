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

package io.github.natsboot.autoconfigure;

import java.time.Duration;

import io.nats.client.api.StorageType;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of one key-value bucket. What is not set is not declared: a
 * new bucket gets the default, and one that exists keeps what it has.
 *
 * @param description Text that tells what the bucket is for.
 * @param history Number of values to keep of each key, 1 by default and 64 at most.
 * @param timeToLive Time after which values are removed. Kept for ever by default.
 * @param maxValueSize Size a value may have.
 * @param maxBytes Size the bucket may have. A full one refuses values.
 * @param storage Where values are kept, in files by default.
 * @param replicas Number of servers that keep each value, 1 by default.
 * @param compression Whether values are compressed.
 * @param limitMarker Time for which the server keeps a marker of a key whose value it has
 * removed by age, so that listeners see it. None by default.
 * @param allowMessageTtl Whether each value may have a time to live of its own, as caches
 * need it that share a bucket.
 * @since 0.1.0
 */
public record NatsBucketProperties(@Nullable String description, @Nullable Integer history,
		@Nullable Duration timeToLive, @Nullable DataSize maxValueSize, @Nullable DataSize maxBytes,
		@Nullable StorageType storage, @Nullable Integer replicas, @Nullable Boolean compression,
		@Nullable Duration limitMarker, @Nullable Boolean allowMessageTtl) {

}
