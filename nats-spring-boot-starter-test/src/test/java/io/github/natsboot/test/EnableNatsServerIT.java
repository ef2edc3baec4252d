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

import java.util.Objects;
import java.util.function.Consumer;

import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.github.natsboot.test.app.Order;
import io.github.natsboot.test.app.OrdersApplication;
import io.github.natsboot.test.probe.NatsTestTemplate;
import io.github.natsboot.test.server.NatsTestCluster;
import io.github.natsboot.test.server.NatsTestServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Servers for whole applications.
 */
class EnableNatsServerIT {

	@Nested
	@SpringBootTest(classes = OrdersApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
	@EnableNatsServer
	class WithAWebServer extends SharedServer {

	}

	@Nested
	@SpringBootTest(classes = OrdersApplication.class, properties = "spring.application.name=other")
	@EnableNatsServer
	class WithAnotherContext extends SharedServer {

	}

	abstract static class SharedServer {

		@Autowired
		private NatsTestTemplate nats;

		@Autowired
		private NatsTestServer server;

		@Test
		void theApplicationWorks() {
			assertThat(this.nats.publishAndExpect("order.created", new Order("7", 1), "screened.*"))
				.hasSubject("screened.7")
				.hasPayload(new Order("7", 1));
		}

		@Test
		void contextsShareTheServer() {
			assertThat(this.server.url()).isEqualTo(sharedUrl());
		}

	}

	@Nested
	@SpringBootTest(classes = OrdersApplication.class)
	@EnableNatsServer(username = "app", password = "s3cret")
	class WithAUser extends GuardedServer {

	}

	@Nested
	@SpringBootTest(classes = OrdersApplication.class)
	@EnableNatsServer(token = "t0ken")
	class WithAToken extends GuardedServer {

	}

	abstract static class GuardedServer {

		@Autowired
		private NatsOperations operations;

		@Autowired
		private NatsTestServer server;

		@Test
		void onlyTheApplicationIsLetIn() {
			assertThat(this.operations.request("greeting", "Duke", String.class)).isEqualTo("HELLO DUKE");
			assertThatIOException().isThrownBy(() -> Nats.connect(this.server.url()));
		}

	}

	@Nested
	@SpringBootTest(classes = OrdersApplication.class)
	@EnableNatsServer(tls = true)
	class WithTls {

		@Autowired
		private NatsOperations operations;

		@Autowired
		private Connection connection;

		@Autowired
		private NatsTestServer server;

		@Test
		void theConnectionIsSecure() {
			assertThat(this.operations.request("greeting", "Duke", String.class)).isEqualTo("HELLO DUKE");
			assertThat(this.connection.getServerInfo().isTLSRequired()).isTrue();
			assertThat(this.server.url()).startsWith("tls://");
		}

	}

	@Nested
	@SpringBootTest(classes = OrdersApplication.class)
	@EnableNatsServer(servers = 3, username = "app", password = "s3cret")
	class WithACluster {

		@Autowired
		private NatsTestCluster cluster;

		@Autowired
		private JetStreamOperations jetStream;

		@Autowired
		private JetStreamManagement management;

		@Test
		void streamsMayHaveReplicas() throws Exception {
			this.management.addStream(StreamConfiguration.builder()
				.name("REPLICATED")
				.subjects("replicated")
				.storageType(StorageType.Memory)
				.replicas(3)
				.build());
			this.jetStream.publish("replicated", "x");
			assertThat(this.cluster.leaderOf(this.management, "REPLICATED").isRunning()).isTrue();
		}

	}

	@Nested
	@SpringBootTest(classes = OrdersApplication.class)
	@EnableNatsServer(configuration = "max_payload: 2048")
	class WithConfiguration {

		@Autowired
		private Connection connection;

		@Test
		void theServerHasIt() {
			assertThat(this.connection.getMaxPayload()).isEqualTo(2048);
		}

	}

	@Nested
	@SpringBootTest(classes = OrdersApplication.class)
	@EnableNatsServer(reset = true)
	@TestMethodOrder(MethodOrderer.DisplayName.class)
	class WithReset {

		@Autowired
		private NatsTestTemplate nats;

		@Autowired
		private JetStreamOperations jetStream;

		@Autowired
		private JetStreamManagement management;

		@Autowired
		private NatsTestServer server;

		@ParameterizedTest
		@ValueSource(ints = { 1, 2, 3 })
		void eachMethodBeginsWithEmptyStreams(int run) throws Exception {
			assertThat(this.management.getStreamNames()).containsExactlyInAnyOrder("ORDERS", "ORDERS_DLQ");
			// With the same id: an emptied stream would take the second for a duplicate.
			assertThat(this.jetStream.message(new Order("same", 1)).subject("order.created").id("same").publish())
				.satisfies((ack) -> {
					assertThat(ack.isDuplicate()).isFalse();
					assertThat(ack.getSeqno()).isEqualTo(1);
				});
			assertThat(this.nats.listener("orders.screen").awaitSettled()).isAcknowledged().isAttempt(1);
			this.management
				.addStream(StreamConfiguration.builder().name("LEFTOVER").storageType(StorageType.Memory).build());
			this.nats.publish("order.created", new Order("left over", -1));
			this.nats.listener("orders.screen").awaitDeadLetter();
		}

		@Test
		void theServerIsNotShared() {
			assertThat(this.server.url()).isNotEqualTo(sharedUrl());
		}

	}

	@Nested
	@SpringBootTest(classes = OrdersApplication.class, properties = "nats.jetstream.streams.ORDERS.storage=file")
	@EnableNatsServer(username = "app", password = "s3cret", configuration = "debug: false")
	class WithAServerThatIsDisturbed {

		@Autowired
		private NatsTestTemplate nats;

		@Autowired
		private NatsTestServer server;

		@ParameterizedTest
		@EnumSource
		void theNextMethodFindsAllAsItWas(Disturbance disturbance) {
			assertThat(this.nats.publishAndExpect("order.created", new Order(disturbance.name(), 1), "screened.*"))
				.hasSubject("screened." + disturbance.name());
			disturbance.effect.accept(this.server);
		}

	}

	enum Disturbance {

		PAUSE(NatsTestServer::pause), RELOAD((server) -> server.reload("authorization { token: other }")),
		KILL(NatsTestServer::kill), RESTART(NatsTestServer::restart), NONE((server) -> {
		});

		private final Consumer<NatsTestServer> effect;

		Disturbance(Consumer<NatsTestServer> effect) {
			this.effect = effect;
		}

	}

	@Nested
	@SpringBootTest(classes = { OrdersApplication.class, Late.class })
	@EnableNatsServer(reset = true)
	class WithAListenerThatTheApplicationStarts {

		@Autowired
		private NatsTestTemplate nats;

		@Autowired
		private NatsListenerEndpointRegistry registry;

		@ParameterizedTest
		@ValueSource(ints = { 1, 2, 3 })
		void itListensInEachMethod(int run) {
			this.nats.publish("late", "x");
			assertThat(this.nats.listener("late").awaitCall()).succeeded();
			this.registry.stop("orders.screen");
		}

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Late {

		@NatsListener(id = "late", subjects = "late", autoStartup = "false")
		void late(String text) {
		}

		@Bean
		ApplicationRunner starter(NatsListenerEndpointRegistry registry) {
			return (arguments) -> registry.start("late");
		}

	}

	@Test
	void aSharedServerThatWasClosedIsStartedAnew() {
		@EnableNatsServer(configuration = "debug: true")
		class Debugging {

		}
		ServerSettings settings = ServerSettings.of(Objects.requireNonNull(ServerSettings.find(Debugging.class)));
		RunningServer first = RunningServer.shared(settings);
		assertThat(RunningServer.shared(settings)).isSameAs(first);
		first.close();
		RunningServer second = RunningServer.shared(settings);
		assertThat(second).isNotSameAs(first);
		second.close();
	}

	private static String sharedUrl() {
		@EnableNatsServer
		class Plain {

		}
		return RunningServer.shared(ServerSettings.of(Objects.requireNonNull(ServerSettings.find(Plain.class))))
			.urls()
			.get(0);
	}

}
