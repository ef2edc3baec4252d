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
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DockerEngine} and {@link DockerCondition} that need no Docker.
 */
class DockerEngineTests {

	private final ExtensionContext context = mock(ExtensionContext.class);

	@TempDir
	private Path directory;

	@Test
	void aSocketThatIsMissingIsNamed() {
		DockerEngine engine = DockerEngine.find(Map.of("DOCKER_HOST", "unix:///missing.sock"),
				getClass().getClassLoader());
		assertThat(engine.isAvailable()).isFalse();
		assertThat(engine.reason()).isEqualTo("DOCKER_HOST is unix:///missing.sock, and there is no such socket");
	}

	@Test
	void withoutTestcontainersThereIsNone() throws IOException {
		try (URLClassLoader empty = new URLClassLoader(new URL[0], null)) {
			DockerEngine engine = DockerEngine.find(Map.of(), empty);
			assertThat(engine.isAvailable()).isFalse();
			assertThat(engine.reason()).contains("org.testcontainers:testcontainers");
		}
	}

	@Test
	void theClassIsSkippedWithTheReasonWhenThereIsNoDocker() {
		given(this.context.getDisplayName()).willReturn("OrdersIT");
		DockerCondition condition = new DockerCondition(() -> DockerEngine.none("nobody installed it"));
		assertThat(condition.evaluateExecutionCondition(this.context)).satisfies((result) -> {
			assertThat(result.isDisabled()).isTrue();
			assertThat(result.getReason()).contains("No Docker: nobody installed it");
		});
	}

	@Test
	void withoutComposeTheReasonIsComposes() {
		assertThat(DockerEngine.none("nobody installed it").withCompose("docker").reason())
			.isEqualTo("nobody installed it");
	}

	@Test
	void aClientWithoutComposeIsAReason() throws IOException {
		Path docker = Scripts.write(this.directory.resolve("docker"), "exit 7");
		assertThat(DockerEngine.some().withCompose(docker.toString()).reason())
			.isEqualTo("'docker compose version' failed with exit code 7");
	}

	@Test
	void aMissingClientIsAReason() {
		assertThat(DockerEngine.some().withCompose("/missing/docker").reason()).contains("cannot be started",
				"/missing/docker");
	}

	@Test
	void aClientWithComposeWillDo() throws IOException {
		Path docker = Scripts.write(this.directory.resolve("docker"), "exit 0");
		assertThat(DockerEngine.some().withCompose(docker.toString()).isAvailable()).isTrue();
	}

}
