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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.natsboot.listener.jetstream.OrdersStream;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.RequiresServerVersion;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@WithNatsServer(configuration = "max_payload: 64KB")
class JetStreamTemplateIT {

	private Connection connection;

	private JetStreamManagement management;

	private JetStreamTemplate template;

	@BeforeEach
	void connect(NatsTestServer server) throws Exception {
		this.connection = Nats.connect(server.url());
		this.management = this.connection.jetStreamManagement();
		OrdersStream.removeAll(this.management);
		this.management.addStream(StreamConfiguration.builder()
			.name("ORDERS")
			.subjects("orders.>")
			.storageType(StorageType.Memory)
			.allowMessageTtl()
			.build());
		this.template = JetStreamTemplate.builder(this.connection).build();
	}

	@AfterEach
	void close() throws Exception {
		Thread.interrupted();
		this.connection.close();
	}

	@Test
	void aPublishIsAcknowledgedAndStoredWithAGeneratedId() throws Exception {
		PublishAck ack = this.template.publish("orders.created", "x");
		assertThat(ack.getStream()).isEqualTo("ORDERS");
		assertThat(ack.getSeqno()).isEqualTo(1);
		assertThat(ack.isDuplicate()).isFalse();
		MessageInfo stored = this.management.getMessage("ORDERS", 1);
		assertThat(stored.getData()).asString().isEqualTo("x");
		assertThat(stored.getHeaders().keySet()).containsExactly("Nats-Msg-Id");
		assertThat(stored.getHeaders().getFirst("Nats-Msg-Id")).hasSize(22);
	}

	@Test
	void aRepeatedIdIsADuplicate() {
		this.template.message("x").subject("orders.created").id("4711").publish();
		PublishAck second = this.template.message("x").subject("orders.created").id("4711").publish();
		assertThat(second.isDuplicate()).isTrue();
		assertThat(second.getSeqno()).isEqualTo(1);
	}

	@Test
	void eachUseOfASpecWithoutIdIsAMessageOfItsOwn() {
		JetStreamMessageSpec spec = this.template.message("x").subject("orders.created");
		spec.publish();
		assertThat(spec.publish().isDuplicate()).isFalse();
	}

	@Test
	void generatingIdsCanBeSwitchedOff() throws Exception {
		JetStreamTemplate plain = JetStreamTemplate.builder(this.connection)
			.options(new JetStreamTemplateOptions(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, false))
			.build();
		plain.publish("orders.created", "x");
		assertThat(this.management.getMessage("ORDERS", 1).getHeaders()).isNull();
	}

	@Test
	@RequiresServerVersion("2.11.0")
	void headersAndControlHeadersAreStored() throws Exception {
		this.template.message("x")
			.subject("orders.created")
			.headers(new Headers().add("Nats-Dlq-Reason", "failed"))
			.header("tenant", "acme")
			.expectStream("ORDERS")
			.expectLastSequence(0)
			.timeToLive(Duration.ofHours(1))
			.publish();
		Headers headers = this.management.getMessage("ORDERS", 1).getHeaders();
		assertThat(headers.getFirst("tenant")).isEqualTo("acme");
		assertThat(headers.getFirst("Nats-Dlq-Reason")).isEqualTo("failed");
		assertThat(headers.getFirst("Nats-TTL")).isEqualTo("3600");
	}

	@Test
	void aWrongExpectationIsRejectedWithTheServersReason() {
		assertThatExceptionOfType(PublishRejectedException.class)
			.isThrownBy(() -> this.template.message("x").subject("orders.created").expectLastSequence(41).publish())
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(10071))
			.withMessageContaining("wrong last sequence");
		assertThatExceptionOfType(PublishRejectedException.class).isThrownBy(
				() -> this.template.message("x").subject("orders.created").expectLastSubjectSequence(41).publish());
		assertThatExceptionOfType(PublishRejectedException.class)
			.isThrownBy(() -> this.template.message("x").subject("orders.created").expectStream("OTHER").publish());
		assertThatExceptionOfType(PublishRejectedException.class)
			.isThrownBy(() -> this.template.message("x").subject("orders.created").expectLastMessageId("no").publish());
		assertThat(this.template.message("x").subject("orders.created").expectStream("OTHER").publishAsync())
			.failsWithin(Duration.ofSeconds(2))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(PublishRejectedException.class);
	}

	@Test
	@RequiresServerVersion("2.12.0")
	void aPatternOfSubjectsIsExpectedAsOne() {
		this.template.message("x").subject("orders.a").publish();
		assertThat(this.template.message("x")
			.subject("orders.b")
			.expectLastSubjectSequence(1, "orders.*")
			.publish()
			.getSeqno()).isEqualTo(2);
		assertThatExceptionOfType(PublishRejectedException.class).isThrownBy(
				() -> this.template.message("x").subject("orders.c").expectLastSubjectSequence(1, "orders.*").publish())
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(10071));
	}

	@Test
	@RequiresServerVersion("2.11.0")
	void aLifetimeWhereTheStreamDoesNotAllowItIsRejected() throws Exception {
		this.management.addStream(StreamConfiguration.builder().name("PLAIN").subjects("plain").build());
		assertThatExceptionOfType(PublishRejectedException.class)
			.isThrownBy(() -> this.template.message("x").subject("plain").timeToLive(Duration.ofSeconds(1)).publish())
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(10166));
	}

	@Test
	void withoutAStreamTheNearestSubjectIsSuggested() {
		assertThatExceptionOfType(NoStreamException.class).isThrownBy(() -> this.template.publish("order.created", "x"))
			.satisfies((ex) -> {
				assertThat(ex.getNearest()).isEqualTo("orders.created");
				assertThat(ex.getStreams()).containsEntry("ORDERS", List.of("orders.>"));
			})
			.withMessage("No stream captures subject 'order.created', nothing was stored; streams: ORDERS (orders.>); "
					+ "did you mean 'orders.created'?");
		assertThat(this.template.publishAsync("order.created", "x")).failsWithin(Duration.ofSeconds(2))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(NoStreamException.class);
	}

	@Test
	void withoutAnyStreamThatIsSaid() throws Exception {
		this.management.deleteStream("ORDERS");
		assertThatExceptionOfType(NoStreamException.class)
			.isThrownBy(() -> this.template.publish("orders.created", "x"))
			.withMessage("No stream captures subject 'orders.created', nothing was stored; the account has no streams");
	}

	@Test
	void aListenerOnASubjectWithoutAStreamDoesNotHideThat() {
		this.connection.createDispatcher((message) -> {
		}).subscribe("elsewhere");
		JetStreamTemplate impatient = template(Duration.ofMillis(300), Duration.ofSeconds(3), 10);
		assertThatExceptionOfType(NoStreamException.class).isThrownBy(() -> impatient.publish("elsewhere", "x"));
	}

	@Test
	void aServiceThatAnswersOnTheSameSubjectIsNotTakenForTheStream() throws Exception {
		this.connection.createDispatcher((message) -> {
			if (message.getReplyTo() != null) {
				this.connection.publish(message.getReplyTo(), "hello".getBytes(StandardCharsets.UTF_8));
			}
		}).subscribe("orders.answered");
		this.connection.flush(Duration.ofSeconds(1));
		try {
			this.template.publish("orders.answered", "x");
		}
		catch (PublishUnknownException ex) {
			assertThat(ex).hasMessageContaining("does a service answer on this subject too?");
		}
		assertThat(this.management.getStreamInfo("ORDERS").getStreamState().getMsgCount()).isEqualTo(1);
	}

	@Test
	void aPayloadThatIsTooLargeIsRefusedWithBothSizes() {
		assertThatExceptionOfType(PayloadTooLargeException.class)
			.isThrownBy(() -> this.template.publish("orders.created", new byte[70_000]))
			.withMessageContaining("65536");
		assertThat(this.template.publishAsync("orders.created", new byte[70_000])).failsWithin(Duration.ofSeconds(1))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(PayloadTooLargeException.class);
		assertThat(this.template.getInFlight()).isZero();
	}

	@Test
	void tenThousandAsynchronousPublishesAreAcknowledgedAndBoundedInFlight() throws Exception {
		JetStreamTemplate bounded = template(Duration.ofSeconds(5), Duration.ofSeconds(10), 200);
		AtomicInteger highest = new AtomicInteger();
		List<CompletableFuture<PublishAck>> acks = new ArrayList<>();
		for (int i = 0; i < 10_000; i++) {
			acks.add(bounded.publishAsync("orders.created", "x"));
			highest.accumulateAndGet(bounded.getInFlight(), Math::max);
		}
		assertThat(CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new)))
			.succeedsWithin(Duration.ofSeconds(30));
		assertThat(acks.stream().mapToLong((ack) -> ack.join().getSeqno()).distinct().count()).isEqualTo(10_000);
		assertThat(highest).hasValueLessThanOrEqualTo(200).hasValueGreaterThan(1);
		assertThat(bounded.getInFlight()).isZero();
		assertThat(this.management.getStreamInfo("ORDERS").getStreamState().getMsgCount()).isEqualTo(10_000);
	}

	@Test
	void callbacksMayPublishAndWaitForAPlace() {
		JetStreamTemplate narrow = template(Duration.ofSeconds(5), Duration.ofSeconds(10), 2);
		CompletableFuture<?>[] all = new CompletableFuture<?>[100];
		for (int i = 0; i < all.length; i++) {
			all[i] = narrow.publishAsync("orders.a", "x")
				.thenApply((ack) -> narrow.publish("orders.b", "x"))
				.thenApply((ack) -> narrow.publishAsync("orders.c", "x").join());
		}
		assertThat(CompletableFuture.allOf(all)).succeedsWithin(Duration.ofSeconds(20));
	}

	@Test
	void anInterruptedThreadPublishesAndStaysInterrupted() {
		Thread.currentThread().interrupt();
		PublishAck ack = this.template.publish("orders.created", "x");
		CompletableFuture<PublishAck> later = this.template.publishAsync("orders.created", "y");
		assertThat(Thread.interrupted()).isTrue();
		assertThat(ack.getSeqno()).isEqualTo(1);
		assertThat(later).succeedsWithin(Duration.ofSeconds(2))
			.satisfies((second) -> assertThat(second.getSeqno()).isEqualTo(2));
	}

	@Test
	void aClosedConnectionIsReportedAsSuch() throws Exception {
		this.connection.close();
		assertThatExceptionOfType(ConnectionClosedException.class)
			.isThrownBy(() -> this.template.publish("orders.created", "x"));
		assertThat(this.template.publishAsync("orders.created", "x")).failsWithin(Duration.ofSeconds(1))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(ConnectionClosedException.class);
	}

	private JetStreamTemplate template(Duration timeout, Duration retryTimeout, int maxInFlight) {
		return JetStreamTemplate.builder(this.connection)
			.options(new JetStreamTemplateOptions(timeout, retryTimeout, maxInFlight, true))
			.build();
	}

}
