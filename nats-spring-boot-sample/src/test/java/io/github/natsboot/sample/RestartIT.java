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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.natsboot.deadletter.DeadLetterHeaders;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.Nats;
import io.nats.client.impl.Headers;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that the application knows after a restart what it knew before.
 */
@WithNatsServer
class RestartIT {

	private static final String ORDER = "{\"id\":\"123\",\"amount\":99.9}";

	private static final String BAD_ORDER = "{\"id\":\"666\",\"amount\":13,\"currency\":\"XXX\"}";

	@Test
	void anOrderIsKnownWithItsVerdict(NatsTestServer server) throws Exception {
		try (SampleRun sample = SampleRun.start(server)) {
			sample.post(ORDER);
			await().until(() -> sample.verdict("123").equals("APPROVED"));
		}
		try (SampleRun sample = SampleRun.start(server)) {
			assertThat(sample.verdict("123")).isEqualTo("APPROVED");
			var again = sample.post(ORDER);
			assertThat(again.statusCode()).isEqualTo(202);
			assertThat(again.body()).contains("\"verdict\":\"APPROVED\"");
			assertThat(sample.verdict("123")).isEqualTo("APPROVED");
			assertThat(sample.post("{\"id\":\"123\",\"amount\":1}").statusCode()).isEqualTo(409);
			assertThat(sample.screenings()).isZero();
		}
	}

	@Test
	void aDeadLetterIsKnownAndListedOnce(NatsTestServer server) throws Exception {
		try (SampleRun sample = SampleRun.start(server)) {
			sample.post(BAD_ORDER);
			await().atMost(Duration.ofSeconds(20)).until(() -> sample.state("666").equals("DEAD_LETTERED"));
		}
		try (SampleRun sample = SampleRun.start(server)) {
			assertThat(sample.state("666")).isEqualTo("DEAD_LETTERED");
			assertThat(deadLetters(sample, "666")).hasSize(1);
			assertThat(sample.post(BAD_ORDER).body()).contains("DEAD_LETTERED");
		}
	}

	@Test
	void whatIsStoredWhileTheApplicationIsDownIsShownOnce(NatsTestServer server) throws Exception {
		SampleRun.start(server).close();
		try (Connection nats = Nats.connect(server.url())) {
			Headers headers = new Headers().put(DeadLetterHeaders.CONSUMER, "analytics")
				.put(DeadLetterHeaders.REASON, "unreadable")
				.put(DeadLetterHeaders.SEQUENCE, "1")
				.put(DeadLetterHeaders.DELIVERIES, "1")
				.put(DeadLetterHeaders.TIME, "2026-01-01T00:00:00.123456Z");
			nats.jetStream().publish("dlq.ORDERS.analytics", headers, bytes("{\"id\":\"meanwhile\",\"amount\":1}"));
		}
		try (SampleRun sample = SampleRun.start(server); Connection nats = Nats.connect(server.url())) {
			await().until(() -> nats.jetStreamManagement()
				.getConsumerInfo("ORDERS_DLQ", "order-dead-letters")
				.getNumPending() == 0);
			await().during(Duration.ofMillis(500)).until(() -> deadLetters(sample, "meanwhile").size() == 1);
		}
	}

	@Test
	void messagesOfOtherShapesAreSkipped(NatsTestServer server) throws Exception {
		SampleRun.startRole(server, "analytics").close();
		try (Connection nats = Nats.connect(server.url())) {
			JetStream jetStream = nats.jetStream();
			for (String body : List.of("", "{not json", "null", "[]", "{}",
					"{\"order\":{},\"score\":1,\"verdict\":\"APPROVED\"}",
					"{\"order\":{\"id\":\"odd\",\"amount\":1},\"score\":1,\"verdict\":null}")) {
				jetStream.publish("order.created", bytes(body));
				jetStream.publish("order.screened", bytes(body));
				jetStream.publish("order.returned", bytes(body));
				jetStream.publish("dlq.ORDERS.fraud", bytes(body));
			}
			Headers headers = new Headers();
			for (String name : List.of(DeadLetterHeaders.CONSUMER, DeadLetterHeaders.REASON, DeadLetterHeaders.SEQUENCE,
					DeadLetterHeaders.DELIVERIES, DeadLetterHeaders.TIME)) {
				headers.put(name, "odd");
			}
			jetStream.publish("dlq.ORDERS.fraud", headers, bytes("{\"id\":\"odd\",\"amount\":1}"));
			jetStream.publish("order.created", bytes("{\"id\":\"fine\",\"amount\":1}"));
			try (SampleRun sample = SampleRun.startRole(server, "order")) {
				assertThat(sample.state("fine")).isEqualTo("ACCEPTED");
				assertThat(sample.get("/orders/odd").statusCode()).isEqualTo(404);
			}
			nats.jetStreamManagement().purgeStream("ORDERS");
			nats.jetStreamManagement().purgeStream("ORDERS_DLQ");
		}
	}

	private static List<JsonNode> deadLetters(SampleRun sample, String orderId) throws Exception {
		List<JsonNode> entries = new ArrayList<>();
		for (JsonNode entry : sample.getJson("/dead-letters")) {
			if (entry.path("orderId").asString("").equals(orderId)) {
				entries.add(entry);
			}
		}
		return entries;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
