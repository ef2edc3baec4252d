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
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NatsServerBinary}.
 */
class NatsServerBinaryTests {

	@TempDir
	private Path directory;

	private Path bin;

	private Path project;

	private final Map<String, String> environment = new HashMap<>();

	@BeforeEach
	void setUp() throws IOException {
		this.bin = Files.createDirectory(this.directory.resolve("bin"));
		this.project = Files.createDirectories(this.directory.resolve("project/module"));
		this.environment.put("PATH", this.bin.toString());
	}

	@Test
	void thePathThatIsGivenWins() throws IOException {
		Path given = Scripts.server(this.directory.resolve("given"), "2.15.1");
		Scripts.server(this.bin.resolve("nats-server"), "2.15.1");
		this.environment.put("NATS_SERVER_PATH", given.toString());
		assertThat(find().path()).contains(given);
	}

	@Test
	void aGivenPathThatIsNoFileEndsTheSearch() throws IOException {
		Scripts.server(this.bin.resolve("nats-server"), "2.15.1");
		this.environment.put("NATS_SERVER_PATH", this.directory.resolve("missing").toString());
		assertThat(find().path()).isEmpty();
		assertThat(find().reason()).contains("NATS_SERVER_PATH").contains("missing").contains("no executable file");
	}

	@Test
	void aFitServerOnThePathIsTaken() throws IOException {
		Path server = Scripts.server(this.bin.resolve("nats-server"), "2.10.0");
		assertThat(find().path()).contains(server);
	}

	@Test
	void aServerThatIsTooOldIsPassedOver() throws IOException {
		Scripts.server(this.bin.resolve("nats-server"), "2.9.10");
		assertThat(find().path()).isEmpty();
		assertThat(find().reason()).contains("2.9.10").contains("2.10.0 or newer");
	}

	@Test
	void aServerThatDoesNotTellItsVersionIsPassedOver() throws IOException {
		Scripts.write(this.bin.resolve("nats-server"), "exit 1");
		assertThat(find().path()).isEmpty();
		assertThat(find().reason()).contains("does not tell its version");
	}

	@Test
	void natswAboveTheWorkingDirectoryIsAsked() throws IOException {
		Scripts.write(this.directory.resolve("project/natsw"),
				"[ \"$NATSW_PRINT_PATH\" = 1 ] && echo fetching >&2 && echo /opt/nats-server");
		assertThat(find().path()).contains(Path.of("/opt/nats-server"));
	}

	@Test
	void theReasonIsNatswsWhenItFails() throws IOException {
		Scripts.write(this.directory.resolve("project/natsw"), "echo 'no network' >&2; exit 1");
		assertThat(find().path()).isEmpty();
		assertThat(find().reason()).contains("project/natsw").contains("no network");
	}

	@Test
	void theReasonSaysWhatToDoWhenThereIsNothing() {
		assertThat(find().path()).isEmpty();
		assertThat(find().reason()).contains("PATH has no nats-server").contains("NATS_SERVER_PATH");
	}

	@Test
	void natswIsAskedForAnotherVersionWhateverIsGiven() throws IOException {
		Path old = Scripts.server(this.directory.resolve("old"), "2.10.27");
		Scripts.write(this.directory.resolve("project/natsw"),
				"[ \"$NATSW_VERSION\" = 2.10.27 ] && [ -z \"$NATS_SERVER_PATH\" ] && echo " + old);
		this.environment.put("NATS_SERVER_PATH", "/missing");
		assertThat(ofVersion("2.10.27").path()).contains(old);
	}

	@Test
	void anotherVersionThanTheOneAskedForIsNone() throws IOException {
		Path fit = Scripts.server(this.bin.resolve("nats-server"), "2.15.1");
		Scripts.write(this.directory.resolve("project/natsw"), "echo " + fit);
		assertThat(ofVersion("2.10.27").path()).isEmpty();
		assertThat(ofVersion("2.10.27").reason()).contains("which is not nats-server 2.10.27");
	}

	@Test
	void withoutNatswThereIsNoOtherVersion() {
		assertThat(ofVersion("2.10.27").path()).isEmpty();
		assertThat(ofVersion("2.10.27").reason()).contains("there is no natsw in");
	}

	private NatsServerBinary ofVersion(String version) {
		return NatsServerBinary.ofVersion(version, this.environment, this.project);
	}

	private NatsServerBinary find() {
		return NatsServerBinary.find(this.environment, this.project);
	}

}
