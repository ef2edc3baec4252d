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

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.Retry;
import io.github.natsboot.deadletter.DeadLetterReason;
import io.github.natsboot.event.DeadLetterEvent;
import io.github.natsboot.listener.Acknowledgment;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerInstrumentation.Settlement;
import io.github.natsboot.listener.UnreadableMessageException;
import io.github.natsboot.listener.error.ErrorHandler;
import io.github.natsboot.listener.error.Outcome;
import io.github.natsboot.listener.error.RetryRequestedException;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What error handlers of the application can do with messages of streams.
 */
@WithNatsServer
class ErrorHandlerIT {

	private final NatsTestServer server;

	private final SettlementRecorder recorder = new SettlementRecorder();

	ErrorHandlerIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void onlyErrorHandlerDecidesForAllListeners() throws Exception {
		Failing failing = new Failing();
		RecordingHandler handler = new RecordingHandler(new Outcome.Ack());
		try (ListenerContext context = OrdersStream.start(this.server, failing, handler, this.recorder)) {
			context.jetStream().publish("order.failing", "x");
			await().untilAsserted(() -> assertThat(this.recorder.settlements).containsExactly(Settlement.ACK));
			assertThat(handler.failures).singleElement().isInstanceOf(IllegalStateException.class);
			assertThat(handler.payloads).containsExactly("x");
			assertThat(failing.calls).hasSize(1);
		}
	}

	@Test
	void decisionsAreCarriedOut() throws Exception {
		Failing failing = new Failing();
		ErrorHandler handler = (failure, attempt) -> (attempt == 1) ? new Outcome.Retry(Duration.ofMillis(20))
				: new Outcome.DeadLetter(DeadLetterReason.NOT_RETRYABLE);
		try (ListenerContext context = start(handler, failing)) {
			context.jetStream().publish("order.failing", "x");
			await().untilAsserted(() -> assertThat(this.recorder.settlements).containsExactly(Settlement.RETRY,
					Settlement.DEAD_LETTER));
			assertThat(context.events(DeadLetterEvent.class)).singleElement()
				.satisfies((event) -> assertThat(event.getReason()).isEqualTo("not_retryable"));
		}
	}

	@Test
	void whatIsLeftToTheConfigurationIsRetriedAsConfigured() throws Exception {
		Failing failing = new Failing();
		try (ListenerContext context = start((failure, attempt) -> new Outcome.AsConfigured(), failing)) {
			context.jetStream().publish("order.failing", "x");
			await().untilAsserted(() -> assertThat(this.recorder.settlements).containsExactly(Settlement.RETRY,
					Settlement.RETRY, Settlement.DEAD_LETTER));
			assertThat(failing.calls).hasSize(3);
		}
	}

	@Test
	void retriesEndWithTheLastOneOfTheSettings() throws Exception {
		Failing failing = new Failing();
		try (ListenerContext context = start((failure, attempt) -> new Outcome.Retry(Duration.ZERO), failing)) {
			context.jetStream().publish("order.failing", "x");
			await().untilAsserted(() -> assertThat(context.events(DeadLetterEvent.class)).singleElement()
				.satisfies((event) -> assertThat(event.getReason()).isEqualTo("attempts_exhausted")));
			assertThat(failing.calls).hasSize(3);
		}
	}

	@Test
	void messageOfAHandlerThatFailsIsRetriedAndNotLost() throws Exception {
		Failing failing = new Failing();
		try (ListenerContext context = start((failure, attempt) -> {
			throw new IllegalArgumentException("the handler's own fault");
		}, failing)) {
			context.jetStream().publish("order.failing", "x");
			await().untilAsserted(() -> assertThat(this.recorder.settlements).containsExactly(Settlement.RETRY,
					Settlement.RETRY, Settlement.DEAD_LETTER));
			assertThat(context.management().getStreamInfo("ORDERS_DLQ").getStreamState().getMsgCount()).isEqualTo(1);
		}
	}

	@Test
	void handlerMayThrowTheFailureItself() throws Exception {
		Failing failing = new Failing();
		try (ListenerContext context = start((failure, attempt) -> {
			throw (IllegalStateException) failure;
		}, failing)) {
			context.jetStream().publish("order.failing", "x");
			await().untilAsserted(() -> assertThat(this.recorder.settlements).endsWith(Settlement.DEAD_LETTER));
			assertThat(failing.calls).hasSize(3);
		}
	}

	@Test
	void handlerThatDecidesNothingIsTreatedAsOneThatFails() throws Exception {
		Failing failing = new Failing();
		try (ListenerContext context = start(new RecordingHandler(null), failing)) {
			context.jetStream().publish("order.failing", "x");
			await().untilAsserted(() -> assertThat(this.recorder.settlements).endsWith(Settlement.DEAD_LETTER));
			assertThat(failing.calls).hasSize(3);
		}
	}

	@Test
	void listenerNamesItsOwnHandler() throws Exception {
		Named named = new Named();
		Failing failing = new Failing();
		RecordingHandler own = new RecordingHandler(new Outcome.Ack());
		try (ListenerContext context = ListenerContext.start(this.server, List.of(OrdersStream.ORDERS),
				(application) -> notForAll(application, own), named, failing, this.recorder)) {
			context.jetStream().publish("order.named", "x");
			await().untilAsserted(() -> assertThat(this.recorder.settlements).containsExactly(Settlement.ACK));
			assertThat(own.payloads).containsExactly("x");
			context.jetStream().publish("order.failing", "y");
			await().until(() -> context.events(DeadLetterEvent.class).size() == 1);
			assertThat(own.payloads).containsExactly("x");
		}
	}

	@Test
	void unreadableMessagesGoToTheHandlerToo() throws Exception {
		RecordingHandler handler = new RecordingHandler(new Outcome.Ack());
		try (ListenerContext context = OrdersStream.start(this.server, new Numbers(), handler, this.recorder)) {
			context.jetStream().publish("order.number", "no number");
			await().untilAsserted(() -> assertThat(this.recorder.settlements).containsExactly(Settlement.ACK));
			assertThat(handler.failures).singleElement().isInstanceOf(UnreadableMessageException.class);
		}
	}

	@Test
	void handlerIsAskedOnceForEachMessageOfABatch() throws Exception {
		RecordingHandler handler = new RecordingHandler(new Outcome.Ack());
		try (ListenerContext context = OrdersStream.start(this.server, new FailingBatch(), handler, this.recorder)) {
			OrdersStream.publish(context, "order.batch", 3);
			await().until(() -> this.recorder.settlements.size() == 3);
			assertThat(handler.payloads).containsExactly("0", "1", "2");
		}
	}

	@Test
	void handlerIsAskedWhenAMethodRefusesAMessageItself() throws Exception {
		RecordingHandler handler = new RecordingHandler(new Outcome.AsConfigured());
		try (ListenerContext context = OrdersStream.start(this.server, new Manual(), handler, this.recorder)) {
			context.jetStream().publish("order.manual", "x");
			await().untilAsserted(() -> assertThat(this.recorder.settlements).containsExactly(Settlement.RETRY,
					Settlement.RETRY, Settlement.DEAD_LETTER));
			assertThat(handler.failures)
				.allSatisfy((failure) -> assertThat(failure).isInstanceOf(RetryRequestedException.class));
		}
	}

	@Test
	void withoutAcknowledgementsOnlyWhatTheHandlerAcceptsIsNotLost() throws Exception {
		ErrorHandler handler = (failure, attempt) -> "accept".equals(failure.getMessage()) ? new Outcome.Ack()
				: new Outcome.AsConfigured();
		try (ListenerContext context = start(handler, new AtMostOnce())) {
			context.jetStream().publish("order.once", "accept");
			context.jetStream().publish("order.once", "lose");
			await().untilAsserted(
					() -> assertThat(this.recorder.settlements).containsExactly(Settlement.ACK, Settlement.LOST));
		}
	}

	@Test
	void handlerThatDoesNotExistIsRefusedWithTheMethodAndTheNamesThereAre() {
		ListenerStart.assertThatStart(this.server, new Named(), new RecordingHandler(new Outcome.Ack()))
			.hasMessageContaining("Named.handle(String)")
			.hasMessageContaining("'errorHandler' is \"ownHandler\"")
			.hasMessageContaining("There are: recordingHandler");
	}

	@Test
	void handlerOfAnotherTypeIsRefused() {
		ListenerStart.assertThatStart(this.server, new WrongType())
			.hasMessageContaining("WrongType.handle(String)")
			.hasMessageContaining("no ErrorHandler")
			.hasMessageContaining("There is no ErrorHandler at all");
	}

	@Test
	void handlerThatWouldSilentlyBecomeThatOfAllListenersIsRefused() {
		ListenerStart.assertThatStart(this.server, new NamesTheOnlyOne(), new RecordingHandler(new Outcome.Ack()))
			.hasMessageContaining("NamesTheOnlyOne.handle(String)")
			.hasMessageContaining("defaultCandidate = false");
	}

	private ListenerContext start(ErrorHandler handler, Object... beans) throws Exception {
		Object[] all = new Object[beans.length + 1];
		System.arraycopy(beans, 0, all, 0, beans.length);
		all[beans.length] = this.recorder;
		return ListenerContext.start(this.server, List.of(OrdersStream.ORDERS),
				(context) -> context.registerBean("handler", ErrorHandler.class, () -> handler), all);
	}

	private static void notForAll(GenericApplicationContext context, ErrorHandler handler) {
		context.registerBean("ownHandler", ErrorHandler.class, () -> handler,
				(definition) -> ((org.springframework.beans.factory.support.AbstractBeanDefinition) definition)
					.setDefaultCandidate(false));
	}

	static class RecordingHandler implements ErrorHandler {

		final List<Throwable> failures = new CopyOnWriteArrayList<>();

		final List<String> payloads = new CopyOnWriteArrayList<>();

		private final Outcome outcome;

		RecordingHandler(Outcome outcome) {
			this.outcome = outcome;
		}

		@Override
		public Outcome handle(Throwable failure, long attempt) {
			this.failures.add(failure);
			return this.outcome;
		}

		@Override
		public Outcome handle(Throwable failure, long attempt, Message message) {
			this.payloads.add(new String(message.getData()));
			return handle(failure, attempt);
		}

	}

	static class Failing {

		final List<String> calls = new CopyOnWriteArrayList<>();

		@JetStreamListener(id = "failing", stream = "ORDERS", durable = "failing", subjects = "order.failing")
		void handle(String text) {
			this.calls.add(text);
			throw new IllegalStateException("as asked for");
		}

	}

	static class Named {

		@JetStreamListener(id = "named", stream = "ORDERS", durable = "named", subjects = "order.named",
				errorHandler = "ownHandler")
		void handle(String text) {
			throw new IllegalStateException("as asked for");
		}

	}

	static class WrongType {

		@JetStreamListener(id = "wrong", stream = "ORDERS", durable = "wrong", errorHandler = "wrongType")
		void handle(String text) {
		}

	}

	static class NamesTheOnlyOne {

		@JetStreamListener(id = "only", stream = "ORDERS", durable = "only", errorHandler = "recordingHandler")
		void handle(String text) {
		}

	}

	static class Numbers {

		@JetStreamListener(id = "numbers", stream = "ORDERS", durable = "numbers", subjects = "order.number")
		void handle(int number) {
		}

	}

	static class FailingBatch {

		@JetStreamListener(id = "batch", stream = "ORDERS", durable = "batch", subjects = "order.batch",
				batchSize = "3", batchTimeout = "5s")
		void handle(List<String> texts) {
			throw new IllegalStateException("as asked for");
		}

	}

	static class Manual {

		@JetStreamListener(id = "manual", stream = "ORDERS", durable = "manual", subjects = "order.manual",
				ackMode = "MANUAL", retry = @Retry(maxRetries = "2"))
		void handle(String text, Acknowledgment acknowledgment) {
			acknowledgment.nack();
		}

	}

	static class AtMostOnce {

		@JetStreamListener(id = "once", stream = "ORDERS", durable = "once", subjects = "order.once", ackMode = "NONE")
		void handle(String text) {
			throw new IllegalStateException(text);
		}

	}

}
