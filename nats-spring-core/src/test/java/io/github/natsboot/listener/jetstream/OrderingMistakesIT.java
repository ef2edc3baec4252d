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

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.github.natsboot.listener.jetstream.ListenerStart.assertThatStart;

/**
 * Orderings that cannot work are found at the start.
 */
@WithNatsServer
class OrderingMistakesIT {

	private final NatsTestServer server;

	OrderingMistakesIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void severalMessagesOfAStreamInOrderAtTheSameTimeAreRefused() {
		assertThatStart(this.server, new Parallel()).hasMessageContaining("Parallel.work(String)")
			.hasMessageContaining("its ordering is STREAM")
			.hasMessageContaining("its 'concurrency' is 4: set 'concurrency' to 1, or 'ordering' to \"KEY\"");
	}

	@Test
	void batchesInOrderAreRefused() {
		assertThatStart(this.server, new Batches()).hasMessageContaining("Batches.work(List)")
			.hasMessageContaining("its ordering is KEY, and it takes a List");
	}

	@Test
	void orderWithoutAcknowledgementsIsRefused() {
		assertThatStart(this.server, new Unacknowledged()).hasMessageContaining("Unacknowledged.work(String)")
			.hasMessageContaining("its ordering is KEY, and its ack mode NONE");
	}

	@Test
	void orderingThatIsNoneIsRefusedWithThoseThatAre() {
		assertThatStart(this.server, new Sorted()).hasMessageContaining("Sorted.work(String)")
			.hasMessageContaining("'ordering' is \"sorted\"; it must be one of NONE, KEY, STREAM");
	}

	@Test
	void consumerThatGivesOutSeveralMessagesAtATimeIsRefusedWithTheCommandThatChangesIt() throws Exception {
		try (Connection raw = Nats.connect(this.server.url())) {
			raw.jetStreamManagement().addStream(OrdersStream.ORDERS);
			raw.jetStreamManagement()
				.createConsumer("ORDERS",
						ConsumerConfiguration.builder().durable("ordered").ackPolicy(AckPolicy.Explicit).build());
		}
		assertThatStart(this.server, new InOrder()).hasMessageContaining("InOrder.work(String)")
			.hasMessageContaining("its max ack pending is 1000, and the listener's ordering STREAM needs 1")
			.hasMessageContaining("`nats consumer edit ORDERS ordered --max-pending=1`");
	}

	static class Parallel {

		@JetStreamListener(stream = "ORDERS", durable = "ordered", ordering = "STREAM", concurrency = "4")
		void work(String text) {
		}

	}

	static class Batches {

		@JetStreamListener(stream = "ORDERS", durable = "ordered", ordering = "KEY")
		void work(List<String> texts) {
		}

	}

	static class Unacknowledged {

		@JetStreamListener(stream = "ORDERS", durable = "ordered", ordering = "KEY", ackMode = "NONE")
		void work(String text) {
		}

	}

	static class Sorted {

		@JetStreamListener(stream = "ORDERS", durable = "ordered", ordering = "sorted")
		void work(String text) {
		}

	}

	static class InOrder {

		@JetStreamListener(stream = "ORDERS", durable = "ordered", ordering = "STREAM")
		void work(String text) {
		}

	}

}
