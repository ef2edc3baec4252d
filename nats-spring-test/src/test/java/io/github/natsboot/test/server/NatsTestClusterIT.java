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

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StreamConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * A cluster of real servers.
 */
@ExtendWith(NatsServerCondition.class)
class NatsTestClusterIT {

	private static NatsTestCluster cluster;

	@BeforeAll
	static void start() {
		cluster = NatsTestCluster.start(3, (server) -> server.user("app", "secret"));
	}

	@AfterAll
	static void stop() {
		cluster.close();
		assertThat(cluster.servers()).noneMatch(NatsTestServer::isRunning);
	}

	@Test
	void streamWithReplicasSurvivesTheLossOfItsLeader() throws Exception {
		try (Connection connection = connect()) {
			JetStreamManagement management = connection.jetStreamManagement();
			management
				.addStream(StreamConfiguration.builder().name("REPLICATED").subjects("replicated").replicas(3).build());
			connection.jetStream().publish("replicated", bytes("before"));
			NatsTestServer leader = cluster.leaderOf(management, "REPLICATED");
			leader.kill();
			await().atMost(Duration.ofSeconds(30))
				.ignoreExceptions()
				.until(() -> connection.jetStream().publish("replicated", bytes("after")).getSeqno() >= 2);
			assertThat(cluster.leaderOf(management, "REPLICATED")).isNotSameAs(leader);
			leader.restart();
			cluster.awaitReady();
			assertThat(cluster.servers()).allMatch(NatsTestServer::isRunning);
			assertThat(management.getStreamInfo("REPLICATED").getConfiguration().getReplicas()).isEqualTo(3);
		}
	}

	@Test
	void eachServerHasItsOwnNameAndAddress() {
		assertThat(cluster.servers()).extracting(NatsTestServer::name).doesNotHaveDuplicates().hasSize(3);
		assertThat(cluster.urls()).doesNotHaveDuplicates().hasSize(3);
		assertThat(cluster.url()).isEqualTo(String.join(",", cluster.urls()));
	}

	@Test
	void leaderOfAnUnknownStreamIsAnError() throws Exception {
		try (Connection connection = connect()) {
			assertThatExceptionOfType(NatsTestServerException.class)
				.isThrownBy(() -> cluster.leaderOf(connection.jetStreamManagement(), "NOWHERE"))
				.withMessageContaining("'NOWHERE'");
		}
	}

	@Test
	void oneServerIsNoCluster() {
		assertThatIllegalArgumentException().isThrownBy(() -> NatsTestCluster.start(1))
			.withMessageContaining("2 servers or more");
	}

	private static Connection connect() throws Exception {
		return Nats.connect(Options.builder()
			.servers(cluster.urls().toArray(String[]::new))
			.userInfo("app", "secret")
			.reconnectWait(Duration.ofMillis(100))
			.maxReconnects(-1)
			.build());
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
