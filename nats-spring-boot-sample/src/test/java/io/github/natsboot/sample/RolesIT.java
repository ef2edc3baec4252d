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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Subscription;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests the roles as applications of their own, started one after the other.
 */
@WithNatsServer
class RolesIT {

	private static final int ORDERS = 200;

	@Test
	void eachOrderIsScreenedByOneOfTwoInstances(NatsTestServer server) throws Exception {
		try (SampleRun order = SampleRun.startRole(server, "order"); Connection nats = Nats.connect(server.url())) {
			Subscription verdicts = nats.subscribe("order.screened");
			nats.flush(Duration.ofSeconds(5));
			assertThat(order.post("{\"id\":\"early\",\"amount\":1}").statusCode()).isEqualTo(202);
			assertThat(order.get("/analytics").statusCode()).isEqualTo(404);
			assertThat(order.state("early")).isEqualTo("ACCEPTED");
			try (SampleRun fraud = SampleRun.startRole(server, "fraud");
					SampleRun otherFraud = SampleRun.startRole(server, "fraud");
					SampleRun analytics = SampleRun.startRole(server, "analytics")) {
				List<String> ids = IntStream.range(0, ORDERS).mapToObj((i) -> "order-" + i).toList();
				for (String id : ids) {
					assertThat(order.post("{\"id\":\"" + id + "\",\"amount\":1}").statusCode()).isEqualTo(202);
				}
				await().until(() -> order.verdict("early").equals("APPROVED"));
				await().until(() -> order.withoutVerdict(ids).isEmpty());
				assertThat(screenedIds(verdicts)).doesNotHaveDuplicates().containsAll(ids);
				assertThat(fraud.screenings()).isPositive();
				assertThat(otherFraud.screenings()).isPositive();
				assertThat(fraud.get("/orders/early").statusCode()).isEqualTo(404);
				await().atMost(Duration.ofSeconds(10))
					.until(() -> analytics.getJson("/analytics").at("/byCurrency/EUR/approved").asInt() == ORDERS + 1);
			}
		}
	}

	@Test
	void anOrderMayBeSentToAnotherInstanceButNotChanged(NatsTestServer server) throws Exception {
		try (SampleRun one = SampleRun.startRole(server, "order");
				SampleRun other = SampleRun.startRole(server, "order")) {
			assertThat(one.post("{\"id\":\"shared\",\"amount\":1,\"currency\":\"USD\"}").statusCode()).isEqualTo(202);
			assertThat(other.get("/orders/shared").statusCode()).isEqualTo(404);
			assertThat(other.post("{\"id\":\"shared\",\"amount\":2,\"currency\":\"USD\"}").statusCode()).isEqualTo(409);
			assertThat(other.post("{\"id\":\"shared\",\"amount\":1.0,\"currency\":\"USD\"}").statusCode())
				.isEqualTo(202);
			assertThat(other.state("shared")).isEqualTo("ACCEPTED");
		}
	}

	/**
	 * The ids of the orders that were screened, each as often as it was.
	 */
	private static List<String> screenedIds(Subscription verdicts) throws InterruptedException {
		List<String> ids = new ArrayList<>();
		Message message = verdicts.nextMessage(Duration.ofSeconds(1));
		while (message != null) {
			ids.add(JsonMapper.shared().readTree(message.getData()).at("/order/id").asString());
			message = verdicts.nextMessage(Duration.ofSeconds(1));
		}
		return ids;
	}

}
