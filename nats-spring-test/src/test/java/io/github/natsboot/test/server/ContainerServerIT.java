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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.github.dockerjava.api.DockerClient;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StreamConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link NatsTestServer} in a container.
 */
@RequiresDocker
class ContainerServerIT {

	private final NatsServerSource container = NatsServerSource.ofImage(NatsServerSource.image(System.getenv()));

	@Test
	void aStoredMessageOutlivesKillAndRestart() throws Exception {
		try (NatsTestServer server = builder().start(); Connection connection = Nats.connect(server.url())) {
			JetStreamManagement management = connection.jetStreamManagement();
			management.addStream(StreamConfiguration.builder().name("ORDERS").subjects("orders").build());
			connection.jetStream().publish("orders", "kept".getBytes(UTF_8));
			long pid = server.pid();
			int port = server.port();
			server.kill();
			server.kill();
			assertThat(server.isRunning()).isFalse();
			server.restart();
			assertThat(server.isRunning()).isTrue();
			assertThat(server.pid()).isNotEqualTo(pid).isPositive();
			assertThat(server.port()).isEqualTo(port);
			await().ignoreExceptions()
				.untilAsserted(() -> assertThat(management.getMessage("ORDERS", 1).getData())
					.isEqualTo("kept".getBytes(UTF_8)));
		}
	}

	@Test
	void aRunningServerIsAskedToEndBeforeItIsStartedAgain() {
		try (NatsTestServer server = builder().name("green-one").jetStream(false).start()) {
			server.restart();
			assertThat(server.log()).containsSubsequence("Server is ready", "Trapped \"terminated\" signal",
					"Server Exiting", "Server is ready");
			assertThat(server.name()).isEqualTo("green-one");
		}
	}

	@Test
	void aPausedServerKeepsItsConnectionsAndAnswersOnceResumed() throws Exception {
		try (NatsTestServer server = builder().start(); Connection connection = Nats.connect(server.url())) {
			server.pause();
			server.pause();
			assertThatException().isThrownBy(() -> connection.flush(Duration.ofMillis(500)));
			assertThat(connection.getStatus()).isEqualTo(Connection.Status.CONNECTED);
			assertThat(server.isRunning()).isTrue();
			server.resume();
			server.resume();
			await().ignoreExceptions().untilAsserted(() -> connection.flush(Duration.ofSeconds(1)));
			assertThat(connection.getStatistics().getReconnects()).isZero();
		}
	}

	@Test
	void reloadTakesANewPasswordWhichARestartKeeps() {
		try (NatsTestServer server = builder().user("app", "old").start()) {
			assertThatCode(() -> connect(server, "old")).doesNotThrowAnyException();
			server.reload("authorization { user: app, password: new }");
			assertThatCode(() -> connect(server, "new")).doesNotThrowAnyException();
			assertThatException().isThrownBy(() -> connect(server, "old"));
			server.kill();
			server.restart();
			assertThatCode(() -> connect(server, "new")).doesNotThrowAnyException();
		}
	}

	@Test
	void onlySecureConnectionsAreLetInWithACertificate() throws Exception {
		TestCertificate certificate = TestCertificate.forHost("localhost");
		try (NatsTestServer server = builder().tls(certificate).start();
				Connection connection = Nats.connect(options(server).sslContext(certificate.trusting()).build())) {
			assertThat(connection.getServerInfo().isTLSRequired()).isTrue();
		}
	}

	@Test
	void aConfigurationTheServerRefusesIsAnErrorWithItsLog() {
		assertThatExceptionOfType(NatsTestServerException.class)
			.isThrownBy(() -> builder().configuration("no_such_option: 1").start())
			.withMessageContaining("ended before it answered")
			.withMessageContaining("no_such_option");
	}

	@Test
	void aPortSomebodyElseHasIsAnErrorThatSaysSo() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThatExceptionOfType(NatsTestServerException.class)
				.isThrownBy(() -> builder().port(taken.getLocalPort()).start())
				.withMessageContaining("Cannot start a container")
				.withMessageContaining("already");
		}
		assertThat(DockerClientFactory.instance()
			.client()
			.listContainersCmd()
			.withShowAll(true)
			.withStatusFilter(List.of("created"))
			.exec()).isEmpty();
	}

	@Test
	void aServerThatDoesNotRunCannotBePaused() {
		try (NatsTestServer server = builder().start()) {
			server.kill();
			assertThatExceptionOfType(NatsTestServerException.class).isThrownBy(server::pause)
				.withMessageContaining("does not run");
		}
	}

	@Test
	void theStoreIsNoDirectoryOfThisMachine() {
		try (NatsTestServer server = builder().start()) {
			assertThatExceptionOfType(NatsTestServerException.class).isThrownBy(server::storeDirectory)
				.withMessageContaining("runs in a container")
				.withMessageContaining("NATS_SERVER_PATH");
		}
	}

	@Test
	void closeRemovesTheContainerEvenOfAPausedServer() {
		NatsTestServer server = builder().start();
		assertThat(containersOn(server.port())).isOne();
		server.pause();
		server.close();
		server.close();
		assertThat(containersOn(server.port())).isZero();
		assertThat(server.isRunning()).isFalse();
	}

	@Test
	void whereThereIsNoExecutableAContainerRunsAndEndsWithTheVirtualMachine(@TempDir Path directory) throws Exception {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-cp", System.getProperty("java.class.path"), PrintsItsPort.class.getName())
			.directory(directory.toFile())
			.redirectError(ProcessBuilder.Redirect.INHERIT);
		builder.environment().remove("NATS_SERVER_PATH");
		builder.environment().put("PATH", directory.toString());
		Process java = builder.start();
		try (BufferedReader out = java.inputReader()) {
			String line = out.readLine();
			while (line != null && !line.startsWith("port ")) {
				line = out.readLine();
			}
			assertThat(line).isNotNull();
			int port = Integer.parseInt(line.substring("port ".length()));
			assertThat(containersOn(port)).isOne();
			java.getOutputStream().close();
			assertThat(java.waitFor(30, TimeUnit.SECONDS)).isTrue();
			await().untilAsserted(() -> assertThat(containersOn(port)).isZero());
		}
		finally {
			java.destroyForcibly();
		}
	}

	@Test
	void anImageThatCannotBeHadIsAReason() {
		assertThat(ContainerImages.fetch("NATS:not-a-name")).contains("cannot be had", "NATS_SERVER_IMAGE");
	}

	@Test
	void theSourceIsAContainerWhereThereIsNoExecutable(@TempDir Path directory) {
		NatsServerSource source = NatsServerSource.find(NatsServerBinary.find(Map.of(), directory), Map.of(),
				DockerEngine::find);
		assertThat(source.isAvailable()).isTrue();
		assertThat(source.reason()).startsWith("a container of nats:").contains("PATH has no nats-server");
		assertThat(source.runtime(directory, 4222, List.of())).isInstanceOf(ContainerServerRuntime.class);
	}

	private NatsTestServer.Builder builder() {
		return NatsTestServer.builder().source(this.container);
	}

	private static long containersOn(int port) {
		DockerClient client = DockerClientFactory.instance().client();
		return client.listContainersCmd()
			.withShowAll(true)
			.exec()
			.stream()
			.flatMap((container) -> List.of(container.getPorts()).stream())
			.filter((candidate) -> Integer.valueOf(port).equals(candidate.getPublicPort()))
			.count();
	}

	private static void connect(NatsTestServer server, String password) throws Exception {
		Nats.connect(options(server).userInfo("app", password).build()).close();
	}

	private static Options.Builder options(NatsTestServer server) {
		return Options.builder().server(server.url()).maxReconnects(0);
	}

	static final class PrintsItsPort {

		private PrintsItsPort() {
		}

		public static void main(String[] args) throws IOException {
			NatsTestServer server = NatsTestServer.start();
			System.out.println("port " + server.port());
			System.in.read();
		}

	}

}
