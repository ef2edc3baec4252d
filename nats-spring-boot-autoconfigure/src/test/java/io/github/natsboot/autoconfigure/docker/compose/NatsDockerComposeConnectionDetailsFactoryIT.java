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

package io.github.natsboot.autoconfigure.docker.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.autoconfigure.NatsAutoConfiguration;
import io.github.natsboot.autoconfigure.NatsListenerAutoConfiguration;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.test.server.RequiresDocker;
import io.github.natsboot.test.server.TestCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link NatsDockerComposeConnectionDetailsFactory} with the services of
 * {@code compose.yaml}, each of them in a profile of its own.
 */
@RequiresDocker(compose = true)
@ExtendWith(OutputCaptureExtension.class)
class NatsDockerComposeConnectionDetailsFactoryIT {

	private static final Path DIRECTORY = Path
		.of("target/test-classes/io/github/natsboot/autoconfigure/docker/compose");

	private static final Path SERVICES = DIRECTORY.resolve("compose.yaml");

	@ParameterizedTest
	@ValueSource(strings = { "plain", "command", "command-token", "environment", "labels" })
	void messagesGoThereAndBack(String profile, CapturedOutput output) {
		assertRoundTrip(SERVICES, "--spring.docker.compose.profiles.active=" + profile);
		assertThat(output).doesNotContain("s3cret").doesNotContain("inspect");
	}

	@Test
	void messagesGoThereAndBackSecurely() throws IOException {
		TestCertificate certificate = TestCertificate.forHost("localhost");
		Path certificates = Files.createDirectories(DIRECTORY.resolve("certificates"));
		Files.write(certificates.resolve("cert.pem"), Files.readAllBytes(certificate.file()));
		Files.write(certificates.resolve("key.pem"), Files.readAllBytes(certificate.keyFile()));
		assertRoundTrip(SERVICES, "--spring.docker.compose.profiles.active=tls");
	}

	@ParameterizedTest
	@ValueSource(strings = { "command", "labels" })
	void theDocumentedFilesWork(String name) {
		assertRoundTrip(Path.of("target/test-classes/docs/compose", name, "compose.yaml"));
	}

	private static void assertRoundTrip(Path file, String... arguments) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(
				Map.of("spring.docker.compose.file", file.toString(), "spring.docker.compose.skip.in-tests", "false",
						"spring.docker.compose.stop.command", "down", "spring.docker.compose.stop.timeout", "0s"));
		try (ConfigurableApplicationContext context = application.run(arguments)) {
			NatsOperations nats = context.getBean(NatsOperations.class);
			assertThat(nats.request("greeting", "NATS", String.class)).isEqualTo("Hello NATS");
			nats.publish("news", "first");
			BlockingQueue<String> received = context.getBean(Application.class).received;
			await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(received).containsExactly("first"));
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

}
