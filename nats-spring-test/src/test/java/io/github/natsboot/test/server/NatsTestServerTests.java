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
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link NatsTestServer} that need no server.
 */
class NatsTestServerTests {

	@TempDir
	private Path directory;

	@Test
	void aServerThatEndsBeforeItAnswersIsAnErrorWithItsLog() throws IOException {
		Path binary = Scripts.write(this.directory.resolve("nats-server"), "echo out of luck; exit 1");
		assertThatExceptionOfType(NatsTestServerException.class)
			.isThrownBy(() -> NatsTestServer.builder().binary(binary).start())
			.withMessageContaining("ended before it answered")
			.withMessageContaining("out of luck");
	}

	@Test
	void aFreePortSomebodyElseTookIsTriedAnewWithAnother() throws IOException {
		Path ports = this.directory.resolve("ports");
		Path binary = Scripts.write(this.directory.resolve("nats-server"),
				"grep listen: \"$2\" >> " + ports + "; echo 'bind: address already in use'; exit 1");
		assertThatExceptionOfType(NatsTestServerException.class)
			.isThrownBy(() -> NatsTestServer.builder().binary(binary).start());
		assertThat(ports.toFile()).content().hasLineCount(10);
	}

	@Test
	void aFixedPortSomebodyElseHasIsTriedOnce() throws IOException {
		Path ports = this.directory.resolve("ports");
		Path binary = Scripts.write(this.directory.resolve("nats-server"),
				"grep listen: \"$2\" >> " + ports + "; echo 'bind: address already in use'; exit 1");
		assertThatExceptionOfType(NatsTestServerException.class)
			.isThrownBy(() -> NatsTestServer.builder().port(14_222).binary(binary).start());
		assertThat(ports.toFile()).content().hasLineCount(1).contains(":14222");
	}

	@Test
	void aBinaryThatCannotBeStartedIsAnErrorThatNamesIt() {
		assertThatExceptionOfType(NatsTestServerException.class)
			.isThrownBy(() -> NatsTestServer.builder().binary(this.directory.resolve("missing")).start())
			.withMessageContaining("missing");
	}

}
