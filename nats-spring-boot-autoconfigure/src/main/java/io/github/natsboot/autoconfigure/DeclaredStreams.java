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

import io.github.natsboot.core.InvalidSubjectException;
import io.github.natsboot.core.Subjects;
import io.nats.client.api.StreamConfiguration;

import org.springframework.boot.context.properties.PropertyMapper;

/**
 * Turns the streams of the properties into those of the client.
 */
final class DeclaredStreams {

	private DeclaredStreams() {
	}

	static List<StreamConfiguration> of(Map<String, NatsStreamProperties> streams) {
		List<StreamConfiguration> result = new ArrayList<>();
		streams.forEach((name, properties) -> result.add(of(name, properties)));
		return result;
	}

	private static StreamConfiguration of(String name, NatsStreamProperties properties) {
		String property = "nats.jetstream.streams." + name;
		check(property, () -> Subjects.requireName("stream", name));
		properties.subjects()
			.forEach((subject) -> check(property + ".subjects", () -> Subjects.requirePattern(subject)));
		StreamConfiguration.Builder stream = StreamConfiguration.builder()
			.name(name)
			.subjects(properties.subjects().isEmpty() ? List.of(name) : properties.subjects())
			.storageType(properties.storage())
			.retentionPolicy(properties.retention())
			.discardPolicy(properties.discard())
			.replicas(properties.replicas())
			.compressionOption(properties.compression());
		PropertyMapper map = PropertyMapper.get();
		map.from(properties::description).to(stream::description);
		map.from(properties::maxAge).to(stream::maxAge);
		map.from(properties::maxBytes).to((size) -> stream.maxBytes(size.toBytes()));
		map.from(properties::maxMessages).to(stream::maxMessages);
		map.from(properties::maxMessagesPerSubject).to(stream::maxMessagesPerSubject);
		map.from(properties::maxMessageSize)
			.to((size) -> stream.maximumMessageSize((int) Math.min(Integer.MAX_VALUE, size.toBytes())));
		map.from(properties::duplicateWindow).to(stream::duplicateWindow);
		if (properties.allowMessageTtl()) {
			stream.allowMessageTtl();
		}
		stream.denyDelete(properties.denyDelete());
		stream.denyPurge(properties.denyPurge());
		return stream.build();
	}

	private static void check(String property, Runnable check) {
		try {
			check.run();
		}
		catch (InvalidSubjectException ex) {
			throw new InvalidNatsPropertyException(property, ex.getMessage() + ".",
					"Correct it; a subject is made of tokens with dots between them, such as order.created or order.>.",
					null);
		}
	}

}
