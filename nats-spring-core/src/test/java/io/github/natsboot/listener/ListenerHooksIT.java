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

package io.github.natsboot.listener;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.core.RemoteErrorException;
import io.github.natsboot.deadletter.DeadLetterReason;
import io.github.natsboot.listener.jetstream.OrdersStream;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What interceptors and instrumentations see of listeners on a real server, and what they
 * can do.
 */
@WithNatsServer
class ListenerHooksIT {

	private final NatsTestServer server;

	ListenerHooksIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void interceptorsWrapTheMethodInTheirOrder() throws Exception {
		List<String> steps = Collections.synchronizedList(new ArrayList<>());
		try (ListenerContext context = ListenerContext.start(this.server, new Inner(steps), new Outer(steps),
				new Echo(steps))) {
			assertThat(context.nats().request("echo", "x", String.class)).isEqualTo("outer(inner(x))");
			assertThat(steps).containsExactly("outer echo of echo", "inner", "method", "inner done", "outer done");
		}
	}

	@Test
	void failureOfAnInterceptorIsThatOfTheListener() throws Exception {
		List<String> steps = Collections.synchronizedList(new ArrayList<>());
		try (ListenerContext context = ListenerContext.start(this.server, new Failing(1), new Echo(steps))) {
			assertThatExceptionOfType(RemoteErrorException.class)
				.isThrownBy(() -> context.nats().request("echo", "x", String.class))
				.withMessageContaining("IllegalStateException");
			assertThat(steps).isEmpty();
			assertThat(context.nats().request("echo", "x", String.class)).isEqualTo("x");
		}
	}

	@Test
	void failureOfAnInterceptorIsRetriedByTheServer() throws Exception {
		Recorder recorder = new Recorder();
		try (ListenerContext context = OrdersStream.start(this.server, new Failing(1), recorder, new Orders())) {
			context.jetStream().publish("order.created", "x");
			await().untilAsserted(() -> assertThat(recorder.told).containsExactly("retry x", "ack x"));
		}
	}

	@Test
	void instrumentationsAreToldOfTheMessageAndOfWhereItsDeadLetterIs() throws Exception {
		Recorder recorder = new Recorder();
		OtherRecorder other = new OtherRecorder();
		try (ListenerContext context = OrdersStream.start(this.server, new Failing(3), recorder, other, new Orders())) {
			context.jetStream().publish("order.created", "x");
			await().untilAsserted(() -> assertThat(recorder.told).containsExactly("retry x", "retry x", "dead_letter x",
					"attempts_exhausted x in ORDERS_DLQ at 1"));
			assertThat(other.told).isEqualTo(recorder.told);
		}
	}

	@Test
	void instrumentationsAreToldThatADeadLetterCouldNotBeStored() throws Exception {
		Recorder recorder = new Recorder();
		try (ListenerContext context = OrdersStream.start(this.server, new Failing(3), recorder, new Orders())) {
			context.management().deleteStream("ORDERS_DLQ");
			context.jetStream().publish("order.created", "x");
			await().untilAsserted(
					() -> assertThat(recorder.told).startsWith("retry x", "retry x", "retry x", "not stored x"));
		}
	}

	static class Echo {

		private final List<String> steps;

		Echo(List<String> steps) {
			this.steps = steps;
		}

		@NatsListener(id = "echo", subjects = "echo")
		String echo(String text) {
			this.steps.add("method");
			return text;
		}

	}

	static class Orders {

		@JetStreamListener(stream = "ORDERS", durable = "orders")
		void handle(String text) {
		}

	}

	@Order(1)
	static class Outer implements ListenerInterceptor {

		private final List<String> steps;

		Outer(List<String> steps) {
			this.steps = steps;
		}

		@Override
		public @Nullable Object intercept(Invocation invocation) throws Exception {
			this.steps.add("outer " + invocation.listener().id() + " of " + invocation.message().getSubject());
			Object value = invocation.proceed();
			this.steps.add("outer done");
			return "outer(" + value + ")";
		}

	}

	@Order(2)
	static class Inner implements ListenerInterceptor {

		private final List<String> steps;

		Inner(List<String> steps) {
			this.steps = steps;
		}

		@Override
		public @Nullable Object intercept(Invocation invocation) throws Exception {
			this.steps.add("inner");
			Object value = invocation.proceed();
			this.steps.add("inner done");
			return "inner(" + value + ")";
		}

	}

	static class Failing implements ListenerInterceptor {

		private int failures;

		Failing(int failures) {
			this.failures = failures;
		}

		@Override
		public synchronized @Nullable Object intercept(Invocation invocation) throws Exception {
			if (this.failures > 0) {
				this.failures--;
				throw new IllegalStateException("as asked for");
			}
			return invocation.proceed();
		}

	}

	static class Recorder implements ListenerInstrumentation {

		final List<String> told = new CopyOnWriteArrayList<>();

		@Override
		public void settled(ListenerInfo listener, Message message, Settlement settlement) {
			this.told.add(settlement.name().toLowerCase(Locale.ROOT) + " " + text(message));
		}

		@Override
		public void deadLettered(ListenerInfo listener, Message message, DeadLetterReason reason, PublishAck stored) {
			this.told
				.add(reason.code() + " " + text(message) + " in " + stored.getStream() + " at " + stored.getSeqno());
		}

		@Override
		public void deadLetterFailed(ListenerInfo listener, Message message) {
			this.told.add("not stored " + text(message));
		}

		private static String text(Message message) {
			return new String(message.getData());
		}

	}

	static class OtherRecorder extends Recorder {

	}

}
