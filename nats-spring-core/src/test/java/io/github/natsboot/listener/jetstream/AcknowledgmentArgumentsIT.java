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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.listener.Acknowledgment;
import io.github.natsboot.listener.BatchAcknowledgment;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What methods that settle messages say about them.
 */
@WithNatsServer
@ExtendWith(OutputCaptureExtension.class)
class AcknowledgmentArgumentsIT {

	private final NatsTestServer server;

	AcknowledgmentArgumentsIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void reasonOfADeadLetterStaysOnOneLineOfTheLog(CapturedOutput output) throws Exception {
		Single listener = new Single();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			OrdersStream.publish(context, "order.single", 1);
			next(listener.received).deadLetter("bad\nforged \u001b[31mline");
			assertThat(output).contains("bad forged ?[31mline").doesNotContain("\nforged");
		}
	}

	@Test
	void reasonsInABatchStayOnOneLineOfTheLog(CapturedOutput output) throws Exception {
		Batches listener = new Batches();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			OrdersStream.publish(context, "order.batch", 2);
			BatchAcknowledgment acknowledgment = next(listener.received);
			acknowledgment.deadLetter(0, "one\nforged");
			acknowledgment.deadLetter("all\r\nforged");
			assertThat(output).contains("one forged").contains("all  forged").doesNotContain("\nforged");
		}
	}

	@Test
	@SuppressWarnings("NullAway")
	void whatIsMissingIsNamedAndLeavesTheMessageOpen() throws Exception {
		Single listener = new Single();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			OrdersStream.publish(context, "order.single", 1);
			Acknowledgment acknowledgment = next(listener.received);
			assertThatIllegalArgumentException().isThrownBy(() -> acknowledgment.nack(null))
				.withMessageContaining("'delay' must not be null");
			assertThatIllegalArgumentException().isThrownBy(() -> acknowledgment.deadLetter(null))
				.withMessageContaining("'reason' must not be null");
			assertThatIllegalArgumentException().isThrownBy(() -> acknowledgment.acknowledgeSync(null))
				.withMessageContaining("'timeout' must not be null");
			assertThat(acknowledgment.isOpen()).isTrue();
			acknowledgment.acknowledge();
		}
	}

	private static <T> T next(BlockingQueue<T> received) throws InterruptedException {
		T next = received.poll(10, TimeUnit.SECONDS);
		assertThat(next).isNotNull();
		return next;
	}

	static class Single {

		final BlockingQueue<Acknowledgment> received = new LinkedBlockingQueue<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.single", durable = "single", ackMode = "MANUAL")
		void work(String text, Acknowledgment acknowledgment) {
			this.received.add(acknowledgment);
		}

	}

	static class Batches {

		final BlockingQueue<BatchAcknowledgment> received = new LinkedBlockingQueue<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.batch", durable = "batch", ackMode = "MANUAL",
				batchSize = "2", batchTimeout = "5s")
		void work(List<String> texts, BatchAcknowledgment acknowledgment) {
			this.received.add(acknowledgment);
		}

	}

}
