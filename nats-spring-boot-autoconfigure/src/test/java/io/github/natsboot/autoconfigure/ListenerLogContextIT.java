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

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the log context holds while methods run.
 */
@WithNatsServer
class ListenerLogContextIT {

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, NatsAutoConfiguration.class,
				NatsListenerAutoConfiguration.class))
		.withPropertyValues("nats.jetstream.streams.ORDERS.subjects=order.>",
				"nats.jetstream.listener.retry.delay=20ms", "nats.jetstream.listener.retry.jitter=0",
				"nats.jetstream.listener.retry.max-retries=1")
		.withBean(Listeners.class);

	@AfterEach
	void removeStreams(NatsTestServer server) throws Exception {
		try (Connection connection = Nats.connect(server.url())) {
			JetStreamManagement management = connection.jetStreamManagement();
			for (String name : management.getStreamNames()) {
				management.deleteStream(name);
			}
		}
	}

	@Test
	void tellsListenerMessageAndAttemptAndNothingAfterwards(NatsTestServer server) {
		this.context.withPropertyValues("nats.servers=" + server.url()).run((context) -> {
			Listeners listeners = context.getBean(Listeners.class);
			context.getBean(JetStreamOperations.class).publish("order.created", "a");
			await().untilAsserted(() -> assertThat(listeners.seen).containsExactly(
					Map.of("nats.listener", "screen", "nats.message", "ORDERS:1", "nats.attempt", "1"),
					Map.of("nats.listener", "screen", "nats.message", "ORDERS:1", "nats.attempt", "2")));
			listeners.seen.clear();
			NatsOperations nats = context.getBean(NatsOperations.class);
			assertThat(nats.request("ping", "?", String.class)).isEqualTo("pong");
			assertThat(listeners.seen).containsExactly(Map.of("nats.listener", "ping"));
			listeners.seen.clear();
			context.getBean(JetStreamOperations.class).publish("order.many", "b");
			await().untilAsserted(() -> assertThat(listeners.seen).containsExactly(Map.of("nats.listener", "many")));
		});
	}

	@Test
	void whatTheLibraryLogsOfAFailureTellsIt(NatsTestServer server) {
		Logger library = (Logger) LoggerFactory.getLogger("io.github.natsboot.listener.jetstream");
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		library.addAppender(lines);
		try {
			this.context.withPropertyValues("nats.servers=" + server.url()).run((context) -> {
				context.getBean(JetStreamOperations.class).publish("order.created", "a");
				await().untilAsserted(
						() -> assertThat(List.copyOf(lines.list)).filteredOn((line) -> line.getLevel() == Level.WARN)
							.extracting((line) -> line.getMDCPropertyMap().get("nats.attempt"))
							.containsExactly("1", "2"));
			});
		}
		finally {
			library.detachAppender(lines);
		}
	}

	static class Listeners {

		final List<Map<String, String>> seen = new CopyOnWriteArrayList<>();

		@JetStreamListener(id = "screen", stream = "ORDERS", subjects = "order.created", durable = "screen")
		void screen(String text) {
			note();
			throw new IllegalStateException("declined");
		}

		@JetStreamListener(id = "many", stream = "ORDERS", subjects = "order.many", durable = "many")
		void many(List<String> texts) {
			note();
		}

		@NatsListener(id = "ping", subjects = "ping")
		String ping(String text) {
			note();
			return "pong";
		}

		private void note() {
			Map<String, String> context = MDC.getCopyOfContextMap();
			this.seen.add((context != null) ? new TreeMap<>(context) : Map.of());
		}

	}

}
