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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests for {@link NatsServerSource} that need no server.
 */
class NatsServerSourceTests {

	private static final Supplier<DockerEngine> UNASKED = () -> fail("Docker should not be asked");

	private static final Supplier<DockerEngine> NO_DOCKER = () -> DockerEngine.none("nobody installed it");

	@TempDir
	private Path directory;

	@Test
	void anExecutableIsTheFirstChoice() throws Exception {
		Path executable = Scripts.write(this.directory.resolve("nats-server"), "echo nats-server: v2.15.1");
		Map<String, String> environment = Map.of("NATS_SERVER_PATH", executable.toString());
		NatsServerSource source = NatsServerSource.find(NatsServerBinary.find(environment, this.directory), environment,
				UNASKED);
		assertThat(source.isAvailable()).isTrue();
		assertThat(source.reason()).startsWith(executable.toString());
		assertThat(source.runtime(this.directory, 4222, List.of())).isInstanceOf(LocalServerRuntime.class);
	}

	@Test
	void anExecutableThatWasAskedForHasNoSubstitute() {
		Map<String, String> environment = Map.of("NATS_SERVER_PATH", "/missing");
		NatsServerSource source = NatsServerSource.find(NatsServerBinary.find(environment, this.directory), environment,
				UNASKED);
		assertThat(source.isAvailable()).isFalse();
		assertThat(source.reason()).contains("/missing").endsWith("no container, because an executable was asked for");
	}

	@Test
	void theReasonNamesBothWaysWhenThereIsNeither() {
		NatsServerSource source = NatsServerSource.find(NatsServerBinary.find(Map.of(), this.directory), Map.of(),
				NO_DOCKER);
		assertThat(source.isAvailable()).isFalse();
		assertThat(source.reason()).startsWith("no executable, because PATH has no nats-server")
			.endsWith("no container, because nobody installed it");
		assertThatExceptionOfType(NatsTestServerException.class)
			.isThrownBy(() -> NatsTestServer.builder().source(source).start())
			.withMessageContaining(source.reason());
	}

	@Test
	void clustersAreMadeOfExecutablesOnly() {
		NatsServerSource executable = NatsServerSource.of(Path.of("/usr/bin/nats-server"));
		assertThat(executable.forCluster()).isSameAs(executable);
		NatsServerSource container = NatsServerSource.ofImage("nats:2.15.1").forCluster();
		assertThat(container.isAvailable()).isFalse();
		assertThat(container.reason()).isEqualTo("a cluster needs an executable on this machine, as containers do not "
				+ "reach each other; there is only a container of nats:2.15.1");
	}

	@Test
	void theImageIsTheVersionThatNatswPins() throws Exception {
		Path root = Path.of("").toAbsolutePath();
		while (!Files.exists(root.resolve("natsw"))) {
			root = root.getParent();
		}
		String version = NatsServerSource.image(Map.of()).substring("nats:".length());
		assertThat(root.resolve("natsw")).content().contains("\nversion=${NATSW_VERSION:-" + version + "}\n");
	}

	@Test
	void theImageCanBeAnother() {
		assertThat(NatsServerSource.image(Map.of("NATS_SERVER_IMAGE", "mirror/nats:2.12")))
			.isEqualTo("mirror/nats:2.12");
		assertThat(NatsServerSource.image(Map.of("NATS_SERVER_IMAGE", ""))).isEqualTo("nats:2.15.1");
	}

}
