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
import io.github.natsboot.autoconfigure.docker.ServerCredentials;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.StringUtils;

/**
 * Makes {@link NatsConnectionDetails} of a service of Docker Compose whose image, or
 * label {@code org.springframework.boot.service-connection}, is {@code nats},
 * {@code synadia/nats-server} or {@code bitnami/nats}. The credentials are those in the
 * service's labels, else those in its environment, else those in its command.
 */
class NatsDockerComposeConnectionDetailsFactory extends DockerComposeConnectionDetailsFactory<NatsConnectionDetails> {

	static final String USERNAME_LABEL = "io.github.natsboot.username";

	static final String PASSWORD_LABEL = "io.github.natsboot.password";

	static final String TOKEN_LABEL = "io.github.natsboot.token";

	private static final int PORT = 4222;

	private final ContainerCommand command;

	NatsDockerComposeConnectionDetailsFactory() {
		this(new ContainerCommand());
	}

	NatsDockerComposeConnectionDetailsFactory(ContainerCommand command) {
		super(new String[] { "nats", "synadia/nats-server", "bitnami/nats", "bitnamilegacy/nats" },
				"io.nats.client.Connection");
		this.command = command;
	}

	@Override
	protected NatsConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
		return details(source.getRunningService());
	}

	NatsConnectionDetails details(RunningService service) {
		ServerCredentials credentials = labels(service).orElse(() -> ServerCredentials.ofEnvironment(service.env()))
			.orElse(() -> ServerCredentials.ofCommand(this.command.arguments(service.name())));
		return new NatsDockerComposeConnectionDetails(service, credentials);
	}

	private static ServerCredentials labels(RunningService service) {
		Map<String, String> labels = service.labels();
		String username = labels.get(USERNAME_LABEL);
		String password = labels.get(PASSWORD_LABEL);
		if (StringUtils.hasLength(password) && !StringUtils.hasLength(username)) {
			throw new IllegalStateException("Service '%s' has the label %s and no user to go with it: add the label %s"
				.formatted(service.name(), PASSWORD_LABEL, USERNAME_LABEL));
		}
		return ServerCredentials.of(username, password, labels.get(TOKEN_LABEL));
	}

	private static final class NatsDockerComposeConnectionDetails extends DockerComposeConnectionDetails
			implements NatsConnectionDetails {

		private final List<String> servers;

		private final ServerCredentials credentials;

		private final @Nullable SslBundle sslBundle;

		NatsDockerComposeConnectionDetails(RunningService service, ServerCredentials credentials) {
			super(service);
			this.credentials = credentials;
			this.sslBundle = getSslBundle(service);
			this.servers = List
				.of(((this.sslBundle != null) ? "tls" : "nats") + "://" + service.host() + ":" + port(service));
		}

		private static int port(RunningService service) {
			try {
				return service.ports().get(PORT);
			}
			catch (IllegalStateException ex) {
				throw new IllegalStateException(
						"Port %d of service '%s' is not published: add it to the ports of the service, such as \"%d\", or the label %s to leave the service alone"
							.formatted(PORT, service.name(), PORT, "org.springframework.boot.ignore"),
						ex);
			}
		}

		@Override
		public List<String> getServers() {
			return this.servers;
		}

		@Override
		public @Nullable String getUsername() {
			return this.credentials.getUsername();
		}

		@Override
		public @Nullable String getPassword() {
			return this.credentials.getPassword();
		}

		@Override
		public @Nullable String getToken() {
			return this.credentials.getToken();
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.sslBundle;
		}

	}

}
