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

import java.util.List;
import java.util.Map;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerLimits;
import io.nats.client.api.StreamConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the consumers of listeners say about themselves on a real server.
 */
@WithNatsServer
class ConsumerMetadataIT {

	private final NatsTestServer server;

	ConsumerMetadataIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void aConsumerThatIsMadeNamesItsListenerAndWhenItIsInTrouble() throws Exception {
		try (ListenerContext context = OrdersStream.start(this.server, new Screening())) {
			ConsumerConfiguration consumer = context.management()
				.getConsumerInfo("ORDERS", "fraud")
				.getConsumerConfiguration();
			assertThat(consumer.getMetadata()).containsAllEntriesOf(Map.of("io.github.natsboot.listener", "screening",
					"io.nats.monitor.enabled", "true", "io.nats.monitor.outstanding-ack-critical", "1000"));
			assertThat(consumer.getMaxAckPending()).as("at which the server stops delivering").isEqualTo(1000);
		}
	}

	@Test
	void theLimitOfTheStreamIsWhenAConsumerIsInTrouble() throws Exception {
		StreamConfiguration stream = StreamConfiguration.builder(OrdersStream.ORDERS)
			.consumerLimits(ConsumerLimits.builder().maxAckPending(50).build())
			.build();
		try (ListenerContext context = ListenerContext.start(this.server, List.of(stream), new Screening())) {
			ConsumerConfiguration consumer = context.management()
				.getConsumerInfo("ORDERS", "fraud")
				.getConsumerConfiguration();
			assertThat(consumer.getMetadata()).containsEntry("io.nats.monitor.outstanding-ack-critical", "50");
			assertThat(consumer.getMaxAckPending()).isEqualTo(50);
		}
	}

	@Test
	void oneMessageAtATimeIsNoTrouble() throws Exception {
		try (ListenerContext context = OrdersStream.start(this.server, new OneByOne())) {
			assertThat(context.management()
				.getConsumerInfo("ORDERS", "one-by-one")
				.getConsumerConfiguration()
				.getMetadata()).containsEntry("io.github.natsboot.listener", "one-by-one")
				.doesNotContainKey("io.nats.monitor.outstanding-ack-critical");
		}
	}

	@Test
	void aConsumerThatExistsKeepsWhatItSays() throws Exception {
		try (ListenerContext context = OrdersStream.start(this.server)) {
			context.management()
				.createConsumer("ORDERS",
						ConsumerConfiguration.builder()
							.durable("fraud")
							.filterSubject("order.created")
							.metadata(Map.of("io.nats.monitor.outstanding-ack-critical", "7"))
							.build());
		}
		try (ListenerContext context = OrdersStream.start(this.server, new Screening())) {
			assertThat(context.management().getConsumerInfo("ORDERS", "fraud").getConsumerConfiguration().getMetadata())
				.containsEntry("io.nats.monitor.outstanding-ack-critical", "7")
				.doesNotContainKey("io.github.natsboot.listener");
		}
	}

	static class OneByOne {

		@JetStreamListener(id = "one-by-one", stream = "ORDERS", durable = "one-by-one", ordering = "STREAM")
		void screen(String order) {
		}

	}

	static class Screening {

		@JetStreamListener(id = "screening", stream = "ORDERS", subjects = "order.created", durable = "fraud")
		void screen(String order) {
		}

	}

}
