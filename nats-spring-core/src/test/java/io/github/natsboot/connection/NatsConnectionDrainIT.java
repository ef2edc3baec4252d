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

package io.github.natsboot.connection;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@WithNatsServer
class NatsConnectionDrainIT {

	@Test
	void whatWasReceivedIsHandledBeforeTheConnectionIsClosed(NatsTestServer server) throws Exception {
		Connection connection = connect(server);
		CountDownLatch started = new CountDownLatch(1);
		AtomicInteger handled = new AtomicInteger();
		connection.createDispatcher((message) -> {
			started.countDown();
			Thread.sleep(20);
			handled.incrementAndGet();
		}).subscribe("drained");
		for (int i = 0; i < 20; i++) {
			connection.publish("drained", new byte[0]);
		}
		started.await();
		assertThat(NatsConnectionDrain.close(connection, Duration.ofSeconds(10))).isTrue();
		assertThat(handled).hasValue(20);
		assertThat(connection.getStatus()).isEqualTo(Status.CLOSED);
	}

	@Test
	void aServerThatDoesNotAnswerIsNotWaitedForLongerThanAllowed() throws Exception {
		try (NatsTestServer server = NatsTestServer.start()) {
			Connection connection = connect(server);
			server.pause();
			long start = System.nanoTime();
			assertThat(NatsConnectionDrain.close(connection, Duration.ofMillis(500))).isFalse();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
			assertThat(connection.getStatus()).isEqualTo(Status.CLOSED);
			server.resume();
		}
	}

	@Test
	void aConnectionWithoutAServerIsClosedAtOnce() throws Exception {
		try (NatsTestServer server = NatsTestServer.start()) {
			Connection connection = connect(server);
			server.kill();
			await().until(() -> connection.getStatus() != Status.CONNECTED);
			assertThat(NatsConnectionDrain.close(connection, Duration.ofSeconds(10))).isFalse();
			assertThat(connection.getStatus()).isEqualTo(Status.CLOSED);
		}
	}

	@Test
	void aClosedConnectionMayBeClosedAgain(NatsTestServer server) throws Exception {
		Connection connection = connect(server);
		connection.close();
		assertThat(NatsConnectionDrain.close(connection, Duration.ofSeconds(1))).isFalse();
	}

	@Test
	void anInterruptIsKept(NatsTestServer server) throws Exception {
		Connection connection = connect(server);
		Thread.currentThread().interrupt();
		NatsConnectionDrain.close(connection, Duration.ofSeconds(10));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(connection.getStatus()).isEqualTo(Status.CLOSED);
	}

	private static Connection connect(NatsTestServer server) {
		return new NatsConnector(new NatsConnectionEvents()).connect(NatsConnector.options().server(server.url()));
	}

}
