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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.core.RemoteErrorException;
import io.github.natsboot.deadletter.DeadLetterHeaders;
import io.github.natsboot.event.DeadLetterEvent;
import io.github.natsboot.listener.jetstream.OrdersStream;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Message;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.MessageInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Results that come later, or are missing.
 */
@WithNatsServer
class LaterResultIT {

	private final NatsTestServer server;

	LaterResultIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "stage", "mono", "optional", "optional.later" })
	void theValueIsTheReply(String subject) throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Answers())) {
			assertThat(context.nats().request("answer." + subject, "Duke", String.class)).isEqualTo("Hello Duke");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "stage", "mono" })
	void aFailureIsAnErrorReplyWithoutItsText(String subject) throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Answers())) {
			assertThatExceptionOfType(RemoteErrorException.class)
				.isThrownBy(() -> context.nats().request("answer." + subject, "secret", String.class))
				.satisfies((failure) -> assertThat(failure.getMessage()).doesNotContain("secret"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "mono", "optional", "optional.later" })
	void nothingIsAnEmptyReply(String subject) throws Exception {
		try (ListenerContext context = ListenerContext.start(this.server, new Answers())) {
			Message reply = context.connection()
				.request("answer." + subject, "nobody".getBytes(), Duration.ofSeconds(5));
			assertThat(reply).isNotNull();
			assertThat(reply.getData()).isEmpty();
			assertThat(reply.getHeaders()).isNull();
		}
	}

	@Test
	void aMessageIsAcknowledgedWhenItsResultIsThere() throws Exception {
		Screening screening = new Screening();
		try (ListenerContext context = OrdersStream.start(this.server, screening)) {
			context.jetStream().publish("order.later", "1");
			await().until(() -> screening.results.size() == 1);
			// Longer than ack-wait: it counts as being worked on.
			await().during(Duration.ofMillis(1500)).until(() -> screening.results.size() == 1);
			assertThat(consumer(context, "later").getNumAckPending()).isEqualTo(1);
			screening.results.get(0).complete(null);
			await().untilAsserted(() -> assertThat(consumer(context, "later").getNumAckPending()).isZero());
			assertThat(consumer(context, "later").getDelivered().getConsumerSequence()).isEqualTo(1);
		}
	}

	@Test
	void aResultThatFailsIsRetriedAndThenADeadLetter() throws Exception {
		Screening screening = new Screening();
		try (ListenerContext context = OrdersStream.start(this.server, screening)) {
			context.jetStream().publish("order.later", "1");
			for (int attempt = 1; attempt <= 3; attempt++) {
				int calls = attempt;
				await().until(() -> screening.results.size() == calls);
				screening.results.get(attempt - 1).completeExceptionally(new IllegalStateException("down"));
			}
			await().untilAsserted(
					() -> assertThat(context.management().getStreamInfo("ORDERS_DLQ").getStreamState().getMsgCount())
						.isEqualTo(1));
			assertThat(consumer(context, "later").getNumAckPending()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "mono", "future" })
	void aValueThatComesLaterIsSentOn(String kind) throws Exception {
		Screening screening = new Screening();
		try (ListenerContext context = OrdersStream.start(this.server, screening)) {
			context.jetStream().publish("order.price." + kind, "7");
			await().untilAsserted(() -> assertThat(screening.priced).containsExactly("7 EUR"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "flux", "future" })
	void whatCannotBeWaitedForIsAFailureThatIsNotRetried(String kind) throws Exception {
		Undeclared undeclared = new Undeclared();
		try (ListenerContext context = OrdersStream.start(this.server, undeclared)) {
			context.jetStream().publish("order.undeclared", kind);
			await().until(() -> context.events(DeadLetterEvent.class).size() == 1);
			assertThat(context.events(DeadLetterEvent.class).get(0).getReason()).isEqualTo("not_retryable");
			MessageInfo letter = context.management().getLastMessage("ORDERS_DLQ", "dlq.ORDERS.undeclared");
			assertThat(letter.getHeaders().getFirst(DeadLetterHeaders.EXCEPTION))
				.isEqualTo(UnsupportedResultException.class.getName());
			assertThat(undeclared.subscribed).isFalse();
			assertThat(context.management().getStreamInfo("ORDERS").getStreamState().getMsgCount()).isEqualTo(1);
			assertThatExceptionOfType(RemoteErrorException.class)
				.isThrownBy(() -> context.nats().request("undeclared", kind, String.class))
				.withMessageContaining("UnsupportedResultException");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "mono", "stage", "plain" })
	void whatIsNotDeclaredIsWaitedForTheSame(String kind) throws Exception {
		try (ListenerContext context = OrdersStream.start(this.server, new Undeclared())) {
			assertThat(context.nats().request("undeclared", kind, String.class)).isEqualTo("1");
		}
	}

	@Test
	void aStopWaitsForAResult() throws Exception {
		Screening screening = new Screening();
		try (ListenerContext context = OrdersStream.start(this.server, screening)) {
			context.jetStream().publish("order.later", "1");
			await().until(() -> screening.results.size() == 1);
			CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS)
				.execute(() -> screening.results.get(0).complete(null));
			context.registry().stop("later");
			assertThat(consumer(context, "later").getNumAckPending()).isZero();
		}
	}

	private static ConsumerInfo consumer(ListenerContext context, String name) throws Exception {
		return context.management().getConsumerInfo("ORDERS", name);
	}

	static class Answers {

		private final Executor later = CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

		@NatsListener(subjects = "answer.future")
		CompletableFuture<@Nullable String> future(String name) {
			return CompletableFuture.supplyAsync(() -> answer(name), this.later);
		}

		@NatsListener(subjects = "answer.stage")
		CompletionStage<@Nullable String> stage(String name) {
			return future(name);
		}

		@NatsListener(subjects = "answer.mono")
		Mono<String> mono(String name) {
			return Mono.delay(Duration.ofMillis(50)).mapNotNull((tick) -> answer(name));
		}

		@NatsListener(subjects = "answer.optional")
		Optional<String> optional(String name) {
			return Optional.ofNullable(answer(name));
		}

		@NatsListener(subjects = "answer.optional.later")
		CompletableFuture<Optional<String>> optionalLater(String name) {
			return CompletableFuture.supplyAsync(() -> Optional.ofNullable(answer(name)), this.later);
		}

		private static @Nullable String answer(String name) {
			if (name.equals("secret")) {
				throw new IllegalStateException("no answer to " + name);
			}
			return name.equals("nobody") ? null : "Hello " + name;
		}

	}

	static class Undeclared {

		volatile boolean subscribed;

		@JetStreamListener(stream = "ORDERS", subjects = "order.undeclared", durable = "undeclared")
		@SendTo("order.results")
		Object onStream(String kind) {
			return answer(kind);
		}

		@NatsListener(subjects = "undeclared")
		Object answer(String kind) {
			return switch (kind) {
				case "flux" -> Flux.just("1", "2").doOnSubscribe((subscription) -> this.subscribed = true);
				case "future" -> new FutureTask<>(() -> "1");
				case "mono" -> Mono.just("1");
				case "stage" -> CompletableFuture.completedStage("1");
				default -> "1";
			};
		}

	}

	static class Screening {

		final List<CompletableFuture<@Nullable Void>> results = new CopyOnWriteArrayList<>();

		final List<String> priced = new CopyOnWriteArrayList<>();

		@JetStreamListener(id = "later", stream = "ORDERS", subjects = "order.later", durable = "later",
				ackWait = "500ms")
		CompletableFuture<@Nullable Void> later(String text) {
			CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
			this.results.add(result);
			return result;
		}

		@JetStreamListener(stream = "ORDERS", subjects = "order.price.mono", durable = "mono")
		@SendTo("order.priced")
		Mono<String> mono(String text) {
			return Mono.delay(Duration.ofMillis(20)).map((tick) -> text + " EUR");
		}

		@JetStreamListener(stream = "ORDERS", subjects = "order.price.future", durable = "future")
		@SendTo("order.priced")
		CompletableFuture<String> future(String text) {
			return CompletableFuture.completedFuture(text + " EUR");
		}

		@JetStreamListener(stream = "ORDERS", subjects = "order.priced", durable = "priced")
		void priced(String text) {
			this.priced.add(text);
		}

	}

}
