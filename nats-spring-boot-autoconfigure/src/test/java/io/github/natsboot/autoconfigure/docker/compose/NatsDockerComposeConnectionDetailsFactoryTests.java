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

import java.util.List;
import java.util.Map;

import io.github.natsboot.autoconfigure.NatsConnectionDetails;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.RunningService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link NatsDockerComposeConnectionDetailsFactory} that need no Docker.
 */
class NatsDockerComposeConnectionDetailsFactoryTests {

	private final RunningService service = mock(RunningService.class);

	private final ConnectionPorts ports = mock(ConnectionPorts.class);

	private final NatsDockerComposeConnectionDetailsFactory factory = new NatsDockerComposeConnectionDetailsFactory(
			new ContainerCommand(List.of("/missing/docker")));

	@BeforeEach
	void prepare() {
		given(this.service.name()).willReturn("nats-1");
		given(this.service.host()).willReturn("localhost");
		given(this.service.ports()).willReturn(this.ports);
		given(this.service.env()).willReturn(Map.of());
		given(this.service.labels()).willReturn(Map.of());
		given(this.ports.get(4222)).willReturn(32768);
	}

	@Test
	void theServerIsThePublishedPort() {
		NatsConnectionDetails details = this.factory.details(this.service);
		assertThat(details.getServers()).containsExactly("nats://localhost:32768");
		assertThat(details.getUsername()).isNull();
		assertThat(details.getPassword()).isNull();
		assertThat(details.getToken()).isNull();
		assertThat(details.getSslBundle()).isNull();
	}

	@Test
	void labelsBeatTheEnvironment() {
		given(this.service.labels())
			.willReturn(Map.of("io.github.natsboot.username", "app", "io.github.natsboot.password", "secret"));
		given(this.service.env()).willReturn(Map.of("NATS_TOKEN", "other"));
		NatsConnectionDetails details = this.factory.details(this.service);
		assertThat(details.getUsername()).isEqualTo("app");
		assertThat(details.getPassword()).isEqualTo("secret");
		assertThat(details.getToken()).isNull();
		assertThat(details.toString()).doesNotContain("secret");
	}

	@Test
	void aTokenCanBeALabel() {
		given(this.service.labels()).willReturn(Map.of("io.github.natsboot.token", "secret"));
		assertThat(this.factory.details(this.service).getToken()).isEqualTo("secret");
	}

	@Test
	void aPasswordInALabelNeedsAUser() {
		given(this.service.labels()).willReturn(Map.of("io.github.natsboot.password", "secret"));
		assertThatIllegalStateException().isThrownBy(() -> this.factory.details(this.service))
			.withMessageContaining("'nats-1'")
			.withMessageContaining("add the label io.github.natsboot.username")
			.withMessageNotContaining("secret");
	}

	@Test
	void aPortThatIsNotPublishedIsAnErrorThatSaysWhatToDo() {
		given(this.ports.get(4222)).willThrow(new IllegalStateException("No host port mapping found"));
		assertThatIllegalStateException().isThrownBy(() -> this.factory.details(this.service))
			.withMessageContaining("Port 4222 of service 'nats-1' is not published")
			.withMessageContaining("org.springframework.boot.ignore");
	}

	@Test
	void sslLabelsMakeASecureAddress() {
		given(this.service.labels())
			.willReturn(Map.of("org.springframework.boot.sslbundle.jks.truststore.location", "classpath:missing.jks"));
		NatsConnectionDetails details = this.factory.details(this.service);
		assertThat(details.getServers()).containsExactly("tls://localhost:32768");
		assertThat(details.getSslBundle()).isNotNull();
	}

}
