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

import java.util.ArrayList;
import java.util.List;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.listener.BatchAcknowledgment;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.handler.annotation.Header;

import static io.github.natsboot.listener.jetstream.ListenerStart.assertThatStart;

/**
 * Batch listeners that cannot be as they are declared.
 */
@WithNatsServer
class BatchMistakesIT {

	private final NatsTestServer server;

	BatchMistakesIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void listBesidesWhatASingleMessageHasIsRefused() {
		assertThatStart(this.server, new Accompanied()).hasMessageContaining("Accompanied.work(List, String)")
			.hasMessageContaining("only a single message has a value for");
	}

	@Test
	void acknowledgmentOfABatchForOneMessageIsRefused() {
		assertThatStart(this.server, new Alone()).hasMessageContaining("Alone.work(String, BatchAcknowledgment)")
			.hasMessageContaining("take a List, or an Acknowledgment");
	}

	@Test
	void manualBatchWithoutAnAcknowledgmentIsRefused() {
		assertThatStart(this.server, new Unsettled()).hasMessageContaining("Unsettled.work(List)")
			.hasMessageContaining("takes no Acknowledgment");
	}

	@Test
	void otherKindOfListIsRefused() {
		assertThatStart(this.server, new Special()).hasMessageContaining("Special.work(ArrayList)")
			.hasMessageContaining("take a List");
	}

	@Test
	void batchSizeWithoutAListIsRefused() {
		assertThatStart(this.server, new Single()).hasMessageContaining("Single.work(String)")
			.hasMessageContaining("takes one message");
	}

	@Test
	void prefetchBelowTheBatchSizeIsRefused() {
		assertThatStart(this.server, new Starved()).hasMessageContaining("Starved.work(List)")
			.hasMessageContaining("'prefetch' is 5 and 'batchSize' 10");
	}

	@Test
	void batchOfNothingIsRefused() {
		assertThatStart(this.server, new Empty()).hasMessageContaining("Empty.work(List)")
			.hasMessageContaining("'batchSize' is 0");
	}

	@Test
	void timeoutBelowZeroIsRefused() {
		assertThatStart(this.server, new Hasty()).hasMessageContaining("Hasty.work(List)")
			.hasMessageContaining("'batchTimeout' is PT-1S");
	}

	static class Accompanied {

		@JetStreamListener(stream = "ORDERS", durable = "fraud")
		void work(List<String> texts, @Header("tenant") String tenant) {
		}

	}

	static class Alone {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", ackMode = "MANUAL")
		void work(String text, BatchAcknowledgment acknowledgment) {
		}

	}

	static class Unsettled {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", ackMode = "MANUAL")
		void work(List<String> texts) {
		}

	}

	static class Special {

		@JetStreamListener(stream = "ORDERS", durable = "fraud")
		void work(ArrayList<String> texts) {
		}

	}

	static class Single {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", batchSize = "3")
		void work(String text) {
		}

	}

	static class Starved {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", batchSize = "10", prefetch = "5")
		void work(List<String> texts) {
		}

	}

	static class Empty {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", batchSize = "0")
		void work(List<String> texts) {
		}

	}

	static class Hasty {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", batchTimeout = "-1s")
		void work(List<String> texts) {
		}

	}

}
