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

package io.github.natsboot.autoconfigure.diagnostics;

import java.util.List;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.autoconfigure.NatsAutoConfiguration;
import io.github.natsboot.autoconfigure.NatsConnectionDetails;
import io.github.natsboot.autoconfigure.NatsListenerAutoConfiguration;
import io.github.natsboot.autoconfigure.cache.NatsCacheAutoConfiguration;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.TestCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
class FailureReportIT {

	@Test
	void aServerThatIsAway(CapturedOutput output) {
		run("--nats.servers=nats://alice:s3cr3t@127.0.0.1:1");
		assertReport(output,
				"""
						Description:

						No NATS server could be reached.

						    Servers:        nats://127.0.0.1:1, set by nats.servers ("nats.servers" from property source "commandLineArgs")
						    Attempts:       1
						    Authentication: user information in the address
						    Failure:        Connection refused

						Action:

						Start a server, or tell the application where one is, with one of:

						    nats-server -js
						    docker run -p 4222:4222 nats -js
						    nats.servers=nats://<host>:4222
						""");
	}

	@Test
	void refusedCredentials(CapturedOutput output) {
		try (NatsTestServer server = NatsTestServer.builder().user("alice", "right").start()) {
			run("--nats.servers=" + server.url(), "--nats.username=alice", "--nats.password=s3cr3t");
			assertReport(output, """
					Description:

					The NATS server refused the credentials.

					    Servers:        %s, set by nats.servers ("nats.servers" from property source "commandLineArgs")
					    Attempts:       1
					    Authentication: user name and password

					Action:

					Correct nats.username, nats.password, or authenticate otherwise, with one of:

					    nats.username=<user> and nats.password=<password>
					    nats.token=<token>
					    nats.credentials.location=file:<app.creds>
					""".formatted(server.url()));
		}
	}

	@Test
	void aServiceConnectionThatIsDown(CapturedOutput output) {
		run("--details=true", "--nats.servers=nats://not.asked:4222");
		assertThat(output).contains("    Servers:        nats://localhost:1, told by the bean 'elsewhere'\n");
	}

	@Test
	void missingCredentials(CapturedOutput output) {
		try (NatsTestServer server = NatsTestServer.builder().user("alice", "right").start()) {
			run("--nats.servers=" + server.url());
			assertThat(output).contains("    Authentication: none\n")
				.contains("Authenticate, with one of:\n\n    nats.username=<user> and nats.password=<password>\n");
		}
	}

	@Test
	void aCertificateForAnotherHost(CapturedOutput output) {
		TestCertificate certificate = TestCertificate.forHost("wrong.example");
		try (NatsTestServer server = NatsTestServer.builder().configuration(certificate.configuration()).start()) {
			run("--nats.servers=tls://localhost:" + server.port(), "--nats.ssl.bundle=nats",
					"--nats.connection-timeout=2s",
					"--spring.ssl.bundle.pem.nats.truststore.certificate=" + certificate.file().toUri());
			assertThat(output).contains("No secure connection to NATS could be made.")
				.contains("No subject alternative DNS name matching localhost found.")
				.contains("    nats.ssl.bundle=nats\n");
		}
	}

	@Test
	void anAddressThatCannotWork(CapturedOutput output) {
		run("--nats.servers=nats://localhost:4222,http://alice:s3cr3t@localhost");
		assertReport(output, """
				Description:

				Property nats.servers[1] ("nats.servers" from property source "commandLineArgs") is invalid: \
				'http://localhost': the scheme 'http' is not one of nats, tls, ws and wss.

				Action:

				Set nats.servers to addresses such as nats://localhost:4222.
				""");
	}

	@Test
	void aStreamThatIsNotAsDeclared(CapturedOutput output) {
		try (NatsTestServer server = NatsTestServer.start()) {
			run("--nats.servers=" + server.url(), "--nats.jetstream.provisioning=verify",
					"--nats.jetstream.streams.ORDERS.subjects=order.>");
			assertThat(output).contains("  stream ORDERS: there is none on the server\n")
				.contains("Correct nats.jetstream.streams, the beans of type StreamConfiguration, or the streams of "
						+ "the server");
		}
	}

	@Test
	void aSubjectOfAStreamThatIsNone(CapturedOutput output) {
		try (NatsTestServer server = NatsTestServer.start()) {
			run("--nats.servers=" + server.url(), "--nats.jetstream.streams.ORDERS.subjects=t14..a");
			assertThat(output)
				.contains("Property nats.jetstream.streams.ORDERS.subjects (\"nats.jetstream.streams.ORDERS.subjects\" "
						+ "from property source \"commandLineArgs\") is invalid: ")
				.contains("position 4");
		}
	}

	@Test
	void aBucketThatIsNotThereAndMustNotBeMade(CapturedOutput output) {
		try (NatsTestServer server = NatsTestServer.start()) {
			run("--nats.servers=" + server.url(), "--nats.jetstream.provisioning=none",
					"--nats.jetstream.key-value.rates.history=2");
			assertThat(output).contains("Make it with `nats kv add rates`")
				.contains("Correct nats.jetstream.key-value.rates, or the streams of the server.");
		}
	}

	@Test
	void aBucketThatCannotKeepACache(CapturedOutput output) {
		try (NatsTestServer server = NatsTestServer.start()) {
			run("--nats.servers=" + server.url(), "--nats.jetstream.key-value.cache.history=2",
					"--nats.cache.enabled=true");
			assertThat(output).contains("Bucket 'cache' of the caches: it keeps 2 values of each key")
				.contains("Correct nats.cache, or the bucket that is named.");
		}
	}

	@Test
	void anUnknownSslBundle(CapturedOutput output) {
		run("--nats.ssl.bundle=nats");
		assertReport(output, """
				Description:

				Property nats.ssl.bundle ("nats.ssl.bundle" from property source "commandLineArgs") is invalid: \
				there is no SSL bundle 'nats' (there are none).

				Action:

				Define the bundle, for instance with \
				spring.ssl.bundle.pem.nats.truststore.certificate=classpath:ca.pem, or name another.
				""");
	}

	@Test
	void missingCredentialsFile(CapturedOutput output) {
		run("--nats.credentials.location=file:/nowhere/app.creds");
		assertReport(output, """
				Description:

				Property nats.credentials.location ("nats.credentials.location" from property source \
				"commandLineArgs") is invalid: URL [file:/nowhere/app.creds] does not exist.

				Action:

				Set nats.credentials.location to a credentials file that this process can read, such as \
				file:/etc/nats/app.creds.
				""");
	}

	@Test
	void aServerWithoutJetStream(CapturedOutput output) {
		try (NatsTestServer server = NatsTestServer.builder().jetStream(false).start()) {
			run("--nats.servers=" + server.url(), "--nats.jetstream.streams.ORDERS.subjects=order.>");
			assertReport(output, """
					Description:

					Stream 'ORDERS': the server does not answer the JetStream API. Is JetStream enabled on the server \
					(nats-server -js) and for the account?

					Action:

					Enable JetStream on the server, with one of:

					    nats-server -js
					""");
		}
	}

	@Test
	void aSubjectThatIsNotTheStreams(CapturedOutput output) {
		try (NatsTestServer server = NatsTestServer.start()) {
			run("--nats.servers=" + server.url(), "--nats.jetstream.streams.ORDERS.subjects=orders.>",
					"--listener=true");
			assertReport(output, """
					Description:

					Listener 'misplaced.screen' (Misplaced.screen(String)): the subject 'order.created' matches none \
					of the subjects of stream 'ORDERS', which are orders.>; it would never receive a message. \
					Correct the subject, or add it to the stream
					""");
		}
	}

	private static void run(String... arguments) {
		assertThatException()
			.isThrownBy(() -> new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
				.properties("logging.level.io.github.natsboot=trace", "logging.level.io.nats=trace",
						"logging.level.org.springframework=debug")
				.run(arguments)
				.close());
	}

	private static void assertReport(CapturedOutput output, String report) {
		assertThat(output.getAll()).contains("APPLICATION FAILED TO START").contains(report).doesNotContain("s3cr3t");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, NatsAutoConfiguration.class,
			NatsListenerAutoConfiguration.class, NatsCacheAutoConfiguration.class })
	static class Application {

		@Bean
		@ConditionalOnBooleanProperty("details")
		NatsConnectionDetails elsewhere() {
			return () -> List.of("nats://localhost:1");
		}

		@Bean
		@ConditionalOnBooleanProperty("listener")
		Misplaced misplaced() {
			return new Misplaced();
		}

	}

	static class Misplaced {

		@JetStreamListener(stream = "ORDERS", subjects = "order.created", durable = "fraud")
		void screen(String order) {
		}

	}

}
