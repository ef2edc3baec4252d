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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.Retry;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.impl.NatsJetStreamMetaData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One message of the stream at a time, whatever fails and whoever works.
 */
@WithNatsServer
class StreamOrderingIT {

	private final NatsTestServer server;

	StreamOrderingIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void aRetryHoldsUpTheStreamAndADeadLetterLetsItGoOn() throws Exception {
		StreamListener listener = new StreamListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			OrdersStream.publish(context, "order.one", 30);
			await().atMost(Duration.ofSeconds(10)).until(() -> listener.over.size() == 30);
			assertThat(listener.over).isEqualTo(numbers(30));
			assertThat(listener.violations).hasValue(0);
			assertThat(context.management().getStreamInfo("ORDERS_DLQ").getStreamState().getMsgCount()).isEqualTo(3);
			assertThat(
					context.management().getConsumerInfo("ORDERS", "one").getConsumerConfiguration().getMaxAckPending())
				.isEqualTo(1);
		}
	}

	@Test
	void instancesWorkInTurn() throws Exception {
		StreamListener one = new StreamListener();
		StreamListener two = new StreamListener(one);
		try (ListenerContext first = OrdersStream.start(this.server, one);
				ListenerContext second = OrdersStream.start(this.server, two)) {
			OrdersStream.publish(first, "order.one", 200);
			await().atMost(Duration.ofSeconds(15)).until(() -> one.over.size() == 200);
			assertThat(one.over).isEqualTo(numbers(200));
			assertThat(one.violations).hasValue(0);
			assertThat(one.calls).as("one").hasPositiveValue();
			assertThat(two.calls).as("two").hasPositiveValue();
		}
	}

	@Test
	void orderHoldsWhereTheConnectionIsCutAndWhereAnInstanceIsKilled() throws Exception {
		StreamListener killed = new StreamListener();
		StreamListener next = new StreamListener(killed);
		try (LossyProxy proxy = new LossyProxy(this.server.port());
				ListenerContext first = ListenerContext.startAt(proxy.url(), List.of(OrdersStream.ORDERS), killed)) {
			OrdersStream.publish(first, "order.one", 200);
			await().until(() -> killed.over.size() > 3);
			proxy.cut();
			int before = killed.over.size();
			await().atMost(Duration.ofSeconds(10)).until(() -> killed.over.size() > before + 3);
			killed.dead = true;
			first.connection().close();
			try (ListenerContext second = OrdersStream.start(this.server, next)) {
				await().atMost(Duration.ofSeconds(15)).until(() -> next.over.size() == 200);
			}
		}
		assertThat(next.over).isEqualTo(numbers(200));
		assertThat(next.violations).hasValue(0);
	}

	private static List<Integer> numbers(int count) {
		return IntStream.range(0, count).boxed().toList();
	}

	static class StreamListener {

		final List<Integer> over;

		final AtomicInteger running;

		final AtomicInteger violations;

		final AtomicInteger calls = new AtomicInteger();

		volatile boolean dead;

		StreamListener() {
			this.over = new CopyOnWriteArrayList<>();
			this.running = new AtomicInteger();
			this.violations = new AtomicInteger();
		}

		StreamListener(StreamListener other) {
			this.over = other.over;
			this.running = other.running;
			this.violations = other.violations;
		}

		@JetStreamListener(stream = "ORDERS", subjects = "order.one", durable = "one", ordering = "STREAM",
				ackWait = "1s", retry = @Retry(maxRetries = "2", delay = "20ms"))
		void work(String text, NatsJetStreamMetaData metaData) throws InterruptedException {
			int number = Integer.parseInt(text);
			if (this.dead) {
				TimeUnit.SECONDS.sleep(5);
			}
			this.calls.incrementAndGet();
			if (this.running.incrementAndGet() > 1) {
				this.violations.incrementAndGet();
			}
			TimeUnit.MILLISECONDS.sleep(1);
			this.running.decrementAndGet();
			// It comes again where its acknowledgement was lost.
			boolean again = this.over.contains(number);
			boolean hopeless = number % 10 == 7;
			boolean fails = !again && (hopeless || (number % 10 == 3 && metaData.deliveredCount() == 1));
			if (!again && (!fails || metaData.deliveredCount() == 3)) {
				this.over.add(number);
			}
			if (fails) {
				throw new IllegalStateException("as asked");
			}
		}

	}

}
