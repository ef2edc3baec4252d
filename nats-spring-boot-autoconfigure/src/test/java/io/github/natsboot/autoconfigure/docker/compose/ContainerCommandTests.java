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

package io.github.natsboot.autoconfigure.docker.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ContainerCommand} with scripts in place of the Docker client.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContainerCommandTests {

	@TempDir
	private Path directory;

	@Test
	void theArgumentsAreThoseOfTheContainer(CapturedOutput output) throws IOException {
		String client = client("""
				[ "$*" = "container inspect --format {{json .Args}} nats-1" ] || exit 3
				echo '["-js","--user","app","--pass","a \\"secret\\""]'""");
		assertThat(new ContainerCommand(List.of(client)).arguments("nats-1")).containsExactly("-js", "--user", "app",
				"--pass", "a \"secret\"");
		assertThat(output).isEmpty();
	}

	@Test
	void theNextClientIsTakenWhenOneIsMissing() throws IOException {
		String client = client("echo '[]'");
		assertThat(new ContainerCommand(List.of("/missing/docker", client)).arguments("nats-1")).isEmpty();
	}

	@Test
	void aContainerWithoutArgumentsHasNone(CapturedOutput output) throws IOException {
		assertThat(new ContainerCommand(List.of(client("echo null"))).arguments("nats-1")).isEmpty();
		assertThat(output).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "echo secret; exit 1", "echo secret", "echo '[\"secret\"'", "echo secret >&2; exit 125" })
	void whatCannotBeReadIsWarnedOfWithoutWhatWasRead(String script, CapturedOutput output) throws IOException {
		assertThat(new ContainerCommand(List.of(client(script))).arguments("nats-1")).isEmpty();
		assertThat(output)
			.contains("WARN", "container 'nats-1'", "docker container inspect", "io.github.natsboot.username")
			.doesNotContain("secret");
	}

	@Test
	void aMissingClientIsWarnedOf(CapturedOutput output) {
		assertThat(new ContainerCommand(List.of("/missing/docker", "/missing/too")).arguments("nats-1")).isEmpty();
		assertThat(output).contains("WARN", "/missing/docker");
	}

	private String client(String script) throws IOException {
		Path file = this.directory.resolve("docker");
		Files.writeString(file, "#!/bin/sh\n" + script + "\n");
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
		return file.toString();
	}

}
