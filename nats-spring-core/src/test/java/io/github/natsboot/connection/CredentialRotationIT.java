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

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import io.github.natsboot.event.NatsConnectionEvent;
import io.github.natsboot.event.NatsConnectionEvent.Type;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import io.nats.client.NKey;
import io.nats.client.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Credentials that are changed while a connection is open.
 */
@WithNatsServer
@ExtendWith(OutputCaptureExtension.class)
class CredentialRotationIT {

	private static final String SECRET = "s3cr3t-canary";

	private static final Duration GOAL = Duration.ofSeconds(5);

	private static final Duration REFUSED = Duration.ofSeconds(15);

	private final NatsConnectionEvents events = new NatsConnectionEvents();

	private final List<NatsConnectionEvent> published = new CopyOnWriteArrayList<>();

	private final Queue<String> received = new ConcurrentLinkedQueue<>();

	private NatsConnectionEventPublisher publisher = new NatsConnectionEventPublisher(
			(event) -> this.published.add((NatsConnectionEvent) event));

	@TempDir
	private Path directory;

	@BeforeEach
	void publishEvents() {
		this.events.addConnectionListener(this.publisher);
		this.events.addErrorListener(this.publisher);
		this.publisher.start();
	}

	@AfterEach
	void destroy(CapturedOutput output) {
		this.publisher.destroy();
		assertThat(output).doesNotContain(SECRET).doesNotContain("SUA");
		assertThat(this.published.toString()).doesNotContain(SECRET);
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "localhost" })
	void passwordThatTheServerRefusesForAWhile(String host) throws Exception {
		try (NatsTestServer server = NatsTestServer.builder().user("alice", SECRET).start();
				Connection connection = connect(NatsConnector.options()
					.server("nats://" + host + ":" + server.port())
					.userInfo("alice".toCharArray(), SECRET.toCharArray()))) {
			server.reload(user("another"));
			awaitRefusals(connection, 4);
			assertThat(this.events.getRefusal()).isEqualTo("Authorization Violation");
			assertThat(this.events.getLastError()).isEqualTo("Authorization Violation");
			server.reload(user(SECRET));
			awaitRecovery(connection);
			assertThat(this.events.getRefusal()).isNull();
			assertThat(this.events.getLastError()).isNull();
			await().until(() -> this.published.size() == 4);
			assertThat(this.published).extracting(NatsConnectionEvent::getType)
				.containsExactly(Type.CONNECTED, Type.DISCONNECTED, Type.CREDENTIALS_REFUSED, Type.RECONNECTED);
			assertThat(this.published.get(2).getReason()).isEqualTo("Authorization Violation");
		}
	}

	@Test
	void tokenIsAskedForAtEachAttempt() throws Exception {
		AtomicReference<String> token = new AtomicReference<>(SECRET);
		try (NatsTestServer server = NatsTestServer.builder().token(SECRET).start();
				Connection connection = connect(
						NatsConnector.options().server(server.url()).tokenSupplier(() -> token.get().toCharArray()))) {
			server.reload("authorization { token: \"" + SECRET + "-2\" }");
			awaitRefusals(connection, 3);
			token.set(SECRET + "-2");
			awaitRecovery(connection);
		}
	}

	@Test
	void nkeyInAFileIsRotatedTenTimes() throws Exception {
		Path file = this.directory.resolve("app.nk");
		NKey first = writeSeed(file);
		try (NatsTestServer server = NatsTestServer.builder().configuration(nkeys(first)).start();
				Connection connection = connect(NatsConnector.options()
					.server(server.url())
					.authHandler(new ReloadingCredentials(new FileSystemResource(file))))) {
			for (int i = 0; i < 10; i++) {
				NKey next = NKey.createUser(null);
				server.reload(nkeys(next));
				awaitRefusals(connection, (i + 1) * 2);
				Files.writeString(file, new String(next.getSeed()));
				awaitRecovery(connection);
			}
			assertThat(connection.getStatistics().getReconnects()).isEqualTo(10);
			assertThat(Set.copyOf(this.received)).hasSize(10);
		}
	}

	@Test
	void rotationInTheRightOrderIsOneQuickReconnect() throws Exception {
		Path file = this.directory.resolve("app.nk");
		NKey old = writeSeed(file);
		try (NatsTestServer server = NatsTestServer.builder().configuration(nkeys(old)).start();
				Connection connection = connect(NatsConnector.options()
					.server(server.url())
					.authHandler(new ReloadingCredentials(new FileSystemResource(file))))) {
			NKey next = NKey.createUser(null);
			server.reload(nkeys(old, next));
			Files.writeString(file, new String(next.getSeed()));
			server.reload(nkeys(next));
			awaitRecovery(connection);
			await().until(() -> connection.getStatistics().getReconnects() == 1);
			assertThat(this.events.getRefusalCount()).as("the end of the old session").isLessThanOrEqualTo(1);
			assertThat(this.published).extracting(NatsConnectionEvent::getType)
				.doesNotContain(Type.CREDENTIALS_REFUSED);
		}
	}

	@Test
	void fileThatIsMissingOrHalfWrittenForAWhile() throws Exception {
		Path file = this.directory.resolve("app.nk");
		NKey old = writeSeed(file);
		try (NatsTestServer server = NatsTestServer.builder().configuration(nkeys(old)).start();
				Connection connection = connect(NatsConnector.options()
					.server(server.url())
					.reconnectWait(Duration.ofMillis(500))
					.authHandler(new ReloadingCredentials(new FileSystemResource(file))))) {
			NKey next = NKey.createUser(null);
			Files.delete(file);
			server.reload(nkeys(next));
			await().atMost(REFUSED)
				.until(() -> (file + "] does not exist")
					.equals(String.valueOf(this.events.getLastError()).substring(6)));
			Files.writeString(file, new String(next.getSeed()).substring(0, 20));
			await().atMost(REFUSED).until(() -> String.valueOf(this.events.getLastError()).endsWith("its NKey seed"));
			Files.writeString(file, new String(next.getSeed()));
			awaitRecovery(connection);
		}
	}

	@Test
	void userJwtThatHasExpiredAndIsRenewedLater() throws Exception {
		TestOperator operator = new TestOperator();
		NKey user = NKey.createUser(null);
		Path file = this.directory.resolve("app.creds");
		operator.writeUser(file, user, Duration.ofSeconds(3), 0);
		try (NatsTestServer server = operator(operator);
				Connection connection = connect(NatsConnector.options()
					.server(server.url())
					.authHandler(new ReloadingCredentials(new FileSystemResource(file))))) {
			await().atMost(REFUSED).until(() -> this.events.getRefusalCount() > 0);
			// in the second it expires in, the server may take it once more, and for ever
			await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
			server.kill();
			server.restart();
			awaitRefusals(connection, 4);
			await().atMost(REFUSED).until(() -> "Authorization Violation".equals(this.events.getRefusal()));
			operator.writeUser(file, user, Duration.ZERO, 0);
			awaitRecovery(connection);
		}
	}

	@Test
	void userJwtThatIsRenewedInTime() throws Exception {
		TestOperator operator = new TestOperator();
		NKey user = NKey.createUser(null);
		Path file = this.directory.resolve("app.creds");
		operator.writeUser(file, user, Duration.ofSeconds(4), 0);
		try (NatsTestServer server = operator(operator);
				Connection connection = connect(NatsConnector.options()
					.server(server.url())
					.authHandler(new ReloadingCredentials(new FileSystemResource(file))))) {
			operator.writeUser(file, user, Duration.ZERO, 0);
			await().atMost(REFUSED).until(() -> connection.getStatistics().getReconnects() == 1);
			awaitRecovery(connection);
			assertThat(this.published).extracting(NatsConnectionEvent::getType)
				.doesNotContain(Type.CREDENTIALS_REFUSED);
		}
	}

	@Test
	void userThatIsRevokedAndGetsNewCredentials() throws Exception {
		TestOperator operator = new TestOperator();
		NKey user = NKey.createUser(null);
		Path file = this.directory.resolve("app.creds");
		operator.writeUser(file, user, Duration.ZERO, 60);
		try (NatsTestServer server = operator(operator);
				Connection connection = connect(NatsConnector.options()
					.server(server.url())
					.authHandler(new ReloadingCredentials(new FileSystemResource(file))))) {
			server.reload(operator.configuration(TestOperator.publicKey(user)));
			awaitRefusals(connection, 3);
			NKey another = NKey.createUser(null);
			operator.writeUser(file, another, Duration.ZERO, 0);
			awaitRecovery(connection);
		}
	}

	@Test
	void closingWhileCredentialsAreRefusedTakesNoTime() throws Exception {
		try (NatsTestServer server = NatsTestServer.builder().user("alice", SECRET).start()) {
			Connection connection = connect(NatsConnector.options()
				.server(server.url())
				.reconnectWait(Duration.ofSeconds(30))
				.userInfo("alice".toCharArray(), SECRET.toCharArray()));
			server.reload(user("another"));
			awaitRefusals(connection, 2);
			long start = System.nanoTime();
			connection.close();
			await().until(() -> connection.getStatus() == Status.CLOSED);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		}
	}

	@Test
	void aLimitOfAttemptsCountsRefusalsToo() throws Exception {
		try (NatsTestServer server = NatsTestServer.builder().user("alice", SECRET).start();
				Connection connection = connect(NatsConnector.options()
					.server(server.url())
					.maxReconnects(3)
					.userInfo("alice".toCharArray(), SECRET.toCharArray()))) {
			server.reload(user("another"));
			await().atMost(REFUSED).until(() -> connection.getStatus() == Status.CLOSED);
			assertThat(this.events.getRefusalCount()).isBetween(3L, 5L);
		}
	}

	private static NatsTestServer operator(TestOperator operator) throws Exception {
		return NatsTestServer.builder().jetStream(false).configuration(operator.configuration("")).start();
	}

	private static NKey writeSeed(Path file) throws Exception {
		NKey key = NKey.createUser(null);
		Files.writeString(file, new String(key.getSeed()));
		return key;
	}

	private static String nkeys(NKey... keys) throws Exception {
		List<String> users = new ArrayList<>();
		for (NKey key : keys) {
			users.add("{nkey: " + TestOperator.publicKey(key) + "}");
		}
		return "authorization { users: [" + String.join(", ", users) + "] }";
	}

	private static String user(String password) {
		return "authorization { users: [{user: alice, password: \"" + password + "\"}] }";
	}

	private Connection connect(Options.Builder options) throws Exception {
		Connection connection = new NatsConnector(this.events).connect(options);
		connection
			.createDispatcher((message) -> this.received.add(new String(message.getData(), StandardCharsets.UTF_8)))
			.subscribe("rotation");
		connection.flush(Duration.ofSeconds(5));
		return connection;
	}

	private void awaitRefusals(Connection connection, int count) {
		await().atMost(REFUSED).until(() -> this.events.getRefusalCount() >= count);
		assertThat(connection.getStatus()).isNotIn(Status.CONNECTED, Status.CLOSED);
	}

	private void awaitRecovery(Connection connection) throws Exception {
		long start = System.nanoTime();
		byte[] text = ("after " + start).getBytes(StandardCharsets.UTF_8);
		await().atMost(GOAL).until(() -> {
			// again and again, as one that is on its way at a disconnect is lost
			connection.publish("rotation", text);
			return this.received.contains("after " + start);
		});
		assertThat(connection.getStatus()).isEqualTo(Status.CONNECTED);
	}

}
