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
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.io.Resource;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationMetadataTests {

	private static List<Map<String, Object>> properties;

	private static Map<String, Map<String, Object>> hints;

	@BeforeAll
	@SuppressWarnings("unchecked")
	static void read() throws Exception {
		try (InputStream metadata = NatsProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			Map<String, Object> all = JsonParserFactory.getJsonParser()
				.parseMap(new String(metadata.readAllBytes(), UTF_8));
			properties = (List<Map<String, Object>>) all.get("properties");
			hints = ((List<Map<String, Object>>) all.get("hints")).stream()
				.collect(Collectors.toMap((hint) -> (String) hint.get("name"), Function.identity()));
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

	@Test
	void everyHintIsForAPropertyAndDescribesItsValues() {
		List<Object> names = properties.stream().map((property) -> property.get("name")).toList();
		assertThat(hints).allSatisfy((name, hint) -> {
			assertThat(name.replaceFirst("\\.keys$", "")).as("property that has hints").isIn(names);
			assertThat(values(hint)).as("values for %s", name)
				.isNotEmpty()
				.allSatisfy((value) -> assertThat((String) value.get("description")).matches("[A-Z].*\\."));
		});
	}

	@Test
	void everyEnumHasItsConstantsAsHints() {
		Map<String, Class<?>> enums = ofType(Class::isEnum);
		assertThat(enums).containsKey("nats.jetstream.provisioning")
			.allSatisfy((name, type) -> assertThat(texts(name)).as("values for %s", name)
				.containsExactlyInAnyOrderElementsOf(Arrays.stream(type.getEnumConstants())
					.map((constant) -> constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
					.toList()));
	}

	@Test
	void everyDurationAndSizeHasHintsThatBindBeginningWithItsDefault() {
		Map<String, Class<?>> amounts = ofType((type) -> type == Duration.class || type == DataSize.class);
		assertThat(amounts).containsKeys("nats.request-timeout", "nats.reconnect.buffer-size")
			.allSatisfy((name, type) -> {
				List<String> values = texts(name);
				assertThat(values).as("values for %s", name)
					.hasSizeGreaterThan(1)
					.allSatisfy((value) -> assertThat(bind(name, value, type)).isNotNull());
				Object defaultValue = property(name).get("defaultValue");
				if (defaultValue != null) {
					assertThat(values).as("values for %s", name).first().isEqualTo(defaultValue);
				}
			});
	}

	@Test
	void resourcesAreCompletedAsSuch() {
		assertThat(ofType(Resource.class::isAssignableFrom)).isNotEmpty()
			.allSatisfy((name, type) -> assertThat(hints.get(name).get("providers").toString()).contains("handle-as",
					Resource.class.getName()));
	}

	/**
	 * The properties whose values are of such a type. The processor writes a nested type
	 * as the compiler does.
	 */
	private static Map<String, Class<?>> ofType(Predicate<Class<?>> wanted) {
		Map<String, Class<?>> found = new LinkedHashMap<>();
		for (Map<String, Object> property : properties) {
			String type = (String) property.get("type");
			if (type != null && ClassUtils.isPresent(type, null)) {
				Class<?> resolved = ClassUtils.resolveClassName(type, null);
				if (wanted.test(resolved)) {
					found.put((String) property.get("name"), resolved);
				}
			}
		}
		return found;
	}

	private static Map<String, Object> property(String name) {
		return properties.stream().filter((property) -> name.equals(property.get("name"))).findFirst().orElseThrow();
	}

	private static <T> T bind(String name, String value, Class<T> type) {
		return new Binder(new MapConfigurationPropertySource(Map.of(name, value))).bind(name, type).get();
	}

	private static List<String> texts(String name) {
		assertThat(hints).as("hints").containsKey(name);
		return values(hints.get(name)).stream().map((value) -> (String) value.get("value")).toList();
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> values(Map<String, Object> hint) {
		return (List<Map<String, Object>>) hint.get("values");
	}

}
