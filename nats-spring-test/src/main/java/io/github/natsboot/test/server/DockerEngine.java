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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The Docker engine that tests can use, or the reason why there is none. It can be asked
 * where Testcontainers, which is what reaches the engine, is not on the class path.
 */
final class DockerEngine {

	private static final String UNIX = "unix://";

	private static final Duration COMPOSE_TIMEOUT = Duration.ofSeconds(20);

	private final @Nullable String missing;

	private DockerEngine(@Nullable String missing) {
		this.missing = missing;
	}

	/**
	 * Look for an engine, once in the life of this JVM; later calls get the first answer.
	 * @return the engine, or the reason why there is none
	 */
	static DockerEngine find() {
		return Found.ENGINE;
	}

	static DockerEngine find(Map<String, String> environment, ClassLoader classLoader) {
		String host = environment.getOrDefault("DOCKER_HOST", "");
		// Testcontainers would go on and use another engine than the one asked for.
		if (host.startsWith(UNIX) && !Files.exists(Path.of(host.substring(UNIX.length())))) {
			return new DockerEngine("DOCKER_HOST is " + host + ", and there is no such socket");
		}
		try {
			Class.forName("org.testcontainers.DockerClientFactory", false, classLoader);
		}
		catch (ClassNotFoundException ex) {
			return new DockerEngine("Testcontainers (org.testcontainers:testcontainers) is not on the class path");
		}
		return new DockerEngine(ContainerImages.unreachable());
	}

	static DockerEngine some() {
		return new DockerEngine(null);
	}

	static DockerEngine none(String reason) {
		return new DockerEngine(reason);
	}

	boolean isAvailable() {
		return this.missing == null;
	}

	/**
	 * Return why there is no engine.
	 * @return the reason, or that there is one
	 */
	String reason() {
		return (this.missing != null) ? this.missing : "a Docker engine answers";
	}

	/**
	 * Return this engine if the client has Docker Compose as well.
	 * @param docker the name or path of the client
	 * @return this engine, or the reason why there is no Docker Compose
	 */
	DockerEngine withCompose(String docker) {
		if (!isAvailable()) {
			return this;
		}
		try {
			Process process = new ProcessBuilder(docker, "compose", "version").redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			if (!process.waitFor(COMPOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
				process.destroyForcibly();
				return none("'docker compose version' did not end within " + COMPOSE_TIMEOUT.toSeconds() + " seconds");
			}
			return (process.exitValue() == 0) ? this
					: none("'docker compose version' failed with exit code " + process.exitValue());
		}
		catch (IOException ex) {
			return none("the client of Docker cannot be started: " + ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return none("interrupted");
		}
	}

	private static final class Found {

		private static final DockerEngine ENGINE = find(System.getenv(), DockerEngine.class.getClassLoader());

	}

}
