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

package io.github.natsboot.docs.howto;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.Retry;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.deadletter.DeadLetterProgress;
import io.github.natsboot.test.server.NatsTestServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.AuditEventRepository;
import org.springframework.boot.actuate.audit.InMemoryAuditEventRepository;
import org.springframework.boot.actuate.audit.listener.AuditListener;
import org.springframework.boot.actuate.autoconfigure.audit.AuditAutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs the snippets of the page on replaying, and the endpoint as it is reached over the
 * web.
 */
@Tag("other-application")
class ReplaySnippetsIT {

	private static final String LETTERS = "/actuator/natsdeadletters/ORDERS_DLQ";

	@Test
	void operationsOfThePageDoWhatTheySay() throws Exception {
		try (NatsTestServer server = NatsTestServer.start(); ConfigurableApplicationContext context = run(server)) {
			awaitLetter(context);
			Repair repair = context.getBean(Repair.class);
			repair.report();
			assertThat(repair.look(1)).asString().isEqualTo("not JSON");
			DeadLetterProgress progress = repair.replayToday();
			assertThat(progress.state()).isEqualTo(DeadLetterProgress.State.COMPLETED);
			repair.discardTests();
			assertThat(context.getBean(AuditEventRepository.class).find(null, null, null))
				.extracting(AuditEvent::getType)
				.contains("NATS_DEAD_LETTER_READ", "NATS_DEAD_LETTER_REPLAY_STARTED", "NATS_DEAD_LETTER_REPLAY_ENDED",
						"NATS_DEAD_LETTER_DISCARD_STARTED");
		}
	}

	@Test
	void endpointOnlyReadsAndHidesValuesUnlessToldOtherwise() throws Exception {
		try (NatsTestServer server = NatsTestServer.start(); ConfigurableApplicationContext context = run(server)) {
			JsonNode page = awaitLetter(context);
			assertThat(page.path("letters").path(0).path("reason").asString()).isEqualTo("unreadable");
			assertThat(page.path("letters").path(0).path("exceptionMessage").asString()).isEqualTo("******");
			HttpResponse<String> content = get(context, LETTERS + "/1?content=true");
			assertThat(content.statusCode()).isEqualTo(200);
			assertThat(content.body()).contains("******").doesNotContain("not JSON");
			assertThat(get(context, "/actuator/natsdeadletters").body()).contains("ORDERS_DLQ", "\"letters\":1");
			assertThat(get(context, LETTERS + "/99").statusCode()).isEqualTo(404);
			assertThat(post(context, LETTERS + "/replay", "{\"all\":true}").statusCode()).isEqualTo(405);
			assertThat(post(context, LETTERS + "/discard", "{\"all\":true}").statusCode()).isEqualTo(405);
			assertThat(delete(context, LETTERS + "/job").statusCode()).isEqualTo(405);
			assertThat(get(context, LETTERS + "/1").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void endpointReplaysAndDiscardsWhereItsAccessIsOpened() throws Exception {
		try (NatsTestServer server = NatsTestServer.start();
				ConfigurableApplicationContext context = run(server,
						"--management.endpoint.natsdeadletters.access=unrestricted",
						"--management.endpoint.natsdeadletters.show-values=always")) {
			awaitLetter(context);
			assertThat(get(context, LETTERS + "/1?content=true").body()).contains("not JSON", "\"encoding\":\"text\"");
			assertThat(post(context, LETTERS + "/replay", "{}").statusCode()).isEqualTo(400);
			HttpResponse<String> dryRun = post(context, LETTERS + "/replay",
					"{\"listener\":\"fraud\",\"dryRun\":true}");
			assertThat(dryRun.statusCode()).isEqualTo(200);
			assertThat(dryRun.body()).contains("\"purpose\":\"replayed\"", "\"dryRun\":true");
			assertThat(dryRun.body()).contains("\"selection\":\"listener=fraud\"", "\"startedAt\":");
			await().until(() -> get(context, "/actuator/natsdeadletters").body().contains("COMPLETED"));
			assertThat(delete(context, LETTERS + "/job").statusCode()).isEqualTo(200);
			HttpResponse<String> misspelt = post(context, LETTERS + "/replay",
					"{\"listener\":\"fraud\",\"dryrun\":true}");
			assertThat(misspelt.statusCode()).isEqualTo(400);
			assertThat(misspelt.body()).contains("'dryrun'");
			assertThat(get(context, LETTERS + "?listner=fraud").statusCode()).isEqualTo(400);
			assertThat(get(context, LETTERS + "/1").statusCode()).isEqualTo(200);
			assertThat(post(context, LETTERS + "/replay", "{\"sequence\":1,\"rate\":10}").statusCode()).isEqualTo(200);
			// It fails again, and comes back as another.
			await().atMost(Duration.ofSeconds(20))
				.until(() -> get(context, LETTERS + "/2").body().contains("\"replays\":1"));
			assertThat(get(context, LETTERS + "/1").statusCode()).isEqualTo(404);
			assertThat(get(context, "/actuator/metrics/nats.dead.letter.replays?tag=outcome:replayed").body())
				.contains("\"value\":1.0");
			assertThat(post(context, LETTERS + "/discard", "{\"all\":true}").statusCode()).isEqualTo(200);
			await().until(() -> get(context, LETTERS + "/2").statusCode() == 404);
		}
	}

	private static JsonNode awaitLetter(ConfigurableApplicationContext context) throws Exception {
		context.getBean(JetStreamOperations.class).publish("order.created", "not JSON");
		await().atMost(Duration.ofSeconds(20))
			.until(() -> get(context, LETTERS + "?listener=fraud&limit=10").body().contains("\"sequence\":1"));
		return JsonMapper.shared().readTree(get(context, LETTERS + "?listener=fraud&limit=10").body());
	}

	private static HttpResponse<String> get(ConfigurableApplicationContext context, String path) throws Exception {
		return send(HttpRequest.newBuilder(uri(context, path)).GET());
	}

	private static HttpResponse<String> post(ConfigurableApplicationContext context, String path, String body)
			throws Exception {
		return send(HttpRequest.newBuilder(uri(context, path))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(body)));
	}

	private static HttpResponse<String> delete(ConfigurableApplicationContext context, String path) throws Exception {
		return send(HttpRequest.newBuilder(uri(context, path)).DELETE());
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
	}

	private static URI uri(ConfigurableApplicationContext context, String path) {
		return URI.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port") + path);
	}

	private static ConfigurableApplicationContext run(NatsTestServer server, String... more) {
		String[] arguments = { "--nats.servers=" + server.url(), "--server.port=0", "--spring.main.banner-mode=off",
				"--logging.level.root=error", "--spring.config.name=none",
				"--nats.jetstream.streams.ORDERS.subjects=order.>",
				"--management.endpoints.web.exposure.include=natsdeadletters,metrics" };
		String[] all = new String[arguments.length + more.length];
		System.arraycopy(arguments, 0, all, 0, arguments.length);
		System.arraycopy(more, 0, all, arguments.length, more.length);
		return new SpringApplicationBuilder(Application.class).run(all);
	}

	@SpringBootConfiguration
	// Spring Boot's own audit listeners need Spring Security on the class path.
	@EnableAutoConfiguration(exclude = AuditAutoConfiguration.class)
	@Import({ Repair.class, Fraud.class, AuditListener.class })
	static class Application {

		@Bean
		AuditEventRepository auditEventRepository() {
			return new InMemoryAuditEventRepository();
		}

	}

	static class Fraud {

		@JetStreamListener(id = "fraud", stream = "ORDERS", subjects = "order.created", durable = "fraud",
				retry = @Retry(maxRetries = "0"))
		void screen(Letter letter) {
		}

	}

	record Letter(String id) {
	}

}
