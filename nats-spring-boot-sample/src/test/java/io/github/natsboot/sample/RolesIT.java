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
import java.util.stream.IntStream;

import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import org.junit.jupiter.api.Test;

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
		try (SampleRun order = SampleRun.startRole(server, "order")) {
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
				assertThat(ids).allMatch((id) -> fraud.screenings().of(id) + otherFraud.screenings().of(id) == 1);
				assertThat(fraud.screenings().total()).isPositive();
				assertThat(otherFraud.screenings().total()).isPositive();
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

}
