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

package io.github.natsboot.sample;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.StreamInfoOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that no order that was accepted is lost when the server is killed under load, and
 * that the application goes on by itself.
 */
@WithNatsServer
class ServerCrashIT {

	private static final int ORDERS = 3000;

	private static final Duration OUTAGE = Duration.ofSeconds(2);

	private static final Duration PATIENCE = Duration.ofSeconds(45);

	@Test
	void eachOrderThatWasAcceptedHasAVerdict(NatsTestServer server) throws Exception {
		try (SampleRun sample = SampleRun.start(server); OrderLoad load = new OrderLoad(sample, "patient-", ORDERS)) {
			assertNothingIsLost(server, sample, load);
		}
	}

	@Test
	void anOrderThatWasRefusedIsStoredOnceWhenItIsSentAgain(NatsTestServer server) throws Exception {
		try (SampleRun sample = SampleRun.start(server, "--nats.jetstream.publish.timeout=500ms",
				"--nats.jetstream.publish.retry-timeout=0s");
				OrderLoad load = new OrderLoad(sample, "hasty-", ORDERS)) {
			assertNothingIsLost(server, sample, load);
			assertThat(load.refused()).isPositive();
		}
	}

	private static void assertNothingIsLost(NatsTestServer server, SampleRun sample, OrderLoad load) throws Exception {
		long storedBefore = stored(server);
		load.start();
		await().pollInterval(Duration.ofMillis(10)).until(() -> load.acknowledged().size() > ORDERS / 3);
		server.kill();
		Thread.sleep(OUTAGE.toMillis());
		int acknowledgedBefore = load.acknowledged().size();
		int screenedBefore = sample.screenings();
		server.restart();
		long restarted = System.nanoTime();
		await().atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(10))
			.until(() -> sample.screenings() > screenedBefore);
		Duration pause = Duration.ofNanos(System.nanoTime() - restarted);
		load.awaitEnd();
		List<String> waiting = awaitVerdicts(sample, load.acknowledged());
		Duration all = Duration.ofNanos(System.nanoTime() - restarted);
		System.out.printf(
				"Server crash with %d acknowledged and %d screened: in the end %d attempts, %d acknowledged, "
						+ "%d refused, %d verdicts, %d more screenings than orders; consuming went on %d ms after the "
						+ "restart, all were screened after %d ms%n",
				acknowledgedBefore, screenedBefore, load.attempts(), load.acknowledged().size(), load.refused(),
				load.acknowledged().size() - waiting.size(), sample.screenings() - load.acknowledged().size(),
				pause.toMillis(), all.toMillis());
		assertThat(acknowledgedBefore).as("acknowledged before the restart").isLessThan(ORDERS);
		assertThat(waiting).as("orders that were accepted and have no verdict").isEmpty();
		assertThat(load.acknowledged()).hasSize(ORDERS);
		assertThat(stored(server) - storedBefore).isEqualTo(ORDERS);
	}

	/**
	 * Waits until all orders have their verdicts, or none has come for longer than the
	 * server waits before it delivers a message again.
	 */
	private static List<String> awaitVerdicts(SampleRun sample, Set<String> orders) throws Exception {
		List<String> waiting = sample.withoutVerdict(orders);
		long progress = System.nanoTime();
		while (!waiting.isEmpty() && System.nanoTime() - progress < PATIENCE.toNanos()) {
			Thread.sleep(100);
			List<String> left = sample.withoutVerdict(waiting);
			if (left.size() < waiting.size()) {
				progress = System.nanoTime();
			}
			waiting = left;
		}
		return waiting;
	}

	private static long stored(NatsTestServer server) throws Exception {
		try (Connection nats = Nats.connect(server.url())) {
			return nats.jetStreamManagement()
				.getStreamInfo("ORDERS", StreamInfoOptions.filterSubjects("order.created"))
				.getStreamState()
				.getSubjectMap()
				.getOrDefault("order.created", 0L);
		}
	}

}
