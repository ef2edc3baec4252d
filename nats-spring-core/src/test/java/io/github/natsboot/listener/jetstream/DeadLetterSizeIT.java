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

import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.Retry;
import io.github.natsboot.deadletter.DeadLetterHeaders;
import io.github.natsboot.deadletter.DeadLetterNamingStrategy;
import io.github.natsboot.event.DeadLetterEvent;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.support.NatsHeaders;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.SenderContext;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Neither what an exception says nor how large a message is keeps it from becoming a dead
 * letter, and what it is told with is left out rather than what it is.
 */
@WithNatsServer
class DeadLetterSizeIT {

	private static final int LARGEST_HEADERS = 65_535;

	private NatsTestServer server;

	@BeforeEach
	void server(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@ParameterizedTest
	@ValueSource(strings = { "first line\r\nsecond line\n\tat third", "\uD83D\uDCB8 \uD83E\uDD2F no rate",
			"Nats-Msg-Id: forged\r\n\r\n+ACK", "\u0000\u0007\u001B[31m", " ", "" })
	void whateverAnExceptionSaysItsMessageIsADeadLetter(String text) throws Exception {
		try (ListenerContext context = start(new Failing(text))) {
			context.jetStream().publish("order.failing", "x");
			MessageInfo letter = awaitDeadLetter(context);
			assertThat(letter.getHeaders().getFirst(DeadLetterHeaders.EXCEPTION))
				.isEqualTo(IllegalStateException.class.getName());
			String told = letter.getHeaders().getFirst(DeadLetterHeaders.EXCEPTION_MESSAGE);
			assertThat((told != null) ? told : "").matches("[ -~]*").hasSizeLessThanOrEqualTo(256);
		}
	}

	@Test
	void bodyOf600KilobytesAndExceptionOf1MegabyteWithItsStackTraceIsADeadLetter() throws Exception {
		byte[] body = new byte[600 * 1024];
		body[body.length - 1] = 42;
		try (ListenerContext context = startWith((factory) -> factory.deadLetterStackTraces(true),
				new Failing("\uD83D\uDCB8\n".repeat(350_000)))) {
			context.connection().jetStream().publish("order.failing", new Headers().put("tenant", "acme"), body);
			MessageInfo letter = awaitDeadLetter(context);
			assertThat(letter.getData()).isEqualTo(body);
			assertThat(letter.getHeaders().getFirst("tenant")).isEqualTo("acme");
			assertThat(letter.getHeaders().getFirst(DeadLetterHeaders.EXCEPTION_MESSAGE)).hasSize(255);
			assertThat(letter.getHeaders().getFirst(DeadLetterHeaders.STACK_TRACE)).startsWith("java.lang.Illegal");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 600, 400, 250 })
	void headersThatAnObservationAddsAreMadeRoomFor(int spare) throws Exception {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new Tracing());
		try (ListenerContext context = ListenerContext.start(this.server, List.of(OrdersStream.ORDERS),
				new Failing("no rate"), observations)) {
			byte[] body = new byte[(int) context.connection().getMaxPayload() - spare];
			context.connection().jetStream().publish("order.failing", body);
			MessageInfo letter = awaitDeadLetter(context);
			assertThat(letter.getData()).hasSize(body.length);
			assertThat(letter.getHeaders().getFirst("traceparent")).hasSize(55);
		}
	}

	@Test
	void headersThatLeaveNoRoomForTheReasonAreKept() throws Exception {
		try (ListenerContext context = start(new Failing("no rate"))) {
			Headers headers = new Headers().put("tenant", "a".repeat(LARGEST_HEADERS - 200));
			context.connection().jetStream().publish("order.failing", headers, new byte[1]);
			MessageInfo letter = awaitDeadLetter(context);
			assertThat(letter.getHeaders().getFirst("tenant")).hasSize(LARGEST_HEADERS - 200);
			assertThat(letter.getHeaders().getFirst(NatsHeaders.MESSAGE_ID)).startsWith("dlq:ORDERS:failing:1:");
			assertThat(letter.getHeaders().getFirst(DeadLetterHeaders.EXCEPTION_MESSAGE)).isNull();
		}
	}

	@Test
	void streamThatTakesSmallerMessagesThanTheServerGetsLessOfTheReason() throws Exception {
		StreamConfiguration letters = StreamConfiguration.builder()
			.name("ORDERS_DLQ")
			.subjects("dlq.ORDERS.>")
			.maximumMessageSize(1100)
			.build();
		try (ListenerContext context = ListenerContext.start(this.server, List.of(OrdersStream.ORDERS, letters),
				new Failing("a".repeat(256)))) {
			context.connection().jetStream().publish("order.failing", new byte[500]);
			MessageInfo letter = awaitDeadLetter(context);
			assertThat(letter.getData()).hasSize(500);
			assertThat(letter.getHeaders().getFirst(DeadLetterHeaders.EXCEPTION_MESSAGE)).isNull();
			assertThat(letter.getHeaders().getFirst(DeadLetterHeaders.REASON)).isEqualTo("not_retryable");
			assertThat(context.events(DeadLetterEvent.class)).singleElement()
				.satisfies((event) -> assertThat(event.isStored()).isTrue());
		}
	}

	@Test
	void subjectThatHeadersCannotCarryIsLeftOut() throws Exception {
		try (ListenerContext context = start(new Failing("no rate"))) {
			URI url = URI.create(this.server.url());
			try (Socket socket = new Socket(url.getHost(), url.getPort());
					OutputStream out = socket.getOutputStream()) {
				out.write("CONNECT {\"verbose\":false}\r\nPUB order.failing.Z\u00FCrich 1\r\nx\r\nPING\r\n"
					.getBytes(StandardCharsets.UTF_8));
				out.flush();
				await().until(() -> context.management().getStreamInfo("ORDERS").getStreamState().getMsgCount() == 1);
			}
			MessageInfo letter = awaitDeadLetter(context);
			assertThat(letter.getHeaders().getFirst(DeadLetterHeaders.SUBJECT)).isNull();
			assertThat(letter.getHeaders().getFirst(DeadLetterHeaders.SEQUENCE)).isEqualTo("1");
			await().until(() -> context.management().getConsumerInfo("ORDERS", "failing").getNumAckPending() == 0);
		}
	}

	@Test
	void strategyNamesSubjectAndStream() throws Exception {
		DeadLetterNamingStrategy naming = new DeadLetterNamingStrategy() {

			@Override
			public String subject(String listenerId, String stream, String durable) {
				return "given-up." + listenerId;
			}

			@Override
			public String stream(String listenerId, String stream, String durable) {
				return "GIVEN_UP_" + durable;
			}

		};
		try (ListenerContext context = startWith((factory) -> factory.deadLetterNaming(naming), new Failing("no"))) {
			context.jetStream().publish("order.failing", "x");
			MessageInfo letter = await().ignoreExceptions()
				.atMost(Duration.ofSeconds(20))
				.until(() -> context.management().getMessage("GIVEN_UP_failing", 1), (found) -> found != null);
			assertThat(letter.getSubject()).isEqualTo("given-up.fails");
			assertThat(context.management().getStreamNames()).doesNotContain("ORDERS_DLQ");
		}
	}

	private ListenerContext start(Object listener) throws Exception {
		return OrdersStream.start(this.server, listener);
	}

	private ListenerContext startWith(Consumer<JetStreamListenerContainerFactoryBuilder> customizer, Object listener)
			throws Exception {
		return ListenerContext.start(
				this.server, List.of(OrdersStream.ORDERS), (context) -> context
					.registerBean(JetStreamListenerContainerFactoryCustomizer.class, () -> customizer::accept),
				listener);
	}

	private static MessageInfo awaitDeadLetter(ListenerContext context) {
		return await().atMost(Duration.ofSeconds(20))
			.ignoreExceptions()
			.until(() -> context.management().getMessage("ORDERS_DLQ", 1), (letter) -> letter != null);
	}

	/**
	 * Adds what a tracer adds.
	 */
	static class Tracing implements ObservationHandler<SenderContext<Object>> {

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof SenderContext;
		}

		@Override
		public void onStart(SenderContext<Object> context) {
			context.getSetter().set(context.getCarrier(), "traceparent", "00-" + "a".repeat(52));
		}

	}

	static class Failing {

		private final String text;

		Failing(String text) {
			this.text = text;
		}

		@JetStreamListener(id = "fails", stream = "ORDERS", subjects = { "order.failing", "order.failing.>" },
				durable = "failing", retry = @Retry(excludes = IllegalStateException.class))
		void work(byte[] body) {
			throw new IllegalStateException(this.text);
		}

	}

}
