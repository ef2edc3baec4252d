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

package io.github.natsboot.autoconfigure.testcontainers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.autoconfigure.NatsAutoConfiguration;
import io.github.natsboot.autoconfigure.NatsConnectionDetails;
import io.github.natsboot.autoconfigure.NatsListenerAutoConfiguration;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.test.server.NatsServerSource;
import io.github.natsboot.test.server.RequiresDocker;
import io.github.natsboot.test.server.TestCertificate;
import io.nats.client.Connection;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.PemTrustStore;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link NatsContainerConnectionDetailsFactory} with real containers.
 */
@RequiresDocker
class NatsContainerConnectionDetailsFactoryIT {

	private static final String CERTIFICATE = "target/container-certificate/cert.pem";

	@Nested
	@Testcontainers
	@SpringJUnitConfig(Application.class)
	class Plain extends RoundTrip {

		@Container
		@ServiceConnection
		static final GenericContainer<?> nats = nats();

	}

	@Nested
	@Testcontainers
	@SpringJUnitConfig(Application.class)
	class WithUserInTheCommand extends RoundTrip {

		@Container
		@ServiceConnection
		static final GenericContainer<?> nats = nats().withCommand("-js", "--user", "app", "--pass", "secret");

	}

	@Nested
	@Testcontainers
	@SpringJUnitConfig(Application.class)
	class WithUserButNoPasswordInTheCommand extends RoundTrip {

		@Container
		@ServiceConnection
		static final GenericContainer<?> nats = nats().withCommand("--user", "app");

	}

	@Nested
	@Testcontainers
	@SpringJUnitConfig(Application.class)
	class WithTokenInTheCommandThatAModifierSets extends RoundTrip {

		@Container
		@ServiceConnection
		static final GenericContainer<?> nats = nats()
			.withCreateContainerCmdModifier((command) -> command.withCmd("--auth=secret"));

	}

	@Nested
	@Testcontainers
	@SpringJUnitConfig(Application.class)
	class WithUserInTheEnvironment extends RoundTrip {

		@Container
		@ServiceConnection
		static final GenericContainer<?> nats = nats().withEnv("NATS_USERNAME", "app")
			.withEnv("NATS_PASSWORD", "secret")
			.withCopyToContainer(Transferable.of("authorization { user: $NATS_USERNAME, password: $NATS_PASSWORD }"),
					"/nats.conf")
			.withCommand("--config", "/nats.conf");

	}

	@Nested
	@Testcontainers
	@SpringJUnitConfig(Application.class)
	class Secure extends RoundTrip {

		@Container
		@ServiceConnection
		@PemTrustStore(certificate = "file:" + CERTIFICATE)
		static final GenericContainer<?> nats = secure();

		@Autowired
		private NatsConnectionDetails details;

		@Autowired
		private Connection connection;

		@Test
		void theConnectionIsSecure() {
			assertThat(this.details.getServers()).singleElement().asString().startsWith("tls://");
			assertThat(this.connection.getServerInfo().isTLSRequired()).isTrue();
		}

	}

	@Test
	void aPortThatIsNotExposedIsAnErrorThatSaysWhatToDo() {
		new ApplicationContextRunner().withUserConfiguration(Application.class, Unexposed.class)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Port 4222 of the container of " + NatsServerSource.IMAGE)
				.hasStackTraceContaining("call withExposedPorts(4222)"));
	}

	private static GenericContainer<?> nats() {
		return new GenericContainer<>(NatsServerSource.IMAGE).withExposedPorts(4222)
			.waitingFor(Wait.forLogMessage(".*Server is ready.*", 1));
	}

	private static GenericContainer<?> secure() {
		TestCertificate certificate = TestCertificate.forHost("localhost");
		try {
			byte[] content = Files.readAllBytes(certificate.file());
			Files.createDirectories(Path.of(CERTIFICATE).getParent());
			Files.write(Path.of(CERTIFICATE), content);
			return nats().withCopyToContainer(Transferable.of(content), "/cert.pem")
				.withCopyToContainer(Transferable.of(Files.readAllBytes(certificate.keyFile())), "/key.pem")
				.withCommand("--tls", "--tlscert", "/cert.pem", "--tlskey", "/key.pem");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	abstract static class RoundTrip {

		@Autowired
		private NatsOperations nats;

		@Autowired
		private Application application;

		@Test
		void messagesGoThereAndBack() {
			assertThat(this.nats.request("greeting", "NATS", String.class)).isEqualTo("Hello NATS");
			this.nats.publish("news", "first");
			await().atMost(Duration.ofSeconds(10))
				.untilAsserted(() -> assertThat(this.application.received).containsExactly("first"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, NatsAutoConfiguration.class,
			NatsListenerAutoConfiguration.class })
	static class Application {

		private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		@NatsListener(subjects = "news")
		void receive(String text) {
			this.received.add(text);
		}

		@NatsListener(subjects = "greeting")
		String greet(String name) {
			return "Hello " + name;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ServiceConnectionAutoConfiguration.class)
	static class Unexposed {

		@Bean
		@ServiceConnection("nats")
		GenericContainer<?> container() {
			return new GenericContainer<>(NatsServerSource.IMAGE)
				.waitingFor(Wait.forLogMessage(".*Server is ready.*", 1));
		}

	}

}
