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

import java.io.InputStream;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.json.JsonParserFactory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationMetadataTests {

	private static List<Map<String, Object>> properties;

	@BeforeAll
	@SuppressWarnings("unchecked")
	static void read() throws Exception {
		try (InputStream metadata = NatsProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			properties = (List<Map<String, Object>>) JsonParserFactory.getJsonParser()
				.parseMap(new String(metadata.readAllBytes(), UTF_8))
				.get("properties");
		}
	}

	@Test
	void everyPropertyIsDescribedInTheHouseStyle() {
		assertThat(properties).hasSizeGreaterThan(40).allSatisfy((property) -> {
			String description = (String) property.get("description");
			assertThat(description).as("description of %s", property.get("name"))
				.isNotBlank()
				.endsWith(".")
				.doesNotContain("{@", "<code>")
				.doesNotStartWithIgnoringCase("The ")
				.doesNotStartWithIgnoringCase("A ");
			if ("java.lang.Boolean".equals(property.get("type"))) {
				assertThat(description).as("description of %s", property.get("name")).matches("(Whether|Enable) .*");
			}
		});
	}

	@Test
	void everyPropertyIsNamedAfterNats() {
		assertThat(properties).extracting((property) -> (String) property.get("name"))
			.allMatch((name) -> name.startsWith("nats.") || name.startsWith("management."))
			.contains("nats.servers", "nats.reconnect.wait", "nats.jetstream.listener.retry.max-retries",
					"management.health.nats.enabled");
	}

	@Test
	void defaultsAreVisible() {
		assertThat(properties)
			.filteredOn((property) -> List
				.of("nats.connection-timeout", "nats.jetstream.provisioning", "nats.reconnect.buffer-size")
				.contains(property.get("name")))
			.extracting((property) -> property.get("name") + "=" + property.get("defaultValue"))
			.containsExactlyInAnyOrder("nats.connection-timeout=5s", "nats.jetstream.provisioning=create",
					"nats.reconnect.buffer-size=8MB");
	}

}
