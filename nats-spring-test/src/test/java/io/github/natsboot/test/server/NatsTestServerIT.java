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

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StreamConfiguration;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link NatsTestServer} with a real server. The annotation skips them where
 * there is none.
 */
@WithNatsServer
class NatsTestServerIT {

	@Test
	void jetStreamIsOn() throws Exception {
		try (NatsTestServer server = NatsTestServer.start(); Connection connection = Nats.connect(server.url())) {
			assertThat(connection.jetStreamManagement().getAccountStatistics().getStreams()).isZero();
			assertThat(server.storeDirectory()).isDirectory();
			assertThat(server.log()).contains("Server is ready");
		}
	}

	@Test
	void jetStreamCanBeOff() throws Exception {
		try (NatsTestServer server = NatsTestServer.builder().jetStream(false).start();
				Connection connection = Nats.connect(server.url())) {
			assertThat(connection.getServerInfo().isJetStreamAvailable()).isFalse();
		}
	}

	@Test
	void nameAndExtraConfigurationAreTheServers() throws Exception {
		try (NatsTestServer server = NatsTestServer.builder()
			.name("green-one")
			.syncAlways(true)
			.configuration("max_payload: 2048")
			.start(); Connection connection = Nats.connect(server.url())) {
			assertThat(connection.getServerInfo().getServerName()).isEqualTo("green-one");
			assertThat(connection.getMaxPayload()).isEqualTo(2048);
		}
	}

	@Test
	void aStoredMessageOutlivesKillAndRestart() throws Exception {
		try (NatsTestServer server = NatsTestServer.start(); Connection connection = Nats.connect(server.url())) {
			JetStreamManagement management = connection.jetStreamManagement();
			management.addStream(StreamConfiguration.builder().name("ORDERS").subjects("orders").build());
			connection.jetStream().publish("orders", "kept".getBytes(UTF_8));
			long pid = server.pid();
			int port = server.port();
			server.kill();
			assertThat(server.isRunning()).isFalse();
			assertThat(ProcessHandle.of(pid)).isEmpty();
			server.restart();
			assertThat(server.isRunning()).isTrue();
			assertThat(server.pid()).isNotEqualTo(pid);
			assertThat(server.port()).isEqualTo(port);
			await().ignoreExceptions()
				.untilAsserted(() -> assertThat(management.getMessage("ORDERS", 1).getData())
					.isEqualTo("kept".getBytes(UTF_8)));
		}
	}

	@Test
	void aRunningServerIsAskedToEndBeforeItIsStartedAgain() {
		try (NatsTestServer server = NatsTestServer.start()) {
			long pid = server.pid();
			server.restart();
			assertThat(server.pid()).isNotEqualTo(pid);
			assertThat(server.log()).contains("Initiating Shutdown");
		}
	}

	@Test
	void terminateLetsTheServerSayGoodbye() {
		try (NatsTestServer server = NatsTestServer.start()) {
			server.terminate();
			assertThat(server.isRunning()).isFalse();
			assertThat(server.log()).contains("Server Exiting");
		}
	}

	@Test
	void aPausedServerKeepsItsConnectionsAndAnswersOnceResumed() throws Exception {
		try (NatsTestServer server = NatsTestServer.start(); Connection connection = Nats.connect(server.url())) {
			server.pause();
			assertThatException().isThrownBy(() -> connection.flush(Duration.ofMillis(500)));
			assertThat(connection.getStatus()).isEqualTo(Connection.Status.CONNECTED);
			assertThat(server.isRunning()).isTrue();
			server.resume();
			await().ignoreExceptions().untilAsserted(() -> connection.flush(Duration.ofSeconds(1)));
			assertThat(connection.getStatistics().getReconnects()).isZero();
		}
	}

	@Test
	void reloadTakesANewPassword() {
		try (NatsTestServer server = NatsTestServer.builder().user("app", "old").start()) {
			assertThatCode(() -> connect(server, "old")).doesNotThrowAnyException();
			assertThatException().isThrownBy(() -> connect(server, "new"));
			server.reload("authorization { user: app, password: new }");
			assertThatCode(() -> connect(server, "new")).doesNotThrowAnyException();
			assertThatException().isThrownBy(() -> connect(server, "old"));
			server.restart();
			assertThatCode(() -> connect(server, "new")).doesNotThrowAnyException();
		}
	}

	@Test
	void restoreUndoesWhatWasDone() throws Exception {
		try (NatsTestServer server = NatsTestServer.builder().user("app", "old").start()) {
			assertThat(server.restore()).isFalse();
			server.reload("authorization { user: app, password: new }");
			assertThat(server.restore()).isTrue();
			connect(server, "old");
			server.pause();
			assertThat(server.isPaused()).isTrue();
			assertThat(server.restore()).isTrue();
			assertThat(server.isPaused()).isFalse();
			connect(server, "old");
			server.reload("authorization { user: app, password: new }");
			server.kill();
			assertThat(server.restore()).isTrue();
			connect(server, "old");
			assertThat(server.restore()).isFalse();
		}
	}

	@Test
	void aConfigurationTheServerRefusesIsAnError() {
		try (NatsTestServer server = NatsTestServer.start()) {
			assertThatExceptionOfType(NatsTestServerException.class)
				.isThrownBy(() -> server.reload("no_such_option: 1"))
				.withMessageContaining("refuses the new configuration")
				.withMessageContaining("no_such_option");
		}
	}

	@Test
	void onlyWhoKnowsTheTokenIsLetIn() {
		try (NatsTestServer server = NatsTestServer.builder().token("secret").start()) {
			assertThatException().isThrownBy(() -> Nats.connect(options(server).build()).close());
			assertThatCode(() -> Nats.connect(options(server).token("secret".toCharArray()).build()).close())
				.doesNotThrowAnyException();
			assertThat(server.log()).doesNotContain("secret");
		}
	}

	@Test
	void onlySecureConnectionsAreLetInWithACertificate() throws Exception {
		TestCertificate certificate = TestCertificate.forHost("localhost");
		try (NatsTestServer server = NatsTestServer.builder().tls(certificate).start()) {
			assertThat(server.url()).isEqualTo("tls://localhost:" + server.port());
			Options options = options(server).sslContext(certificate.trusting()).build();
			server.reload("max_payload: 2048");
			try (Connection connection = Nats.connect(options)) {
				assertThat(connection.getServerInfo().isTLSRequired()).isTrue();
			}
		}
	}

	@Test
	void closeLeavesNoProcessAndNoDirectory() {
		NatsTestServer server = NatsTestServer.start();
		Path directory = server.storeDirectory().getParent();
		assertThat(directory).isDirectory();
		server.pause();
		assertThat(server.isClosed()).isFalse();
		server.close();
		assertThat(server.isClosed()).isTrue();
		server.close();
		assertThat(ProcessHandle.of(server.pid())).isEmpty();
		assertThat(directory).doesNotExist();
		assertThatIllegalStateException().isThrownBy(server::restart);
	}

	@Test
	void aServerThatDoesNotRunGetsNoSignal() {
		try (NatsTestServer server = NatsTestServer.start()) {
			server.kill();
			assertThatExceptionOfType(NatsTestServerException.class).isThrownBy(server::pause)
				.withMessageContaining("does not run");
		}
	}

	@Test
	void aServerNobodyClosedEndsWithTheVirtualMachine() throws Exception {
		Process java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), LeavesAServerBehind.class.getName())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try (BufferedReader out = java.inputReader()) {
			long pid = Long.parseLong(out.readLine());
			Path store = Path.of(out.readLine());
			assertThat(ProcessHandle.of(pid)).isPresent();
			assertThat(store).exists();
			java.getOutputStream().close();
			assertThat(java.waitFor(20, TimeUnit.SECONDS)).isTrue();
			await().untilAsserted(() -> assertThat(ProcessHandle.of(pid)).isEmpty());
			assertThat(store.getParent()).doesNotExist();
		}
		finally {
			java.destroyForcibly();
		}
	}

	private static void connect(NatsTestServer server, String password) throws Exception {
		Nats.connect(options(server).userInfo("app", password).build()).close();
	}

	private static Options.Builder options(NatsTestServer server) {
		return Options.builder().server(server.url()).maxReconnects(0);
	}

	static final class LeavesAServerBehind {

		private LeavesAServerBehind() {
		}

		public static void main(String[] args) throws IOException {
			NatsTestServer server = NatsTestServer.start();
			System.out.println(server.pid());
			System.out.println(server.storeDirectory());
			System.in.read();
		}

	}

}
