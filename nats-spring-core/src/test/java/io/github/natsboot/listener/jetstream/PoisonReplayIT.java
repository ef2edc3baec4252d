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
import java.util.concurrent.atomic.AtomicInteger;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.Retry;
import io.github.natsboot.deadletter.DeadLetterFilter;
import io.github.natsboot.deadletter.DeadLetterHeaders;
import io.github.natsboot.deadletter.DeadLetterInstrumentation;
import io.github.natsboot.deadletter.DeadLetterProgress;
import io.github.natsboot.deadletter.DeadLetterTemplate;
import io.github.natsboot.deadletter.ReplayRequest;
import io.github.natsboot.deadletter.StoredDeadLetter;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerMethodFactory;
import io.github.natsboot.listener.RetryAfterException;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.JetStreamOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Dead letters of listeners are replayed to them.
 */
@WithNatsServer
class PoisonReplayIT {

	private static final String DLQ = "ORDERS_DLQ";

	private static final Duration LONG = Duration.ofSeconds(20);

	private final NatsTestServer server;

	PoisonReplayIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void messageThatFailsAgainComesBackWithItsCountAndIsRefusedAfterItsLimit() throws Exception {
		PoisonListener listener = new PoisonListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			DeadLetterTemplate operations = operations(context);
			context.jetStream().message("x").subject("order.poison").id("p-1").header("tenant", "acme").publish();
			for (int replays = 0; replays < 3; replays++) {
				StoredDeadLetter letter = awaitLetter(operations, replays);
				assertThat(letter.originalId()).isEqualTo("p-1");
				assertThat(letter.originalSubject()).isEqualTo("order.poison");
				assertThat(operations.replay(ReplayRequest.of(DLQ)).await(LONG).succeeded()).isEqualTo(1);
			}
			awaitLetter(operations, 3);
			DeadLetterProgress refused = operations.replay(ReplayRequest.of(DLQ)).await(LONG);
			assertThat(refused.refused()).isEqualTo(1);
			assertThat(refused.succeeded()).isZero();
			assertThat(operations.list(DLQ, DeadLetterFilter.ALL, 0, 10).letters()).hasSize(1);
			assertThat(operations.read(DLQ, awaitLetter(operations, 3).sequence(), null).headers())
				.containsEntry("tenant", List.of("acme"));
			assertThat(listener.replays).containsExactly(0L, 1L, 2L, 3L);
		}
	}

	@Test
	void messageWhoseCauseIsMendedIsWorkedOn() throws Exception {
		PoisonListener listener = new PoisonListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			DeadLetterTemplate operations = operations(context);
			OrdersStream.publish(context, "order.poison", 20);
			await().atMost(LONG)
				.until(() -> operations.streams().size() == 1 && operations.streams().get(0).letters() == 20);
			listener.mended = true;
			assertThat(
					operations.replay(ReplayRequest.of(DLQ).filter(DeadLetterFilter.ALL.listener("poison")).rate(1000))
						.await(LONG)
						.succeeded())
				.isEqualTo(20);
			await().atMost(LONG).until(() -> listener.done.size() == 20);
			assertThat(listener.done).doesNotHaveDuplicates();
			assertThat(operations.streams().get(0).letters()).isZero();
		}
	}

	@Test
	void stackTraceIsToldOnlyWhereItIsAskedFor() throws Exception {
		try (ListenerContext context = OrdersStream.start(this.server, new PoisonListener())) {
			DeadLetterTemplate operations = operations(context);
			context.jetStream().publish("order.poison", "x");
			assertThat(operations.read(DLQ, awaitLetter(operations, 0).sequence(), null).stackTrace()).isNull();
			JetStreamListenerContainerFactory factory = context.bean(JetStreamListenerContainerFactory.class)
				.mutate()
				.deadLetterStackTraces(true)
				.build();
			context.registry()
				.register(factory.create(factory
					.endpoint("traced", context.bean(ListenerMethodFactory.class).create(String.class, (text) -> {
						throw new IllegalStateException("broken", new IllegalArgumentException("line one\nline two"));
					}), "ORDERS", "traced")
					.subjects("order.traced")
					.build()));
			context.jetStream().publish("order.traced", "x");
			StoredDeadLetter traced = await().atMost(LONG)
				.until(() -> operations.list(DLQ, DeadLetterFilter.ALL.listener("traced"), 0, 10).letters(),
						(letters) -> letters.size() == 1)
				.get(0);
			assertThat(operations.read(DLQ, traced.sequence(), null).stackTrace())
				.startsWith("java.lang.IllegalStateException: broken | at io.github.natsboot.listener.jetstream")
				.hasSizeLessThanOrEqualTo(4096);
			context.registry().unregister("traced");
			factory.destroy();
		}
	}

	@Test
	void methodThatSaysWhenToTryAgainIsCalledThen() throws Exception {
		BusyListener listener = new BusyListener();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			context.jetStream().publish("order.busy", "x");
			await().atMost(LONG).until(() -> listener.times.size() == 2);
			assertThat(listener.times.get(1) - listener.times.get(0)).isBetween(590_000_000L, 3_000_000_000L);
		}
	}

	private static StoredDeadLetter awaitLetter(DeadLetterTemplate operations, long replays) {
		return await().atMost(LONG)
			.until(() -> operations.list(DLQ, DeadLetterFilter.ALL, 0, 10).letters(),
					(letters) -> letters.size() == 1 && letters.get(0).replays() == replays)
			.get(0);
	}

	private static DeadLetterTemplate operations(ListenerContext context) throws Exception {
		return new DeadLetterTemplate(context.connection(), context.management(), JetStreamOptions.DEFAULT_JS_OPTIONS,
				context.jetStream(), context.registry()::getDeadLetterSources, DeadLetterInstrumentation.NONE,
				(event) -> {
				});
	}

	static class PoisonListener {

		final List<Long> replays = new CopyOnWriteArrayList<>();

		final List<String> done = new CopyOnWriteArrayList<>();

		volatile boolean mended;

		@JetStreamListener(id = "poison", stream = "ORDERS", subjects = "order.poison", durable = "poison",
				retry = @Retry(maxRetries = "0"))
		void work(String body, @Header(name = DeadLetterHeaders.REPLAYS, defaultValue = "0") long replays) {
			this.replays.add(replays);
			if (!this.mended) {
				throw new IllegalStateException("no rate");
			}
			this.done.add(body);
		}

	}

	static class BusyListener {

		final List<Long> times = new CopyOnWriteArrayList<>();

		private final AtomicInteger calls = new AtomicInteger();

		@JetStreamListener(stream = "ORDERS", subjects = "order.busy", durable = "busy")
		void work(String body) {
			this.times.add(System.nanoTime());
			if (this.calls.incrementAndGet() == 1) {
				throw new IllegalStateException(new RetryAfterException(Duration.ofMillis(600)));
			}
		}

	}

}
