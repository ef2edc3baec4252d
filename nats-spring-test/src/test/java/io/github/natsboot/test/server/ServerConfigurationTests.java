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

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServerConfiguration}.
 */
class ServerConfigurationTests {

	private final ServerRuntime local = new LocalServerRuntime(Path.of("nats-server"), Path.of("/directory"));

	@Test
	void jetStreamHasItsStore() {
		assertThat(
				new ServerConfiguration("one", 4222, Path.of("/store"), false, null).withLines(List.of(), this.local))
			.contains("server_name: \"one\"", "listen: \"127.0.0.1:4222\"", "store_dir: \"/store\"")
			.doesNotContain("sync_interval");
	}

	@Test
	void syncAlwaysIsSaid() {
		assertThat(new ServerConfiguration("one", 4222, Path.of("/store"), true, null).withLines(List.of(), this.local))
			.contains("sync_interval: always");
	}

	@Test
	void thereIsNoJetStreamWithoutAStore() {
		assertThat(new ServerConfiguration("one", 4222, null, false, null).withLines(List.of("max_payload: 1024"),
				this.local))
			.doesNotContain("jetstream")
			.endsWith("max_payload: 1024\n");
	}

	@Test
	void aServerInAContainerFindsItsFilesThereAndListensForTheHost() {
		TestCertificate certificate = TestCertificate.forHost("localhost");
		Path directory = Path.of("/directory");
		ServerRuntime container = new ContainerServerRuntime("nats", directory, 4222, List.of());
		assertThat(new ServerConfiguration("one", 4222, directory.resolve("store"), false, certificate)
			.withLines(List.of(), container)).contains("listen: \"0.0.0.0:4222\"",
					"store_dir: \"/tmp/nats-test/store\"", "cert_file: \"/nats-test/cert.pem\"",
					"key_file: \"/nats-test/key.pem\"");
	}

	@Test
	void aServerHereFindsTheFilesOfItsCertificateHere() {
		TestCertificate certificate = TestCertificate.forHost("localhost");
		assertThat(new ServerConfiguration("one", 4222, null, false, certificate).withLines(List.of(), this.local))
			.contains(certificate.configuration());
	}

	@Test
	void quotesAndBackslashesInCredentialsAreEscaped() {
		assertThat(ServerConfiguration.user("app", "a\"b\\c"))
			.isEqualTo("authorization { user: \"app\", password: \"a\\\"b\\\\c\" }");
		assertThat(ServerConfiguration.token("t\"")).isEqualTo("authorization { token: \"t\\\"\" }");
	}

}
