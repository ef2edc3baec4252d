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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.KeyValueListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.core.RemoteErrorException;
import io.github.natsboot.deadletter.DeadLetterHeaders;
import io.github.natsboot.deadletter.DeadLetterReason;
import io.github.natsboot.event.DeadLetterEvent;
import io.github.natsboot.event.KeyValueEntryFailedEvent;
import io.github.natsboot.listener.error.ErrorHandler;
import io.github.natsboot.listener.error.NatsListenerErrorHandler;
import io.github.natsboot.listener.error.Outcome;
import io.github.natsboot.listener.jetstream.OrdersStream;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.MessageInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.converter.MessageConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * No error handler makes a log, or a dead letter, show what was in a message.
 */
@WithNatsServer
@ExtendWith(OutputCaptureExtension.class)
class FailureLogIT {

	private static final String SECRET = "4111-SECRET-1111";

	private static final String BODY = "{\"number\":\"" + SECRET + "\"}";

	private final NatsTestServer server;

	FailureLogIT(NatsTestServer server) {
		this.server = server;
	}

	@BeforeEach
	void logEachDecision() {
		level(LogLevel.DEBUG);
	}

	@AfterEach
	void removeStreams() throws Exception {
		level(null);
		OrdersStream.removeAll(this.server);
	}

	@ParameterizedTest
	@ValueSource(strings = { "wrap", "unwrap", "unwrap all", "copy", "other", "same" })
	void requestsAreNotShown(String kind, CapturedOutput output) throws Exception {
		NatsListenerErrorHandler handler = (message, failure) -> {
			throw thrown(kind, failure);
		};
		try (ListenerContext context = ListenerContext.start(this.server, List.of(),
				(application) -> application.registerBean("handler", NatsListenerErrorHandler.class, () -> handler),
				new Requests())) {
			assertThatExceptionOfType(RemoteErrorException.class)
				.isThrownBy(() -> context.nats().request("pay", BODY, String.class))
				.withMessageNotContaining(SECRET);
			await().untilAsserted(() -> assertThat(output).contains("Requests.pay(Payment)").contains("number"));
			assertThat(output).doesNotContain(SECRET);
		}
	}

	@Test
	void requestsThatAnErrorHandlerAnswersAreNotShown(CapturedOutput output) throws Exception {
		NatsListenerErrorHandler handler = (message, failure) -> "sorry";
		try (ListenerContext context = ListenerContext.start(this.server, List.of(),
				(application) -> application.registerBean("handler", NatsListenerErrorHandler.class, () -> handler),
				new Requests())) {
			assertThat(context.nats().request("pay", BODY, String.class)).isEqualTo("sorry");
		}
		assertThat(output).contains("handled a failure").doesNotContain(SECRET);
	}

	@Test
	void eachFailedAttemptIsOneLineAndTheLastHasTheStackTrace(CapturedOutput output) throws Exception {
		level(LogLevel.INFO);
		try (ListenerContext context = OrdersStream.start(this.server, new Orders())) {
			context.jetStream().publish("order.declined", "x");
			await()
				.untilAsserted(() -> assertThat(output).contains("at io.github.natsboot.listener.FailureLogIT$Orders"));
		}
		assertThat(output.toString()).containsSubsequence(
				"Attempt 1 of 3 at message 1 of stream 'ORDERS' failed in listener 'declined' (Orders.declined(String)); "
						+ "the next follows in 50 ms: java.lang.IllegalStateException: no ? left",
				"Attempt 2 of 3", "is a dead letter on", "FailureLogIT$Orders.declined")
			.containsOnlyOnce("at io.github.natsboot.listener.FailureLogIT$Orders.declined");
	}

	@Test
	void aFailureThatQuotesNothingIsLoggedInFull(CapturedOutput output) throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Requests())) {
			assertThatExceptionOfType(RemoteErrorException.class)
				.isThrownBy(() -> context.nats().request("fail", "x", String.class));
			await().untilAsserted(() -> assertThat(output).contains("IllegalStateException: as asked")
				.contains("at io.github.natsboot.listener.FailureLogIT"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "not retryable", "retry", "wrap", "unwrap", "copy", "other" })
	void messagesOfStreamsAreNotShown(String kind, CapturedOutput output) throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, List.of(OrdersStream.ORDERS),
				(application) -> application.registerBean("handler", ErrorHandler.class, () -> handler(kind)),
				new Orders())) {
			context.jetStream().publish("order.paid", BODY);
			await().atMost(20, TimeUnit.SECONDS).until(() -> context.events(DeadLetterEvent.class).size() == 1);
			MessageInfo letter = context.management().getLastMessage("ORDERS_DLQ", "dlq.ORDERS.paid");
			assertThat(letter.getHeaders().getFirst(DeadLetterHeaders.EXCEPTION_MESSAGE)).contains("number")
				.doesNotContain(SECRET);
			assertThat(output).contains("is a dead letter").contains("number").doesNotContain(SECRET);
		}
	}

	@Test
	void failuresOfTheMethodThatQuoteAMessageAreNotShown(CapturedOutput output) throws Exception {
		try (ListenerContext context = OrdersStream.start(this.server, new Orders())) {
			context.jetStream().publish("order.nested", BODY);
			await().until(() -> context.events(DeadLetterEvent.class).size() == 1);
			MessageInfo letter = context.management().getLastMessage("ORDERS_DLQ", "dlq.ORDERS.nested");
			assertThat(letter.getHeaders().getFirst(DeadLetterHeaders.EXCEPTION_MESSAGE))
				.startsWith("IllegalStateException")
				.doesNotContain(SECRET);
			assertThat(output).contains("is a dead letter").doesNotContain(SECRET);
		}
	}

	@Test
	void entriesOfBucketsAreNotShown(CapturedOutput output) throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server,
				List.of(KeyValueConfiguration.builder("payments").build().getBackingConfig()), new Payments())) {
			context.connection().keyValue("payments").put("a", BODY);
			await().until(() -> context.events(KeyValueEntryFailedEvent.class).size() == 1);
			assertThat(output).contains("Gave up on key 'a'").doesNotContain(SECRET);
		}
	}

	private static void level(@Nullable LogLevel level) {
		LoggingSystem.get(FailureLogIT.class.getClassLoader()).setLogLevel("io.github.natsboot.listener", level);
	}

	private static ErrorHandler handler(String kind) {
		return (failure, attempt) -> switch (kind) {
			case "not retryable" -> new Outcome.DeadLetter(DeadLetterReason.NOT_RETRYABLE);
			case "retry" -> new Outcome.Retry(Duration.ofMillis(10));
			default -> throw sneaky(thrown(kind, failure));
		};
	}

	private static Exception thrown(String kind, Throwable failure) {
		return switch (kind) {
			case "wrap" -> new ErrorReplyException(500, "not today", failure);
			case "unwrap" -> (Exception) failure.getCause();
			case "unwrap all" -> (Exception) failure.getCause().getCause();
			case "copy" -> new CopyingException(failure);
			case "other" -> new IllegalStateException("the handler's own fault");
			default -> (Exception) failure;
		};
	}

	@SuppressWarnings("unchecked")
	private static <E extends Exception> E sneaky(Exception failure) throws E {
		throw (E) failure;
	}

	private static IllegalStateException quoting(String body) {
		return new IllegalStateException("Cannot take " + body,
				new MessageConversionException("Cannot read", new IllegalArgumentException(body)));
	}

	/**
	 * Has the text of another, and takes no notice of what it came of.
	 */
	@SuppressWarnings("serial")
	static class CopyingException extends RuntimeException {

		CopyingException(Throwable failure) {
			super(failure.getCause().getCause().getMessage(), null, false, false);
		}

	}

	record Payment(int number) {
	}

	static class Requests {

		@NatsListener(subjects = "pay")
		String pay(Payment payment) {
			return "paid";
		}

		@NatsListener(subjects = "fail")
		String fail(String text) {
			throw new IllegalStateException("as asked");
		}

	}

	static class Orders {

		@JetStreamListener(id = "declined", stream = "ORDERS", subjects = "order.declined", durable = "declined")
		void declined(String text) {
			throw new IllegalStateException("no \u20AC\nleft");
		}

		@JetStreamListener(stream = "ORDERS", subjects = "order.paid", durable = "paid")
		void paid(Payment payment) {
		}

		@JetStreamListener(stream = "ORDERS", subjects = "order.nested", durable = "nested")
		void nested(String body) {
			throw quoting(body);
		}

	}

	static class Payments {

		@KeyValueListener(bucket = "payments", ignoreDeletes = "true")
		void nested(String body) {
			throw quoting(body);
		}

	}

}
