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

package io.github.natsboot.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@WithNatsServer(configuration = "max_payload: 64KB")
class NatsTemplateIT {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private NatsTestServer server;

	private Connection connection;

	private Connection other;

	private NatsTemplate template;

	@BeforeEach
	void connect(NatsTestServer server) throws Exception {
		this.server = server;
		this.connection = Nats.connect(server.url());
		this.other = Nats.connect(server.url());
		this.template = NatsTemplate.builder(this.connection).build();
	}

	@AfterEach
	void close() throws Exception {
		Thread.interrupted();
		this.connection.close();
		this.other.close();
	}

	@Test
	void otherClientsReadPlainJsonWithoutHeaders() throws Exception {
		Subscription subscription = subscribe("orders.created");
		this.template.publish("orders.created", new Order("1", 2));
		Message message = subscription.nextMessage(SECOND);
		assertThat(message.getData()).asString().isEqualTo("{\"id\":\"1\",\"quantity\":2}");
		assertThat(message.hasHeaders()).isFalse();
		assertThat(message.getReplyTo()).isNull();
	}

	@Test
	void bytesTextNothingAndHeadersArrive() throws Exception {
		Subscription subscription = subscribe("a");
		this.template.publish("a", new byte[] { 0, -1 });
		this.template.publish("a", "Grüße");
		this.template.publish("a", null);
		this.template.message("x").subject("a").header("tenant", "acme").replyTo("r").publish();
		assertThat(subscription.nextMessage(SECOND).getData()).containsExactly(0, -1);
		assertThat(subscription.nextMessage(SECOND).getData()).asString(StandardCharsets.UTF_8).isEqualTo("Grüße");
		assertThat(subscription.nextMessage(SECOND).getData()).isEmpty();
		Message last = subscription.nextMessage(SECOND);
		assertThat(last.getHeaders().getFirst("tenant")).isEqualTo("acme");
		assertThat(last.getReplyTo()).isEqualTo("r");
	}

	@Test
	void requestsAreAnsweredByAnyClient() throws Exception {
		Dispatcher service = respond("fraud.check", "[{\"id\":\"1\",\"quantity\":2}]", null);
		ParameterizedTypeReference<List<Order>> orders = new ParameterizedTypeReference<>() {
		};
		assertThat(this.template.request("fraud.check", "x", orders)).containsExactly(new Order("1", 2));
		assertThat(this.template.requestAsync("fraud.check", "x", orders)).succeedsWithin(SECOND)
			.isEqualTo(List.of(new Order("1", 2)));
		assertThat(this.template.request("fraud.check", "x", String.class)).startsWith("[{");
		assertThat(this.template.message("x").subject("fraud.check").timeout(SECOND).request(orders)).hasSize(1);
		this.other.closeDispatcher(service);
	}

	@Test
	void anEmptyReplyIsNothing() throws Exception {
		respond("empty", "", null);
		assertThat(this.template.request("empty", null, Order.class)).isNull();
		assertThat(this.template.requestAsync("empty", null, Order.class)).succeedsWithin(SECOND).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void noRespondersAreReportedAtOnceWhateverTheOptions(Behaviour behaviour) throws Exception {
		try (Connection configured = Nats.connect(behaviour.options(this.server.url()))) {
			NatsTemplate template = NatsTemplate.builder(configured).build();
			long start = System.nanoTime();
			assertThatExceptionOfType(NoRespondersException.class)
				.isThrownBy(() -> template.request("nobody", "x", String.class))
				.satisfies((ex) -> assertThat(ex.getSubject()).isEqualTo("nobody"));
			assertThat(template.requestAsync("nobody", "x", String.class)).failsWithin(SECOND)
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(NoRespondersException.class);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SECOND);
		}
	}

	@ParameterizedTest
	@EnumSource
	void timeOutsAreExactWhateverTheOptions(Behaviour behaviour) throws Exception {
		subscribe("silent");
		Duration timeout = Duration.ofMillis(500);
		try (Connection configured = Nats.connect(behaviour.options(this.server.url()))) {
			NatsTemplate template = NatsTemplate.builder(configured).options(new NatsTemplateOptions(timeout)).build();
			long start = System.nanoTime();
			assertThatExceptionOfType(RequestTimeoutException.class)
				.isThrownBy(() -> template.request("silent", "x", String.class))
				.withMessage("No reply on subject 'silent' within 500 ms");
			long between = System.nanoTime();
			CompletableFuture<String> future = template.requestAsync("silent", "x", String.class);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(future::join)
				.withCauseInstanceOf(RequestTimeoutException.class);
			long end = System.nanoTime();
			assertThat(Duration.ofNanos(between - start)).isBetween(timeout, timeout.multipliedBy(6).dividedBy(5));
			assertThat(Duration.ofNanos(end - between)).isBetween(timeout, timeout.multipliedBy(6).dividedBy(5));
		}
	}

	@Test
	void aTimeOutLongerThanTheClientsOwnIsKept() throws Exception {
		try (Connection configured = Nats.connect(
				Options.builder().server(this.server.url()).requestCleanupInterval(Duration.ofMillis(100)).build())) {
			Dispatcher slow = this.other.createDispatcher();
			slow.subscribe("slow", (message) -> CompletableFuture.delayedExecutor(1500, TimeUnit.MILLISECONDS)
				.execute(() -> this.other.publish(message.getReplyTo(), "late".getBytes(StandardCharsets.UTF_8))));
			this.other.flush(SECOND);
			NatsTemplate template = NatsTemplate.builder(configured).build();
			assertThat(template.request("slow", "x", String.class)).isEqualTo("late");
		}
	}

	@Test
	void anErrorOfTheServiceIsThrown() throws Exception {
		respond("fails", "",
				new Headers().add("Nats-Service-Error", "out of stock").add("Nats-Service-Error-Code", "409"));
		assertThatExceptionOfType(RemoteErrorException.class)
			.isThrownBy(() -> this.template.request("fails", "x", Order.class))
			.satisfies((ex) -> {
				assertThat(ex.getCode()).isEqualTo("409");
				assertThat(ex.getText()).isEqualTo("out of stock");
				assertThat(ex.getSubject()).isEqualTo("fails");
			})
			.withMessage("The service on subject 'fails' answered with error 409: out of stock");
		assertThat(this.template.requestAsync("fails", "x", Order.class)).failsWithin(SECOND)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(RemoteErrorException.class);
	}

	@Test
	void callbacksMaySendRequestsAndWait() throws Exception {
		respond("echo", "ok", null);
		CompletableFuture<?>[] all = new CompletableFuture<?>[50];
		for (int i = 0; i < all.length; i++) {
			all[i] = this.template.requestAsync("echo", "x", String.class).thenApply((first) -> {
				String second = this.template.request("echo", "x", String.class);
				return first + second + this.template.requestAsync("echo", "x", String.class).join();
			}).thenAccept((joined) -> assertThat(joined).isEqualTo("okokok"));
		}
		assertThat(CompletableFuture.allOf(all)).succeedsWithin(Duration.ofSeconds(10));
	}

	@Test
	void anInterruptedThreadPublishesAndStaysInterrupted() throws Exception {
		Subscription subscription = subscribe("a");
		respond("echo", "ok", null);
		Thread.currentThread().interrupt();
		this.template.publish("a", new byte[] { 1 });
		this.template.publish("a", "2");
		String reply = this.template.request("echo", "x", String.class);
		CompletableFuture<String> later = this.template.requestAsync("echo", "x", String.class);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(reply).isEqualTo("ok");
		assertThat(later).succeedsWithin(SECOND).isEqualTo("ok");
		assertThat(subscription.nextMessage(SECOND)).isNotNull();
		assertThat(subscription.nextMessage(SECOND)).isNotNull();
	}

	@Test
	void anInterruptEndsTheWaiting() throws Exception {
		subscribe("silent");
		CompletableFuture<Boolean> flag = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				this.template.request("silent", "x", String.class);
				flag.complete(false);
			}
			catch (NatsInterruptedException ex) {
				flag.complete(Thread.currentThread().isInterrupted());
			}
		});
		thread.start();
		// An interrupt from before the request would not end it.
		await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		thread.interrupt();
		assertThat(flag).succeedsWithin(Duration.ofSeconds(6)).isEqualTo(true);
	}

	@Test
	void aPayloadThatIsTooLargeIsRefusedWithBothSizes() {
		assertThatExceptionOfType(PayloadTooLargeException.class)
			.isThrownBy(() -> this.template.publish("a", new byte[70_000]))
			.satisfies((ex) -> {
				assertThat(ex.getSize()).isEqualTo(70_000);
				assertThat(ex.getLimit()).isEqualTo(65_536);
			})
			.withMessageContaining("70000")
			.withMessageContaining("65536");
		assertThatExceptionOfType(PayloadTooLargeException.class).isThrownBy(
				() -> this.template.message(new byte[65_500]).subject("a").header("k", "v".repeat(100)).publish());
		assertThat(this.template.requestAsync("a", new byte[70_000], String.class)).isCompletedExceptionally();
	}

	@Test
	void aClosedConnectionIsReportedAsSuch() throws Exception {
		subscribe("silent");
		CompletableFuture<String> open = this.template.requestAsync("silent", "x", String.class);
		this.connection.close();
		assertThat(open).failsWithin(SECOND)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(ConnectionClosedException.class);
		assertThatExceptionOfType(ConnectionClosedException.class).isThrownBy(() -> this.template.publish("a", "x"));
		assertThatExceptionOfType(ConnectionClosedException.class)
			.isThrownBy(() -> this.template.request("a", "x", String.class));
	}

	@Test
	void theNativeConnectionIsReachable() {
		assertThat(this.template.execute(Connection::getConnectedUrl)).isEqualTo(this.server.url());
		assertThatExceptionOfType(NatsClientException.class).isThrownBy(() -> this.template.execute((connection) -> {
			throw new IOException("broken");
		}));
	}

	@Test
	void aSubjectLongerThanTheControlLineIsRefused() {
		assertThatExceptionOfType(InvalidSubjectException.class)
			.isThrownBy(() -> this.template.publish("a".repeat(5000), "x"));
	}

	private Subscription subscribe(String subject) throws Exception {
		Subscription subscription = this.other.subscribe(subject);
		this.other.flush(SECOND);
		return subscription;
	}

	private Dispatcher respond(String subject, String body, Headers headers) throws Exception {
		Dispatcher dispatcher = this.other.createDispatcher();
		dispatcher.subscribe(subject,
				(message) -> this.other.publish(message.getReplyTo(), headers, body.getBytes(StandardCharsets.UTF_8)));
		this.other.flush(SECOND);
		return dispatcher;
	}

	enum Behaviour {

		DEFAULT, REPORT_NO_RESPONDERS, TIMEOUT_EXCEPTION, BOTH, ADVANCED, OLD_STYLE;

		Options options(String url) {
			Options.Builder builder = Options.builder().server(url);
			Map<Behaviour, Runnable> settings = Map.of(DEFAULT, () -> {
			}, REPORT_NO_RESPONDERS, builder::reportNoResponders, TIMEOUT_EXCEPTION, builder::useTimeoutException, BOTH,
					() -> builder.reportNoResponders().useTimeoutException(), ADVANCED,
					() -> builder.advancedRequestBehavior().reportNoResponders(), OLD_STYLE, builder::oldRequestStyle);
			settings.get(this).run();
			return builder.build();
		}

	}

	record Order(String id, int quantity) {

	}

}
