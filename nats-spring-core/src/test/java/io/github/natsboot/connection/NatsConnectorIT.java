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

package io.github.natsboot.connection;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.natsboot.core.ConnectFailedException;
import io.github.natsboot.core.ConnectFailedException.Reason;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.TestCertificate;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

@WithNatsServer
@ExtendWith(OutputCaptureExtension.class)
class NatsConnectorIT {

	private final NatsConnectionEvents events = new NatsConnectionEvents();

	@Test
	void consumingGoesOnAfterAHeaderThatTheClientCannotParse(NatsTestServer server) throws Exception {
		Queue<String> received = new ConcurrentLinkedQueue<>();
		try (Connection connection = connect(NatsConnector.options().server(server.url()))) {
			connection
				.createDispatcher((message) -> received.add(new String(message.getData(), StandardCharsets.UTF_8)))
				.subscribe("poison");
			connection.flush(Duration.ofSeconds(5));
			publishRaw(server, "poison", "NATS/1.0\r\nName: s3cr3t-gr\u00fc\u00df\r\n\r\n", "never seen");
			await().atMost(Duration.ofSeconds(2)).until(() -> this.events.getReaderFailureCount() == 1);
			await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> {
				publishRaw(server, "poison", "NATS/1.0\r\nName: value\r\n\r\n", "seen");
				assertThat(received).contains("seen");
			});
			assertThat(connection.getStatus()).isEqualTo(Status.CONNECTED);
		}
		assertThat(received).doesNotContain("never seen");
	}

	@Test
	void theReportOfADeadReaderHasNoHeaderValue(NatsTestServer server, CapturedOutput output) throws Exception {
		try (Connection connection = connect(NatsConnector.options().server(server.url()))) {
			connection.createDispatcher((message) -> {
			}).subscribe("poison");
			connection.flush(Duration.ofSeconds(5));
			publishRaw(server, "poison", "NATS/1.0\r\nName: s3cr3t-gr\u00fc\u00df\r\n\r\n", "s3cr3t");
			await().until(() -> this.events.getReaderFailureCount() == 1);
			await().until(() -> output.getOut().contains("Reconnected to NATS"));
		}
		assertThat(output).contains("malformed message: reconnecting").doesNotContain("s3cr3t");
	}

	@Test
	void aServerThatIsAwayIsToldApart() {
		ConnectFailedException failure = failure(
				NatsConnector.options().server("nats://alice:s3cr3t@127.0.0.1:1").server("nats://127.0.0.1:2"));
		assertThat(failure.getReason()).isEqualTo(Reason.UNREACHABLE);
		assertThat(failure.getServers()).containsExactlyInAnyOrder("nats://127.0.0.1:1", "nats://127.0.0.1:2");
		assertThat(failure.getAttempts()).isEqualTo(2);
		assertThat(failure.getAuthentication()).isEqualTo("user information in the address");
		assertThat(failure).hasMessageContaining("Connection refused");
	}

	@Test
	void refusedCredentialsAreToldApartAndShownNowhere(CapturedOutput output) {
		try (NatsTestServer server = NatsTestServer.builder().user("alice", "right").start()) {
			ConnectFailedException failure = failure(NatsConnector.options()
				.server(server.url())
				.userInfo("alice".toCharArray(), "s3cr3t".toCharArray()));
			assertThat(failure.getReason()).isEqualTo(Reason.AUTHENTICATION);
			assertThat(failure.getAuthentication()).isEqualTo("user name and password");
			assertThat(failure.getServers()).containsExactly(server.url());
			assertThat(failure).hasMessage("Could not connect to NATS at " + server.url()
					+ ": the server refused the credentials (user name and password)");
			String address = server.url().replace("//", "//alice:s3cr3t@");
			assertThat(failure(NatsConnector.options().server(address)).getReason()).isEqualTo(Reason.AUTHENTICATION);
		}
		assertThat(output).doesNotContain("s3cr3t");
	}

	@Test
	void anUnsecuredClientOfASecureServerIsToldToSecure() {
		TestCertificate certificate = TestCertificate.forHost("localhost");
		try (NatsTestServer server = secure(certificate)) {
			assertThat(failure(NatsConnector.options().server(server.url())).getReason()).isEqualTo(Reason.TLS);
		}
	}

	@Test
	void aCertificateForTheHostIsAccepted() throws Exception {
		TestCertificate certificate = TestCertificate.forHost("localhost");
		try (NatsTestServer server = secure(certificate);
				Connection connection = connect(NatsConnector.options()
					.server("tls://localhost:" + server.port())
					.sslContext(certificate.trusting()))) {
			assertThat(connection.RTT()).isPositive();
		}
	}

	@Test
	void aCertificateForAnotherHostIsRefused() {
		TestCertificate certificate = TestCertificate.forHost("wrong.example");
		try (NatsTestServer server = secure(certificate)) {
			ConnectFailedException failure = failure(NatsConnector.options()
				.server("tls://localhost:" + server.port())
				.sslContext(certificate.trusting()));
			assertThat(failure.getReason()).isEqualTo(Reason.TLS);
			assertThat(failure).hasMessageContaining("localhost");
		}
	}

	@Test
	void aCertificateNobodyVouchesForIsRefused() {
		try (NatsTestServer server = secure(TestCertificate.forHost("localhost"))) {
			ConnectFailedException failure = failure(NatsConnector.options()
				.server("tls://localhost:" + server.port())
				.sslContext(TestCertificate.forHost("localhost").trusting()));
			assertThat(failure.getReason()).isEqualTo(Reason.TLS);
		}
	}

	@Test
	void zeroJitterAndAHugeNumberOfReconnectsDoNotEndTheConnection() throws Exception {
		try (NatsTestServer server = NatsTestServer.start();
				Connection connection = connect(NatsConnector.options()
					.server(server.url())
					.reconnectJitter(Duration.ZERO)
					.reconnectWait(Duration.ofMillis(50))
					.maxReconnects(Integer.MAX_VALUE))) {
			server.kill();
			await().until(() -> connection.getStatus() != Status.CONNECTED);
			server.restart();
			await().atMost(Duration.ofSeconds(10)).until(() -> connection.getStatus() == Status.CONNECTED);
		}
	}

	@Test
	void listenersInTheOptionsAreCalledToo(NatsTestServer server) throws Exception {
		List<Events> seen = new CopyOnWriteArrayList<>();
		try (Connection connection = connect(
				NatsConnector.options().server(server.url()).connectionListener((source, event) -> seen.add(event)))) {
			await().until(() -> seen.contains(Events.CONNECTED));
			assertThat(connection.getOptions().isReportNoResponders()).isTrue();
			assertThat(connection.getOptions().useTimeoutException()).isTrue();
			assertThat(connection.getOptions().getMaxReconnect()).isEqualTo(-1);
			assertThat(connection.getOptions().getRequestCleanupInterval()).isEqualTo(Duration.ofSeconds(1));
		}
	}

	private static NatsTestServer secure(TestCertificate certificate) {
		return NatsTestServer.builder().configuration(certificate.configuration()).start();
	}

	private Connection connect(Options.Builder options) {
		return new NatsConnector(this.events).connect(options);
	}

	private ConnectFailedException failure(Options.Builder options) {
		ConnectFailedException failure = catchThrowableOfType(ConnectFailedException.class,
				() -> new NatsConnector(new NatsConnectionEvents()).connect(options));
		assertThat(failure).as("failure to connect").isNotNull();
		StringWriter trace = new StringWriter();
		failure.printStackTrace(new PrintWriter(trace));
		assertThat(trace.toString()).doesNotContain("s3cr3t");
		return failure;
	}

	private static void publishRaw(NatsTestServer server, String subject, String headers, String body)
			throws Exception {
		byte[] head = headers.getBytes(StandardCharsets.UTF_8);
		byte[] payload = body.getBytes(StandardCharsets.UTF_8);
		try (Socket socket = new Socket("127.0.0.1", server.port())) {
			socket.getOutputStream()
				.write(("CONNECT {\"verbose\":false,\"headers\":true}\r\nHPUB " + subject + " " + head.length + " "
						+ (head.length + payload.length) + "\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			socket.getOutputStream().write(head);
			socket.getOutputStream().write(payload);
			socket.getOutputStream().write("\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII));
			socket.getOutputStream().flush();
			StringBuilder answer = new StringBuilder();
			while (answer.indexOf("PONG") < 0) {
				answer.append((char) socket.getInputStream().read());
			}
		}
	}

}
