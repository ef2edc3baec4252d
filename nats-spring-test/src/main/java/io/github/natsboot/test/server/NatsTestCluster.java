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

package io.github.natsboot.test.server;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ClusterInfo;

/**
 * Several {@linkplain NatsTestServer real servers} that form a cluster, for tests of
 * replicas and failover. Each can be killed, paused and started again by itself, and
 * finds the others again. They need a nats-server on this machine; containers do not do.
 *
 * <pre class="code">
 * try (NatsTestCluster cluster = NatsTestCluster.start(3)) {
 *     Connection connection = Nats.connect(cluster.url());
 *     cluster.leaderOf(connection.jetStreamManagement(), "ORDERS").kill();
 * }
 * </pre>
 *
 * Methods may be called by any thread. Those that wait do so for at most 30 seconds, and
 * throw a {@link NatsTestServerException} when what they wait for does not come.
 *
 * @since 0.1.0
 */
public final class NatsTestCluster implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final int ATTEMPTS = 5;

	private final List<Node> nodes;

	private NatsTestCluster(List<Node> nodes) {
		this.nodes = List.copyOf(nodes);
	}

	/**
	 * Start a cluster with JetStream, without credentials, on free ports.
	 * @param size the number of servers, 2 or more; JetStream needs 3 to survive the loss
	 * of one
	 * @return the cluster, when it is {@linkplain #awaitReady() ready}
	 * @throws NatsTestServerException if there is no nats-server or it does not start
	 */
	public static NatsTestCluster start(int size) {
		return start(size, (server) -> {
		});
	}

	/**
	 * Start a cluster on free ports.
	 * @param size the number of servers, 2 or more; JetStream needs 3 to survive the loss
	 * of one
	 * @param customizer describes each of the servers; name, port, monitoring and routes
	 * are given
	 * @return the cluster, when it is {@linkplain #awaitReady() ready}
	 * @throws NatsTestServerException if there is no nats-server or it does not start
	 */
	public static NatsTestCluster start(int size, Consumer<NatsTestServer.Builder> customizer) {
		if (size < 2) {
			throw new IllegalArgumentException("A cluster has 2 servers or more, not " + size);
		}
		NatsServerSource source = NatsServerSource.find().forCluster();
		if (!source.isAvailable()) {
			throw new NatsTestServerException("No nats-server to test with: " + source.reason());
		}
		for (int attempt = 1;; attempt++) {
			try {
				return attempt(size, customizer);
			}
			catch (NatsTestServerException ex) {
				// Somebody may take a free port before the server does.
				if (attempt == ATTEMPTS || !String.valueOf(ex.getMessage()).contains("address already in use")) {
					throw ex;
				}
			}
		}
	}

	private static NatsTestCluster attempt(int size, Consumer<NatsTestServer.Builder> customizer) {
		List<Integer> routes = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			routes.add(NatsTestServer.Builder.freePort());
		}
		String name = "test-cluster-" + routes.get(0);
		String peers = routes.stream()
			.map((port) -> "\"nats://127.0.0.1:" + port + "\"")
			.collect(Collectors.joining(", "));
		List<Node> started = new ArrayList<>();
		NatsTestCluster cluster;
		try {
			for (int i = 0; i < size; i++) {
				int monitoring = NatsTestServer.Builder.freePort();
				NatsTestServer.Builder server = NatsTestServer.builder();
				customizer.accept(server);
				started.add(new Node(server.name(name + "-" + (i + 1))
					.configuration("cluster { name: \"" + name + "\", listen: \"127.0.0.1:" + routes.get(i)
							+ "\", routes: [" + peers + "] }", "http: \"127.0.0.1:" + monitoring + "\"")
					.start(), monitoring));
			}
			cluster = new NatsTestCluster(started);
			cluster.awaitReady();
		}
		catch (RuntimeException ex) {
			started.forEach((node) -> node.server().close());
			throw ex;
		}
		return cluster;
	}

	/**
	 * Return the servers, also those that do not run.
	 * @return the servers, in the order in which they were started
	 */
	public List<NatsTestServer> servers() {
		return this.nodes.stream().map(Node::server).toList();
	}

	/**
	 * Return the addresses of all servers, without credentials.
	 * @return the addresses, in the order of {@link #servers()}
	 */
	public List<String> urls() {
		return this.nodes.stream().map((node) -> node.server().url()).toList();
	}

	/**
	 * Return the addresses of all servers as one text, which clients take as well.
	 * @return the addresses, joined by commas
	 */
	public String url() {
		return String.join(",", urls());
	}

	/**
	 * Find the server that leads a stream.
	 * @param management of a connection to any of the servers
	 * @param stream the stream's name
	 * @return the leader; it may change at any time
	 * @throws NatsTestServerException if the stream has no leader among the servers that
	 * run, or cannot be asked for
	 */
	public NatsTestServer leaderOf(JetStreamManagement management, String stream) {
		try {
			ClusterInfo info = management.getStreamInfo(stream).getClusterInfo();
			String leader = (info != null) ? info.getLeader() : null;
			return servers().stream()
				.filter((server) -> server.name().equals(leader))
				.findFirst()
				.orElseThrow(() -> new NatsTestServerException(
						"Stream '" + stream + "' has no leader in this cluster, but " + leader));
		}
		catch (IOException | JetStreamApiException ex) {
			throw new NatsTestServerException("Cannot find the leader of stream '" + stream + "'", ex);
		}
	}

	/**
	 * Wait until the servers that run are connected to each other and, where JetStream is
	 * on, have a leader. A quorum of them has to run for that.
	 * @throws NatsTestServerException if they are not within 30 seconds; the message
	 * holds what the first of them that is not ready says of itself
	 */
	public void awaitReady() {
		List<Node> running = this.nodes.stream().filter((node) -> node.server().isRunning()).toList();
		long deadline = System.nanoTime() + TIMEOUT.toNanos();
		for (Node node : running) {
			List<String> others = running.stream()
				.filter((other) -> other != node)
				.map((other) -> other.server().name())
				.toList();
			String missing = node.missing(others);
			while (!missing.isEmpty()) {
				if (System.nanoTime() > deadline) {
					throw new NatsTestServerException(node.server() + " is not ready within " + TIMEOUT.toSeconds()
							+ " seconds: " + missing + ". Its log ends with:\n" + node.server().log());
				}
				pause();
				missing = node.missing(others);
			}
		}
	}

	private static void pause() {
		try {
			Thread.sleep(50);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new NatsTestServerException("Interrupted while waiting for the cluster", ex);
		}
	}

	/**
	 * Kill all servers and delete what they stored. Does nothing the second time.
	 */
	@Override
	public void close() {
		List<NatsTestServer> all = new ArrayList<>(servers());
		Collections.reverse(all);
		all.forEach(NatsTestServer::close);
	}

	@Override
	public String toString() {
		return "NatsTestCluster at " + url();
	}

	/**
	 * A server, and the port on which it tells how it is: to anybody, whatever it asks of
	 * clients.
	 */
	private record Node(NatsTestServer server, int monitoring) {

		/**
		 * What this server lacks to be ready, or nothing.
		 */
		private String missing(List<String> others) {
			try {
				String routes = get("/routez");
				for (String other : others) {
					if (!routes.contains('"' + other + '"')) {
						return "it has no route to " + other;
					}
				}
				String health = get("/healthz");
				return health.contains("\"ok\"") ? "" : "it says " + health;
			}
			catch (IOException ex) {
				return "it does not answer: " + ex.getMessage();
			}
		}

		private String get(String path) throws IOException {
			HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + this.monitoring + path)
				.toURL()
				.openConnection();
			connection.setConnectTimeout(2000);
			connection.setReadTimeout(2000);
			try (var body = (connection.getResponseCode() < 400) ? connection.getInputStream()
					: connection.getErrorStream()) {
				return (body != null) ? new String(body.readAllBytes(), StandardCharsets.UTF_8).strip() : "";
			}
			finally {
				connection.disconnect();
			}
		}

	}

}
