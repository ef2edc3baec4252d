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

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.annotation.Retry;
import io.github.natsboot.listener.Acknowledgment;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.handler.annotation.SendTo;

import static io.github.natsboot.listener.jetstream.ListenerStart.assertThatStart;

/**
 * Ack modes that cannot be as they are declared.
 */
@WithNatsServer
class AckModeMistakesIT {

	private final NatsTestServer server;

	AckModeMistakesIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void acknowledgmentWithAutoIsRefused() {
		assertThatStart(this.server, new TakingWithAuto())
			.hasMessageContaining("TakingWithAuto.work(String, Acknowledgment)")
			.hasMessageContaining("takes an Acknowledgment, but its ack mode is AUTO");
	}

	@Test
	void acknowledgmentWithNoneIsRefused() {
		assertThatStart(this.server, new TakingWithNone())
			.hasMessageContaining("TakingWithNone.work(String, Acknowledgment)")
			.hasMessageContaining("its ack mode is NONE");
	}

	@Test
	void acknowledgmentOnACoreListenerIsRefused() {
		assertThatStart(this.server, new TakingOnCore())
			.hasMessageContaining("TakingOnCore.work(String, Acknowledgment)")
			.hasMessageContaining("core NATS has nothing to acknowledge");
	}

	@Test
	void manualWithoutAnAcknowledgmentIsRefused() {
		assertThatStart(this.server, new NobodySettles()).hasMessageContaining("NobodySettles.work(String)")
			.hasMessageContaining("nobody could settle its messages");
	}

	@Test
	void manualWithAReturnValueIsRefused() {
		assertThatStart(this.server, new ManualAndReturning())
			.hasMessageContaining("ManualAndReturning.work(String, Acknowledgment)")
			.hasMessageContaining("MANUAL and it returns a value");
	}

	@Test
	void noneWithWhatNeedsAcknowledgementsIsRefused() {
		assertThatStart(this.server, new NoneWithRetries()).hasMessageContaining("NoneWithRetries.work(String)")
			.hasMessageContaining("sets 'ackWait' and 'retry' and 'deadLetter'");
	}

	@Test
	void modeThatIsNoneIsRefusedWithThoseThatAre() {
		assertThatStart(this.server, new Sometimes()).hasMessageContaining("Sometimes.work(String)")
			.hasMessageContaining("'ackMode' is \"sometimes\"; it must be one of AUTO, MANUAL, NONE");
	}

	@Test
	void noneOnAConsumerThatWaitsForAcknowledgementsIsRefused() throws Exception {
		try (Connection raw = Nats.connect(this.server.url())) {
			raw.jetStreamManagement().addStream(OrdersStream.ORDERS);
			raw.jetStreamManagement()
				.createConsumer("ORDERS",
						ConsumerConfiguration.builder().durable("fraud").ackPolicy(AckPolicy.Explicit).build());
		}
		assertThatStart(this.server, new NoneOnExplicit()).hasMessageContaining("NoneOnExplicit.work(String)")
			.hasMessageContaining("ack policy is explicit, and the listener's ack mode NONE needs none");
	}

	static class TakingWithAuto {

		@JetStreamListener(stream = "ORDERS", durable = "fraud")
		void work(String text, Acknowledgment acknowledgment) {
		}

	}

	static class TakingWithNone {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", ackMode = "NONE")
		void work(String text, Acknowledgment acknowledgment) {
		}

	}

	static class TakingOnCore {

		@NatsListener("greeting")
		void work(String text, Acknowledgment acknowledgment) {
		}

	}

	static class NobodySettles {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", ackMode = "MANUAL")
		void work(String text) {
		}

	}

	static class ManualAndReturning {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", ackMode = "manual")
		@SendTo("elsewhere")
		String work(String text, Acknowledgment acknowledgment) {
			return text;
		}

	}

	static class NoneWithRetries {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", ackMode = "NONE", ackWait = "3s",
				retry = @Retry(maxRetries = "1"), deadLetter = "dead")
		void work(String text) {
		}

	}

	static class Sometimes {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", ackMode = "sometimes")
		void work(String text) {
		}

	}

	static class NoneOnExplicit {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", ackMode = "NONE")
		void work(String text) {
		}

	}

}
