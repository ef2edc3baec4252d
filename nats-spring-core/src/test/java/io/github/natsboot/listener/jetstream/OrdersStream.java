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

package io.github.natsboot.listener.jetstream;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.test.server.NatsTestServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A stream of orders on the server of a test, and what tests do with it.
 */
public final class OrdersStream {

	/**
	 * Takes all that begins with {@code order}.
	 */
	public static final StreamConfiguration ORDERS = StreamConfiguration.builder()
		.name("ORDERS")
		.subjects("order.>")
		.build();

	private OrdersStream() {
	}

	/**
	 * Start an application with the stream.
	 */
	public static ListenerContext start(NatsTestServer server, Object... listeners) throws Exception {
		return ListenerContext.start(server, List.of(ORDERS), listeners);
	}

	/**
	 * Remove all streams of the server.
	 */
	public static void removeAll(NatsTestServer server) throws Exception {
		try (Connection connection = Nats.connect(server.url())) {
			removeAll(connection.jetStreamManagement());
		}
	}

	/**
	 * Remove all streams of the server that a connection is to.
	 */
	public static void removeAll(JetStreamManagement management) throws Exception {
		for (String name : management.getStreamNames()) {
			management.deleteStream(name);
		}
	}

	/**
	 * Store some messages.
	 */
	public static void publish(ListenerContext context, String subject, int count) {
		IntStream.range(0, count)
			.mapToObj((i) -> context.jetStream().publishAsync(subject, Integer.toString(i)))
			.toList()
			.forEach((ack) -> assertThat(ack).succeedsWithin(Duration.ofSeconds(20)));
	}

}
