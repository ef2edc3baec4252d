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

package io.github.natsboot.test;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.github.natsboot.autoconfigure.NatsConnectionDetails;
import io.github.natsboot.test.server.NatsTestCluster;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.TestCertificate;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.util.StringUtils;

/**
 * A server, or a cluster of them, that runs for tests, and how to connect to it. Those
 * that are shared run until the JVM ends.
 */
final class RunningServer implements AutoCloseable {

	private static final ConcurrentMap<ServerSettings, RunningServer> SHARED = new ConcurrentHashMap<>();

	private final ServerSettings settings;

	private final @Nullable NatsTestServer server;

	private final @Nullable NatsTestCluster cluster;

	private final @Nullable SslBundle sslBundle;

	private RunningServer(ServerSettings settings) {
		this.settings = settings;
		TestCertificate certificate = settings.tls() ? TestCertificate.forHost("localhost") : null;
		this.sslBundle = (certificate != null) ? SslBundle.of(SslStoreBundle.of(null, null, certificate.trustStore()))
				: null;
		if (settings.servers() == 1) {
			NatsTestServer.Builder builder = NatsTestServer.builder();
			settings.apply(builder, certificate);
			this.server = builder.start();
			this.cluster = null;
		}
		else {
			this.server = null;
			this.cluster = NatsTestCluster.start(settings.servers(), (builder) -> settings.apply(builder, certificate));
		}
	}

	static RunningServer shared(ServerSettings settings) {
		return SHARED.compute(settings,
				(asked, known) -> (known != null && !known.isClosed()) ? known : new RunningServer(asked));
	}

	static RunningServer exclusive(ServerSettings settings) {
		return new RunningServer(settings);
	}

	/**
	 * What tests can get hold of.
	 */
	Object bean() {
		return (this.server != null) ? this.server : cluster();
	}

	private NatsTestCluster cluster() {
		if (this.cluster == null) {
			throw new IllegalStateException("There is neither a server nor a cluster");
		}
		return this.cluster;
	}

	/**
	 * Undo what a test has done to the server: other tests count on it.
	 */
	void restore() {
		boolean restored = false;
		RuntimeException failure = null;
		for (NatsTestServer one : servers()) {
			try {
				restored |= one.restore();
			}
			catch (RuntimeException ex) {
				failure = ex;
			}
		}
		if (failure != null) {
			throw new IllegalStateException(
					"The server of the tests cannot be brought back, so the tests that follow have none", failure);
		}
		if (this.cluster != null && restored) {
			this.cluster.awaitReady();
		}
	}

	private boolean isClosed() {
		return servers().stream().anyMatch(NatsTestServer::isClosed);
	}

	private List<NatsTestServer> servers() {
		return (this.server != null) ? List.of(this.server) : cluster().servers();
	}

	List<String> urls() {
		return servers().stream().map(NatsTestServer::url).toList();
	}

	NatsConnectionDetails connectionDetails() {
		return new ConnectionDetails();
	}

	@Override
	public void close() {
		if (this.server != null) {
			this.server.close();
		}
		else {
			cluster().close();
		}
	}

	private final class ConnectionDetails implements NatsConnectionDetails {

		@Override
		public List<String> getServers() {
			return urls();
		}

		@Override
		public @Nullable String getUsername() {
			return textOrNull(RunningServer.this.settings.username());
		}

		@Override
		public @Nullable String getPassword() {
			return textOrNull(RunningServer.this.settings.password());
		}

		@Override
		public @Nullable String getToken() {
			return textOrNull(RunningServer.this.settings.token());
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return RunningServer.this.sslBundle;
		}

		private static @Nullable String textOrNull(String text) {
			return StringUtils.hasLength(text) ? text : null;
		}

	}

}
