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

import java.util.List;
import java.util.function.Consumer;

import io.github.natsboot.autoconfigure.NatsConnectionDetails;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.JksTrustStore;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link NatsContainerConnectionDetailsFactory} with containers that only
 * pretend to run.
 */
class NatsContainerConnectionDetailsFactoryTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ServiceConnectionAutoConfiguration.class));

	@Test
	void theServerIsTheMappedPort() {
		assertThatDetails(new NatsContainer(), (details) -> {
			assertThat(details.getServers()).containsExactly("nats://docker.example.com:34222");
			assertThat(details.getUsername()).isNull();
			assertThat(details.getPassword()).isNull();
			assertThat(details.getToken()).isNull();
			assertThat(details.getSslBundle()).isNull();
		});
	}

	@Test
	void theModulesOfTheCommunityPutAUserIntoTheCommand() {
		assertThatDetails(new NatsContainer().withAuth("app", "secret"), (details) -> {
			assertThat(details.getUsername()).isEqualTo("app");
			assertThat(details.getPassword()).isEqualTo("secret");
			assertThat(details.toString()).doesNotContain("secret");
		});
	}

	@Test
	void theModulesOfTheCommunityPutATokenIntoTheCommand() {
		assertThatDetails(new NatsContainer().withAuthToken("secret"),
				(details) -> assertThat(details.getToken()).isEqualTo("secret"));
	}

	@Test
	void theEnvironmentCountsWhereTheCommandSaysNothing() {
		NatsContainer container = new NatsContainer().withEnv("NATS_USERNAME", "app")
			.withEnv("NATS_PASSWORD", "secret");
		assertThatDetails(container, (details) -> {
			assertThat(details.getUsername()).isEqualTo("app");
			assertThat(details.getPassword()).isEqualTo("secret");
		});
		assertThatDetails(container.withCommand("-js", "--auth", "t0ken"), (details) -> {
			assertThat(details.getToken()).isEqualTo("t0ken");
			assertThat(details.getUsername()).isNull();
		});
	}

	@Test
	void aPortThatIsNotMappedIsAnErrorThatSaysWhatToDo() {
		NatsContainer container = new NatsContainer();
		container.setExposedPorts(List.of());
		assertThatDetails(container,
				(details) -> assertThatIllegalStateException().isThrownBy(details::getServers)
					.withMessageContaining("Port 4222 of the container of nats:2.15.1")
					.withMessageContaining("call withExposedPorts(4222)"));
	}

	@Test
	void aTrustStoreMakesASecureAddress() {
		this.runner.withBean(NatsContainer.class, NatsContainer::new)
			.withUserConfiguration(Secure.class)
			.run((context) -> {
				NatsConnectionDetails details = context.getBean(NatsConnectionDetails.class);
				assertThat(details.getServers()).containsExactly("tls://docker.example.com:34222");
				assertThat(details.getSslBundle()).isNotNull();
			});
	}

	private void assertThatDetails(NatsContainer container, Consumer<NatsConnectionDetails> assertions) {
		this.runner.withBean("source", NatsContainer.class, () -> container)
			.withUserConfiguration(Plain.class)
			.run((context) -> {
				assertThat(context).hasSingleBean(NatsConnectionDetails.class);
				assertions.accept(context.getBean(NatsConnectionDetails.class));
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class Plain {

		@Bean
		@ServiceConnection("nats")
		GenericContainer<?> container(NatsContainer source) {
			return source;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Secure {

		@Bean
		@ServiceConnection("nats")
		@JksTrustStore(location = "classpath:missing.jks")
		GenericContainer<?> container(NatsContainer source) {
			return source;
		}

	}

	/**
	 * As the modules for NATS that there are: ports in the constructor, credentials in
	 * the command.
	 */
	static final class NatsContainer extends GenericContainer<NatsContainer> {

		NatsContainer() {
			super(DockerImageName.parse("nats:2.15.1"));
			withExposedPorts(4222, 6222, 8222);
		}

		NatsContainer withAuth(String username, String password) {
			return withCommand("--user", username, "--pass", password);
		}

		NatsContainer withAuthToken(String token) {
			return withCommand("--name", "one", "--port", "4222", "--auth", token);
		}

		@Override
		public void start() {
			// There is no engine.
		}

		@Override
		public void stop() {
			// There is no engine.
		}

		@Override
		public boolean isRunning() {
			return true;
		}

		@Override
		public String getHost() {
			return "docker.example.com";
		}

		@Override
		public String getDockerImageName() {
			return "nats:2.15.1";
		}

		@Override
		public Integer getMappedPort(int port) {
			if (!getExposedPorts().contains(port)) {
				throw new IllegalArgumentException("Requested port (" + port + ") is not mapped");
			}
			return port + 30_000;
		}

	}

}
