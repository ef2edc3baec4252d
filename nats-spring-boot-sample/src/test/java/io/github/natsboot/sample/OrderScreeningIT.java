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
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.PublishOptions;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.Subscription;
import io.nats.client.api.PublishAck;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests what happens to orders, with all roles in one application and with any NATS
 * client at the other end.
 */
@WithNatsServer
class OrderScreeningIT {

	private static SampleRun sample;

	private static Connection nats;

	@BeforeAll
	static void start(NatsTestServer server) throws Exception {
		sample = SampleRun.start(server);
		nats = Nats.connect(server.url());
	}

	@AfterAll
	static void stop() throws Exception {
		nats.close();
		sample.close();
	}

	@Test
	void anOrderHasItsVerdictWithinTwoSeconds() throws Exception {
		var response = sample.post("{\"id\":\"123\",\"amount\":99.9}");
		assertThat(response.statusCode()).isEqualTo(202);
		assertThat(response.headers().firstValue("Location")).contains("/orders/123");
		await().atMost(Duration.ofSeconds(2)).until(() -> sample.verdict("123").equals("APPROVED"));
	}

	@Test
	void theAmountDecides() throws Exception {
		sample.post("{\"id\":\"medium\",\"amount\":6000,\"currency\":\"USD\",\"customer\":\"acme\"}");
		sample.post("{\"id\":\"large\",\"amount\":60000,\"currency\":\"USD\",\"customer\":\"acme\"}");
		await().until(() -> sample.verdict("medium").equals("REVIEW"));
		await().until(() -> sample.verdict("large").equals("REJECTED"));
	}

	@Test
	void anOrderThatIsSentTwiceIsScreenedOnce() throws Exception {
		Subscription verdicts = nats.subscribe("order.screened");
		nats.flush(Duration.ofSeconds(5));
		String order = "{\"id\":\"twice\",\"amount\":1}";
		assertThat(sample.post(order).statusCode()).isEqualTo(202);
		assertThat(sample.post(order).statusCode()).isEqualTo(202);
		await().until(() -> sample.verdict("twice").equals("APPROVED"));
		assertThat(messages("ORDERS", "order.created")).filteredOn((message) -> text(message).contains("\"twice\""))
			.hasSize(1);
		assertThat(received(verdicts)).filteredOn((verdict) -> verdict.contains("\"twice\"")).hasSize(1);
	}

	@Test
	void ordersAndVerdictsAreCounted() throws Exception {
		sample.post("{\"id\":\"counted\",\"amount\":1,\"currency\":\"CHF\",\"customer\":\"counted\"}");
		await().until(() -> sample.getJson("/analytics").at("/byCustomer/counted/approved").asInt(0) == 1);
		assertThat(sample.getJson("/analytics").at("/byCurrency/CHF/orders").asInt()).isEqualTo(1);
	}

	@Test
	void whatAnyClientPublishesIsScreened() throws Exception {
		nats.publish("order.created", bytes("{\"id\":\"raw\",\"amount\":99.9}"));
		await().until(() -> sample.verdict("raw").equals("APPROVED"));
	}

	@Test
	void anyClientReceivesWhatIsPublished() throws Exception {
		Subscription subscription = nats.subscribe("order.*");
		nats.flush(Duration.ofSeconds(5));
		sample.post("{\"id\":\"overheard\",\"amount\":99.9}");
		await().untilAsserted(() -> {
			Message message = subscription.nextMessage(Duration.ofSeconds(1));
			assertThat(message).isNotNull();
			assertThat(message.getSubject()).isEqualTo("order.created");
			assertThat(text(message)).isEqualTo("{\"id\":\"overheard\",\"amount\":99.9,\"currency\":\"EUR\"}");
		});
		await().untilAsserted(() -> {
			Message message = subscription.nextMessage(Duration.ofSeconds(1));
			assertThat(message).isNotNull();
			assertThat(message.getSubject()).isEqualTo("order.screened");
			assertThat(text(message)).contains("\"id\":\"overheard\"", "\"verdict\":\"APPROVED\"");
		});
		subscription.unsubscribe();
	}

	@Test
	void anOrderThatFailsEachTimeIsADeadLetterAfterThreeRetries() throws Exception {
		byte[] original = bytes("{ \"id\": \"666\", \"amount\": 13, \"currency\": \"XXX\" }");
		PublishAck stored = nats.jetStream().publish("order.created", original);
		await().atMost(Duration.ofSeconds(20)).until(() -> sample.state("666").equals("DEAD_LETTERED"));
		JsonNode order = sample.getJson("/orders/666");
		assertThat(order.path("attempts").asInt()).isEqualTo(4);
		assertThat(order.path("reason").asString()).isEqualTo("attempts_exhausted: There is no exchange rate for XXX");
		JsonNode entry = deadLetter("666");
		assertThat(entry.path("consumer").asString()).isEqualTo("fraud");
		assertThat(entry.path("exception").asString()).endsWith(".NoExchangeRateException");
		Message deadLetter = rawDeadLetter(stored.getSeqno(), "fraud");
		assertThat(deadLetter.getData()).isEqualTo(original);
		assertThat(nats.jetStreamManagement().getMessage("ORDERS", stored.getSeqno()).getData()).isEqualTo(original);
		assertThat(deadLetter.getHeaders().getFirst(DeadLetterHeaders.DELIVERIES)).isEqualTo("4");
		assertThat(deadLetter.getHeaders().getFirst(DeadLetterHeaders.REASON)).isEqualTo("attempts_exhausted");
		assertThat(deadLetter.getHeaders().getFirst(DeadLetterHeaders.SUBJECT)).isEqualTo("order.created");
	}

	@Test
	void theOthersGoOnWhileAnOrderIsRetried() throws Exception {
		sample.post("{\"id\":\"slow\",\"amount\":13,\"currency\":\"YYY\"}");
		sample.post("{\"id\":\"fast\",\"amount\":13}");
		await().atMost(Duration.ofSeconds(2)).until(() -> sample.verdict("fast").equals("APPROVED"));
		assertThat(sample.state("slow")).isEqualTo("ACCEPTED");
	}

	@Test
	void whatIsNoJsonIsADeadLetterAtOnce() throws Exception {
		assertUnreadable("{\"id\":\"broken\",\"amount\":");
	}

	@Test
	void anOrderThatIsNotValidIsADeadLetterAtOnce() throws Exception {
		Subscription verdicts = nats.subscribe("order.screened");
		nats.flush(Duration.ofSeconds(5));
		assertUnreadable("{\"id\":\"negative\",\"amount\":-1}");
		assertThat(received(verdicts)).noneMatch((verdict) -> verdict.contains("\"negative\""));
		assertThat(sample.state("negative")).isEqualTo("DEAD_LETTERED");
	}

	private static void assertUnreadable(String body) throws Exception {
		PublishAck stored = nats.jetStream().publish("order.created", bytes(body));
		await().atMost(Duration.ofSeconds(5)).until(() -> {
			List<Message> deadLetters = rawDeadLetters(stored.getSeqno());
			return deadLetters.size() == 2;
		});
		for (String consumer : List.of("fraud", "analytics")) {
			Message deadLetter = rawDeadLetter(stored.getSeqno(), consumer);
			assertThat(deadLetter.getData()).isEqualTo(bytes(body));
			assertThat(deadLetter.getHeaders().getFirst(DeadLetterHeaders.REASON)).isEqualTo("unreadable");
			assertThat(deadLetter.getHeaders().getFirst(DeadLetterHeaders.DELIVERIES)).isEqualTo("1");
		}
	}

	@Test
	void anEmptyBodyIsADeadLetterThatIsListed() throws Exception {
		PublishAck stored = nats.jetStream().publish("order.created", new byte[0]);
		await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
			List<String> consumers = new ArrayList<>();
			for (JsonNode entry : sample.getJson("/dead-letters")) {
				if (entry.path("sequence").asLong() == stored.getSeqno()) {
					assertThat(entry.has("orderId")).isFalse();
					assertThat(entry.path("reason").asString()).isEqualTo("unreadable");
					consumers.add(entry.path("consumer").asString());
				}
			}
			assertThat(consumers).containsExactlyInAnyOrder("fraud", "analytics");
		});
	}

	@Test
	void anOrderWhoseMessageIdIsUsedForSomethingElseIsRefused() throws Exception {
		nats.jetStream()
			.publish("order.returned", bytes("{\"id\":\"used\",\"amount\":1}"),
					PublishOptions.builder().messageId("order-used").build());
		var response = sample.post("{\"id\":\"used\",\"amount\":1}");
		assertThat(response.statusCode()).isEqualTo(409);
		assertThat(response.body()).contains("\"title\":\"Id in use\"", "\"id\":\"used\"");
		assertThat(sample.get("/orders/used").statusCode()).isEqualTo(404);
	}

	@Test
	void healthShowsTheServerAndTheListeners() throws Exception {
		JsonNode health = sample.getJson("/actuator/health");
		assertThat(health.path("status").asString()).isEqualTo("UP");
		assertThat(health.at("/components/nats/status").asString()).isEqualTo("UP");
		assertThat(health.at("/components/nats/details").toString()).contains("\"fraud\"", "\"fraud-score\"");
		assertThat(sample.getJson("/actuator/health/readiness").at("/components/nats/status").asString())
			.isEqualTo("UP");
		assertThat(sample.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
	}

	@Test
	void prometheusSeesListenersPublishesAndDeadLetters() throws Exception {
		sample.post("{\"id\":\"measured\",\"amount\":99.9}");
		nats.publish("order.created", bytes("no JSON"));
		await().untilAsserted(() -> {
			List<String> metrics = sample.get("/actuator/prometheus").body().lines().toList();
			assertThat(metrics).anyMatch((line) -> line.startsWith("nats_listener_seconds_count{")
					&& line.contains("nats_listener_id=\"fraud\"") && line.contains("nats_stream=\"ORDERS\""));
			assertThat(metrics).anyMatch((line) -> line.startsWith("nats_template_seconds_count{")
					&& line.contains("messaging_destination_template=\"order.created\""));
			assertThat(metrics).anyMatch((line) -> line.startsWith("nats_dead_letters_total{")
					&& line.contains("\"fraud\"") && line.contains("\"unreadable\""));
		});
	}

	private static JsonNode deadLetter(String orderId) throws Exception {
		for (JsonNode entry : sample.getJson("/dead-letters")) {
			if (entry.path("orderId").asString("").equals(orderId)) {
				return entry;
			}
		}
		throw new AssertionError("There is no dead letter of order " + orderId);
	}

	private static Message rawDeadLetter(long sequence, String consumer) throws Exception {
		return rawDeadLetters(sequence).stream()
			.filter((message) -> consumer.equals(message.getHeaders().getFirst(DeadLetterHeaders.CONSUMER)))
			.findFirst()
			.orElseThrow();
	}

	private static List<Message> rawDeadLetters(long sequence) throws Exception {
		return messages("ORDERS_DLQ", "dlq.ORDERS.>").stream()
			.filter((message) -> Long.toString(sequence)
				.equals(message.getHeaders().getFirst(DeadLetterHeaders.SEQUENCE)))
			.toList();
	}

	private static List<Message> messages(String stream, String subject) throws Exception {
		JetStreamManagement management = nats.jetStreamManagement();
		long count = management.getStreamInfo(stream).getStreamState().getMsgCount();
		JetStreamSubscription subscription = nats.jetStream()
			.subscribe(subject, PullSubscribeOptions.builder().stream(stream).build());
		try {
			return subscription.fetch((int) count + 1, Duration.ofMillis(500));
		}
		finally {
			subscription.unsubscribe();
		}
	}

	private static List<String> received(Subscription subscription) throws Exception {
		List<String> texts = new ArrayList<>();
		Message message = subscription.nextMessage(Duration.ofMillis(500));
		while (message != null) {
			texts.add(text(message));
			message = subscription.nextMessage(Duration.ofMillis(500));
		}
		subscription.unsubscribe();
		return texts;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(Message message) {
		return new String(message.getData(), StandardCharsets.UTF_8);
	}

}
