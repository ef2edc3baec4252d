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

package io.github.natsboot.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.autoconfigure.health.NatsHealthContributorAutoConfiguration;
import io.github.natsboot.autoconfigure.health.NatsListenersHealthAutoConfiguration;
import io.github.natsboot.autoconfigure.metrics.NatsMetricsAutoConfiguration;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.NatsException;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.event.NatsConnectionEvent;
import io.github.natsboot.event.NatsConnectionEvent.Type;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.NKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an application notices of credentials that are changed while it runs.
 */
@WithNatsServer
@ExtendWith(OutputCaptureExtension.class)
class CredentialRotationIT {

	private static final String SECRET = "s3cr3t-canary";

	private static final Duration GOAL = Duration.ofSeconds(5);

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final Level level = this.root.getLevel();

	private final ExecutorService publishing = Executors.newSingleThreadExecutor();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, MetricsAutoConfiguration.class,
				NatsAutoConfiguration.class, NatsListenerAutoConfiguration.class, NatsMetricsAutoConfiguration.class,
				NatsHealthContributorAutoConfiguration.class, NatsListenersHealthAutoConfiguration.class))
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withBean("orders", Orders.class)
		.withPropertyValues("nats.jetstream.streams.ORDERS.subjects=order.>",
				"nats.jetstream.streams.OTHERS.subjects=other.>");

	@BeforeEach
	void logAll() {
		this.root.setLevel(Level.TRACE);
	}

	@AfterEach
	void hasShownNoSecret(CapturedOutput output) {
		this.root.setLevel(this.level);
		this.publishing.shutdownNow();
		assertThat(output.getAll().contains(SECRET)).as("the log shows a secret").isFalse();
	}

	@Test
	void nothingIsLostWhileAPasswordIsRefused() {
		try (NatsTestServer server = NatsTestServer.builder().user("alice", SECRET).start()) {
			this.runner
				.withPropertyValues("nats.servers=" + server.url(), "nats.username=alice", "nats.password=" + SECRET)
				.run((context) -> {
					AtomicBoolean stop = new AtomicBoolean();
					Future<Integer> published = this.publishing.submit(() -> publish(context, stop));
					Orders orders = context.getBean(Orders.class);
					await().until(() -> orders.stored.size() > 10);
					for (int i = 0; i < 3; i++) {
						server.reload(user("another"));
						awaitRefusal(context);
						server.reload(user(SECRET));
						awaitRecovery(context);
					}
					stop.set(true);
					int count = published.get();
					await().atMost(GOAL).until(() -> Set.copyOf(orders.stored).size() == count);
					assertThat(context.getBean(JetStreamManagement.class)
						.getStreamInfo("ORDERS")
						.getStreamState()
						.getMsgCount()).as("stored once each").isEqualTo(count);
					assertThat(context.getBean(MeterRegistry.class)
						.get("nats.client.credentials.refused")
						.functionCounter()
						.count()).isGreaterThanOrEqualTo(3);
					assertThat(orders.events).extracting(NatsConnectionEvent::getType)
						.containsSubsequence(Type.CONNECTED, Type.DISCONNECTED, Type.CREDENTIALS_REFUSED,
								Type.RECONNECTED, Type.DISCONNECTED, Type.CREDENTIALS_REFUSED, Type.RECONNECTED)
						.doesNotContain(Type.CLOSED);
					assertThat(orders.events.toString()).doesNotContain(SECRET);
				});
		}
	}

	@Test
	void tokenOfConnectionDetailsIsAskedForAgain() {
		AtomicReference<String> token = new AtomicReference<>(SECRET);
		try (NatsTestServer server = NatsTestServer.builder().token(SECRET).start()) {
			this.runner.withBean(NatsConnectionDetails.class, () -> new NatsConnectionDetails() {

				@Override
				public List<String> getServers() {
					return List.of(server.url());
				}

				@Override
				public String getToken() {
					return token.get();
				}

			}).run((context) -> {
				server.reload("authorization { token: \"" + SECRET + "-2\" }");
				awaitRefusal(context);
				token.set(SECRET + "-2");
				awaitRecovery(context);
			});
		}
	}

	@Test
	void fileWithAnNKeyIsReadAgain(@TempDir Path directory) throws Exception {
		Path file = directory.resolve("app.nk");
		NKey first = NKey.createUser(null);
		NKey next = NKey.createUser(null);
		Files.writeString(file, new String(first.getSeed()));
		try (NatsTestServer server = NatsTestServer.builder().configuration(nkey(first)).start()) {
			this.runner.withPropertyValues("nats.servers=" + server.url(), "nats.credentials.location=file:" + file)
				.run((context) -> {
					server.reload(nkey(next));
					awaitRefusal(context);
					Files.writeString(file, new String(next.getSeed()));
					awaitRecovery(context);
				});
		}
	}

	private static int publish(AssertableApplicationContext context, AtomicBoolean stop) throws InterruptedException {
		JetStreamOperations jetStream = context.getBean(JetStreamOperations.class);
		int number = 0;
		while (!stop.get()) {
			String id = "order-" + number;
			try {
				jetStream.message(id).subject("order.created").id(id).publish();
				number++;
			}
			catch (NatsException ex) {
				// of unknown outcome: again, with the same id
			}
			Thread.sleep(5);
		}
		return number;
	}

	private static void awaitRefusal(AssertableApplicationContext context) {
		await().atMost(GOAL).untilAsserted(() -> {
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails()).containsEntry("reason",
					"The server refuses the credentials: Authorization Violation");
			assertThat(health.toString()).doesNotContain(SECRET);
		});
		// the client would have closed the connection by then
		await().during(Duration.ofSeconds(4))
			.until(() -> context.getBean(Connection.class).getStatus() != Connection.Status.CLOSED);
	}

	private static void awaitRecovery(AssertableApplicationContext context) {
		long start = System.nanoTime();
		Orders orders = context.getBean(Orders.class);
		String text = "back " + start;
		await().atMost(GOAL).untilAsserted(() -> assertThat(health(context).getStatus()).isEqualTo(Status.UP));
		System.out.println("UP after " + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
		context.getBean(NatsOperations.class).publish("core", text);
		await().atMost(GOAL).until(() -> orders.received.contains(text));
		context.getBean(JetStreamOperations.class).message(text).subject("other.created").publish();
		await().atMost(GOAL).until(() -> orders.others.contains(text));
	}

	private static Health health(AssertableApplicationContext context) {
		return context.getBean("natsHealthContributor", HealthIndicator.class).health(true);
	}

	private static String user(String password) {
		return "authorization { users: [{user: alice, password: \"" + password + "\"}] }";
	}

	private static String nkey(NKey key) throws Exception {
		return "authorization { users: [{nkey: " + new String(key.getPublicKey()) + "}] }";
	}

	static class Orders {

		final Set<String> received = ConcurrentHashMap.newKeySet();

		final Set<String> others = ConcurrentHashMap.newKeySet();

		final List<String> stored = new CopyOnWriteArrayList<>();

		final List<NatsConnectionEvent> events = new CopyOnWriteArrayList<>();

		@NatsListener(subjects = "core")
		void receive(String text) {
			this.received.add(text);
		}

		@JetStreamListener(stream = "ORDERS", durable = "orders")
		void handle(String text) {
			this.stored.add(text);
		}

		@JetStreamListener(stream = "OTHERS", durable = "others")
		void handleOther(String text) {
			this.others.add(text);
		}

		@EventListener
		void told(NatsConnectionEvent event) {
			this.events.add(event);
		}

	}

}
