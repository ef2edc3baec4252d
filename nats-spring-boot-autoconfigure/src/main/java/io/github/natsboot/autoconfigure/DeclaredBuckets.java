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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.natsboot.provisioning.StreamDeclaration;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StreamConfiguration;

/**
 * Turns the key-value buckets of the properties into declarations of their streams.
 */
final class DeclaredBuckets {

	private DeclaredBuckets() {
	}

	static List<StreamDeclaration> of(Map<String, NatsBucketProperties> buckets) {
		List<StreamDeclaration> result = new ArrayList<>();
		buckets.forEach((name, properties) -> result.add(of(name, properties)));
		return result;
	}

	private static StreamDeclaration of(String name, NatsBucketProperties properties) {
		if (!name.matches("[A-Za-z0-9_-]+")) {
			throw new InvalidNatsPropertyException("nats.jetstream.key-value." + name,
					"the name of a bucket is made of letters, digits, '_' and '-'.", "Give it another name.", null);
		}
		KeyValueConfiguration.Builder bucket = KeyValueConfiguration.builder(name);
		DeclaredSettings settings = new DeclaredSettings();
		settings.add("subjects");
		settings.set("description", properties.description(), bucket::description);
		settings.set("max-messages-per-subject", properties.history(), bucket::maxHistoryPerKey);
		settings.set("max-age", properties.timeToLive(), bucket::ttl);
		settings.set("max-message-size", properties.maxValueSize(),
				(size) -> bucket.maximumValueSize((int) Math.min(Integer.MAX_VALUE, size.toBytes())));
		settings.set("max-bytes", properties.maxBytes(), (size) -> bucket.maxBucketSize(size.toBytes()));
		settings.set("storage", properties.storage(), bucket::storageType);
		settings.set("replicas", properties.replicas(), bucket::replicas);
		settings.set("compression", properties.compression(), bucket::compression);
		settings.set("subject-delete-marker-ttl", properties.limitMarker(), bucket::limitMarker);
		StreamConfiguration.Builder stream = StreamConfiguration.builder(bucket.build().getBackingConfig());
		settings.set("allow-message-ttl",
				(properties.limitMarker() != null) ? Boolean.TRUE : properties.allowMessageTtl(),
				stream::allowMessageTtl);
		return StreamDeclaration.of(stream.build(), settings.names());
	}

}
