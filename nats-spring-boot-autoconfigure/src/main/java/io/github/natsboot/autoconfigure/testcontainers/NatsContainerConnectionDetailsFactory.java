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

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.github.dockerjava.api.command.InspectContainerResponse;
import io.github.natsboot.autoconfigure.NatsConnectionDetails;
import io.github.natsboot.autoconfigure.docker.ServerCredentials;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Container;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;

/**
 * Makes {@link NatsConnectionDetails} of any container whose image, or the name given in
 * {@code @ServiceConnection}, is {@code nats}, {@code synadia/nats-server} or
 * {@code bitnami/nats}. The credentials are those in the container's command, else those
 * in its environment.
 */
class NatsContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<Container<?>, NatsConnectionDetails> {

	private static final int PORT = 4222;

	NatsContainerConnectionDetailsFactory() {
		super(List.of("nats", "synadia/nats-server", "bitnami/nats", "bitnamilegacy/nats"),
				"io.nats.client.Connection");
	}

	@Override
	protected NatsConnectionDetails getContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
		return new NatsContainerConnectionDetails(source);
	}

	private static final class NatsContainerConnectionDetails extends ContainerConnectionDetails<Container<?>>
			implements NatsConnectionDetails {

		private NatsContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
			super(source);
		}

		@Override
		public List<String> getServers() {
			String scheme = (getSslBundle() != null) ? "tls" : "nats";
			return List.of(scheme + "://" + getContainer().getHost() + ":" + port());
		}

		private int port() {
			Container<?> container = getContainer();
			try {
				return container.getMappedPort(PORT);
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalStateException(
						"Port %d of the container of %s at %s is not mapped: call withExposedPorts(%d) on the container"
							.formatted(PORT, container.getDockerImageName(), getOrigin(), PORT),
						ex);
			}
		}

		@Override
		public @Nullable String getUsername() {
			return credentials().getUsername();
		}

		@Override
		public @Nullable String getPassword() {
			return credentials().getPassword();
		}

		@Override
		public @Nullable String getToken() {
			return credentials().getToken();
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return super.getSslBundle();
		}

		private ServerCredentials credentials() {
			return ServerCredentials.ofCommand(command()).orElse(() -> ServerCredentials.ofEnvironment(environment()));
		}

		/**
		 * What the engine runs, which the image or a modifier may have a part in; what
		 * the container was told, where there is no engine to ask.
		 */
		private List<String> command() {
			InspectContainerResponse info = getContainer().getContainerInfo();
			@Nullable String @Nullable [] arguments = (info != null) ? info.getArgs() : getContainer().getCommandParts();
			return (arguments != null) ? Arrays.asList(arguments) : List.of();
		}

		private Map<String, String> environment() {
			InspectContainerResponse info = getContainer().getContainerInfo();
			Map<String, String> environment = new LinkedHashMap<>();
			if (info != null && info.getConfig().getEnv() != null) {
				for (String variable : info.getConfig().getEnv()) {
					int equals = variable.indexOf('=');
					if (equals > 0) {
						environment.put(variable.substring(0, equals), variable.substring(equals + 1));
					}
				}
			}
			environment.putAll(getContainer().getEnvMap());
			return environment;
		}

	}

}
