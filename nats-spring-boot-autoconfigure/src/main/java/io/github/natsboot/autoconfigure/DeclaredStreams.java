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
import io.github.natsboot.provisioning.StreamDeclaration;
import io.nats.client.api.StreamConfiguration;

/**
 * Turns the streams of the properties into those of the client.
 */
final class DeclaredStreams {

	private DeclaredStreams() {
	}

	static List<StreamDeclaration> of(Map<String, NatsStreamProperties> streams) {
		List<StreamDeclaration> result = new ArrayList<>();
		streams.forEach((name, properties) -> result.add(of(name, properties)));
		return result;
	}

	private static StreamDeclaration of(String name, NatsStreamProperties properties) {
		String property = "nats.jetstream.streams." + name;
		check(property, () -> Subjects.requireName("stream", name));
		properties.subjects()
			.forEach((subject) -> check(property + ".subjects", () -> Subjects.requirePattern(subject)));
		StreamConfiguration.Builder stream = StreamConfiguration.builder()
			.name(name)
			.subjects(properties.subjects().isEmpty() ? List.of(name) : properties.subjects());
		DeclaredSettings settings = new DeclaredSettings();
		if (!properties.subjects().isEmpty()) {
			settings.add("subjects");
		}
		settings.set("description", properties.description(), stream::description);
		settings.set("storage", properties.storage(), stream::storageType);
		settings.set("retention", properties.retention(), stream::retentionPolicy);
		settings.set("discard", properties.discard(), stream::discardPolicy);
		settings.set("replicas", properties.replicas(), stream::replicas);
		settings.set("max-age", properties.maxAge(), stream::maxAge);
		settings.set("max-bytes", properties.maxBytes(), (size) -> stream.maxBytes(size.toBytes()));
		settings.set("max-messages", properties.maxMessages(), stream::maxMessages);
		settings.set("max-messages-per-subject", properties.maxMessagesPerSubject(), stream::maxMessagesPerSubject);
		settings.set("max-message-size", properties.maxMessageSize(),
				(size) -> stream.maximumMessageSize((int) Math.min(Integer.MAX_VALUE, size.toBytes())));
		settings.set("duplicate-window", properties.duplicateWindow(), stream::duplicateWindow);
		settings.set("compression", properties.compression(), stream::compressionOption);
		settings.set("allow-message-ttl", properties.allowMessageTtl(), stream::allowMessageTtl);
		settings.set("allow-message-schedules", properties.allowMessageSchedules(), stream::allowMessageSchedules);
		settings.set("allow-atomic-publish", properties.allowAtomicPublish(), stream::allowAtomicPublish);
		settings.set("deny-delete", properties.denyDelete(), stream::denyDelete);
		settings.set("deny-purge", properties.denyPurge(), stream::denyPurge);
		return StreamDeclaration.of(stream.build(), settings.names());
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
