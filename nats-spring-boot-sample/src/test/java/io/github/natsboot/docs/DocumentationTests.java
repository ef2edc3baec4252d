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

package io.github.natsboot.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Parameter;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds README.md and docs to the code: Java snippets are compiled, properties exist and
 * are all documented with their defaults, links lead somewhere.
 */
class DocumentationTests {

	private static final Path ROOT = root();

	private static final Pattern FENCE = Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

	private static final Pattern REGION = Pattern.compile("^\\s*// tag::(\\S+)\\[]\\n(.*?)^\\s*// end::\\1\\[]$",
			Pattern.MULTILINE | Pattern.DOTALL);

	private static final Pattern HEADING = Pattern.compile("^#{1,6} (.+)$", Pattern.MULTILINE);

	private static final Pattern LINK = Pattern.compile("\\[[^]]+]\\(([^)\\s]+)\\)");

	private static final Pattern PROPERTIES = Pattern
		.compile("^\\| property \\| default \\| meaning \\|\n(?:\\|.*\n?)+", Pattern.MULTILINE);

	private static final Pattern PROPERTY = Pattern.compile("^\\| `([^`]+)` \\| (?:`([^`]*)`|–) \\| ",
			Pattern.MULTILINE);

	private static final Pattern MAP_VALUE = Pattern.compile("java\\.util\\.Map<java\\.lang\\.String,\\s*(\\S+)>");

	private static final String STREAMS = "nats.jetstream.streams";

	/**
	 * The properties that are maps, by a name of the application's.
	 */
	private static final List<String> MAPS = List.of(STREAMS, "nats.jetstream.key-value", "nats.cache.caches");

	private static final String NO_DEFAULT = "–";

	static Stream<Path> pages() throws IOException {
		try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
			List<Path> pages = docs.filter((file) -> file.toString().endsWith(".md")).sorted().toList();
			return Stream.concat(Stream.of(ROOT.resolve("README.md")), pages.stream());
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void javaIsCompiled(Path page) throws IOException {
		Set<String> compiled = regions();
		assertThat(blocks(page, "java")).filteredOn((block) -> !compiled.contains(block))
			.as("snippets that are no region of a test source")
			.isEmpty();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void propertiesInYamlExist(Path page) throws IOException {
		Set<String> known = properties().keySet();
		for (String yaml : blocks(page, "yaml")) {
			assertThat(keys(yaml)).isNotEmpty()
				.filteredOn((key) -> key.startsWith("nats.") || key.startsWith("management.health.nats."))
				.isSubsetOf(known);
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void composeFilesAreThoseOfATest(Path page) throws IOException {
		Set<String> tested;
		try (Stream<Path> files = Files.walk(ROOT.resolve("nats-spring-boot-autoconfigure/src/test/resources/docs"))) {
			tested = files.filter((file) -> file.endsWith("compose.yaml"))
				.map((file) -> read(file).stripTrailing())
				.collect(Collectors.toSet());
		}
		assertThat(tested).isNotEmpty();
		assertThat(blocks(page, "yaml")).filteredOn((yaml) -> yaml.startsWith("services:"))
			.as("compose files that no test starts")
			.isSubsetOf(tested);
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadSomewhere(Path page) throws IOException {
		Matcher link = LINK.matcher(FENCE.matcher(read(page)).replaceAll(""));
		List<String> dead = new ArrayList<>();
		while (link.find()) {
			String target = link.group(1);
			if (!target.matches("[a-z]+:.*") && !leadsSomewhere(page, target)) {
				dead.add(target);
			}
		}
		assertThat(dead).as("dead links").isEmpty();
	}

	@Test
	void everyPropertyIsDocumentedWithItsDefault() throws IOException {
		Map<String, String> documented = new TreeMap<>();
		for (Path page : pages().toList()) {
			String tables = PROPERTIES.matcher(read(page))
				.results()
				.map(MatchResult::group)
				.collect(Collectors.joining());
			PROPERTY.matcher(tables)
				.results()
				.forEach((row) -> documented.put(row.group(1), (row.group(2) != null) ? row.group(2) : NO_DEFAULT));
		}
		assertThat(documented).containsExactlyInAnyOrderEntriesOf(properties());
	}

	@ParameterizedTest
	@MethodSource("pages")
	void howToPagesSayWhenAndWhat(Path page) throws IOException {
		if (page.getParent().endsWith("how-to")) {
			assertThat(read(page).split("\n\n")).satisfies((paragraphs) -> {
				assertThat(paragraphs[0]).startsWith("# ");
				assertThat(paragraphs[1]).startsWith("Use this when ");
				assertThat(paragraphs[2]).startsWith("You get ");
			});
		}
	}

	private static boolean leadsSomewhere(Path page, String target) throws IOException {
		int hash = target.indexOf('#');
		String file = (hash < 0) ? target : target.substring(0, hash);
		Path path = file.isEmpty() ? page : page.resolveSibling(file);
		return Files.exists(path) && (hash < 0 || anchors(path).contains(target.substring(hash + 1)));
	}

	private static Set<String> anchors(Path page) throws IOException {
		return HEADING.matcher(FENCE.matcher(read(page)).replaceAll(""))
			.results()
			.map((heading) -> heading.group(1)
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{L}\\p{N}_ -]", "")
				.replace(' ', '-'))
			.collect(Collectors.toSet());
	}

	private static List<String> blocks(Path page, String language) throws IOException {
		return FENCE.matcher(read(page))
			.results()
			.filter((block) -> block.group(1).equals(language))
			.map((block) -> block.group(2).stripTrailing().stripIndent())
			.toList();
	}

	private static Set<String> regions() throws IOException {
		try (Stream<Path> files = Files.walk(ROOT.resolve("nats-spring-boot-sample/src/test/java"))) {
			return files.filter((file) -> file.toString().endsWith(".java"))
				.flatMap((file) -> REGION.matcher(read(file)).results())
				.map((region) -> region.group(2).stripTrailing().stripIndent())
				.collect(Collectors.toSet());
		}
	}

	/**
	 * The keys as Spring Boot binds them, with {@code <NAME>} for the name of a stream, a
	 * bucket or a cache.
	 */
	private static List<String> keys(String yaml) throws IOException {
		List<String> keys = new ArrayList<>();
		for (PropertySource<?> source : new YamlPropertySourceLoader().load("snippet",
				new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))) {
			for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
				String key = name.replaceAll("\\[\\d+]", "");
				for (String map : MAPS) {
					key = key.replaceFirst("^" + map + "(\\.[A-Za-z0-9_-]+|\\[[^]]+])\\.", map + ".<NAME>.");
				}
				keys.add(key);
			}
		}
		return keys;
	}

	/**
	 * The properties of the library with their defaults, from the generated metadata.
	 */
	private static Map<String, String> properties() throws IOException {
		Map<String, String> properties = new TreeMap<>();
		for (URL metadata : Collections.list(DocumentationTests.class.getClassLoader()
			.getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream json = metadata.openStream()) {
				for (JsonNode property : JsonMapper.shared().readTree(json).path("properties")) {
					String name = property.path("name").asString();
					if (name.startsWith("nats.") || name.startsWith("management.health.nats.")) {
						properties.put(name, defaultValue(property.path("defaultValue")));
						properties.putAll(propertiesOfValues(name, property.path("type").asString()));
					}
				}
			}
		}
		assertThat(properties).containsKeys("nats.servers", STREAMS + ".<NAME>.subjects");
		return properties;
	}

	/**
	 * The metadata has a map as one property, without those of its values.
	 */
	private static Map<String, String> propertiesOfValues(String name, String type) {
		Matcher map = MAP_VALUE.matcher(type);
		if (!map.matches()) {
			return Map.of();
		}
		Class<?> values = ClassUtils.resolveClassName(map.group(1), DocumentationTests.class.getClassLoader());
		return Arrays.stream(values.getDeclaredConstructors()[0].getParameters())
			.collect(Collectors.toMap((parameter) -> name + ".<NAME>." + kebab(parameter.getName()),
					DocumentationTests::defaultValue));
	}

	private static String kebab(String name) {
		return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

	private static String defaultValue(Parameter parameter) {
		DefaultValue defaultValue = parameter.getAnnotation(DefaultValue.class);
		return (defaultValue == null || defaultValue.value().length == 0) ? NO_DEFAULT
				: String.join(",", defaultValue.value());
	}

	private static String defaultValue(JsonNode value) {
		if (value.isArray()) {
			return value.valueStream().map(JsonNode::asString).collect(Collectors.joining(","));
		}
		return value.isMissingNode() ? NO_DEFAULT : value.asString();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path root() {
		Path directory = Path.of("").toAbsolutePath();
		while (directory != null && !Files.exists(directory.resolve("README.md"))) {
			directory = directory.getParent();
		}
		assertThat(directory).as("directory of README.md").isNotNull();
		return directory;
	}

}
