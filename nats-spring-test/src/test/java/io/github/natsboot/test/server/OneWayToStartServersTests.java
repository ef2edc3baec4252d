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

package io.github.natsboot.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds all modules to this one: a test elsewhere that started a server in a way of its
 * own would be neither skipped with the reason nor cleaned up.
 */
class OneWayToStartServersTests {

	private static final Pattern STARTS_SOMETHING = Pattern
		.compile("new ProcessBuilder\\(|\\.exec\\(|new GenericContainer|extends GenericContainer|NatsServerRunner");

	/**
	 * Tests of what connects to containers, and of applications in JVMs of their own.
	 */
	private static final Set<String> ABOUT_IT = Set.of("NatsContainerConnectionDetailsFactoryIT.java",
			"NatsContainerConnectionDetailsFactoryTests.java", "ContainerConfiguration.java", "GreetingIT.java",
			"SecureContainer.java", "GeneratedSample.java", "CrashRun.java");

	@Test
	void testsOfOtherModulesStartNoServerByThemselves() throws IOException {
		Path root = root();
		try (Stream<Path> modules = Files.list(root)) {
			List<Path> tests = modules.map((module) -> module.resolve("src/test/java"))
				.filter(Files::isDirectory)
				.filter((directory) -> !directory.startsWith(root.resolve("nats-spring-test")))
				.flatMap(OneWayToStartServersTests::sources)
				.toList();
			assertThat(tests).hasSizeGreaterThan(50);
			assertThat(tests).filteredOn((test) -> STARTS_SOMETHING.matcher(read(test)).find())
				.extracting((test) -> test.getFileName().toString())
				.isSubsetOf(ABOUT_IT);
		}
	}

	private static Path root() {
		Path root = Path.of("").toAbsolutePath();
		while (!Files.exists(root.resolve("natsw"))) {
			root = root.getParent();
		}
		return root;
	}

	private static Stream<Path> sources(Path directory) {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter((file) -> file.toString().endsWith(".java")).toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
