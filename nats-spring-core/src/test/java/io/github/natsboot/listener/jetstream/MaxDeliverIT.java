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
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.Retry;
import io.github.natsboot.deadletter.DeadLetter;
import io.github.natsboot.deadletter.DeadLetterHeaders;
import io.github.natsboot.deadletter.DeadLetterReason;
import io.github.natsboot.event.DeadLetterEvent;
import io.github.natsboot.event.ListenerStoppedEvent;
import io.github.natsboot.listener.Acknowledgment;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerState;
import io.github.natsboot.listener.RetryAfterException;
import io.github.natsboot.listener.error.ErrorHandler;
import io.github.natsboot.listener.error.Outcome;
import io.github.natsboot.support.NatsHeaders;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Consumers that somebody else has set up with a {@code max_deliver}, past which the
 * server neither delivers a message nor ends it.
 */
@WithNatsServer
@ExtendWith(OutputCaptureExtension.class)
class MaxDeliverIT {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final NatsTestServer server;

	private Connection raw;

	private JetStreamManagement management;

	MaxDeliverIT(NatsTestServer server) {
		this.server = server;
	}

	@BeforeEach
	void connect() throws Exception {
		this.raw = Nats.connect(this.server.url());
		this.management = this.raw.jetStreamManagement();
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.management);
		this.raw.close();
	}

	@Test
	void failureOfTheLastDeliveryIsADeadLetterWithItsFailure(CapturedOutput output) throws Exception {
		orders(RetentionPolicy.Limits);
		consumer("failing", 2);
		Failing listener = new Failing();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			context.jetStream().publish("order.failing", "x");
			MessageInfo letter = awaitDeadLetter(1);
			assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("attempts_exhausted");
			assertThat(header(letter, DeadLetterHeaders.DELIVERIES)).isEqualTo("2");
			assertThat(header(letter, DeadLetterHeaders.EXCEPTION)).isEqualTo(IllegalStateException.class.getName());
			assertThat(listener.calls).hasSize(2);
			assertThat(state("ORDERS_MAX_DELIVERIES").getStreamState().getLastSequence()).isZero();
			assertThat(output).contains("Consumer 'failing' of stream 'ORDERS' has max_deliver 2")
				.contains("nats consumer edit ORDERS failing --max-deliver=-1");
		}
	}

	@Test
	void noOtherWayToAskForARetryLeadsPastTheLastDelivery() throws Exception {
		orders(RetentionPolicy.Limits);
		consumer("later", 2);
		consumer("manual", 2);
		consumer("batch", 2);
		Others listener = new Others();
		ErrorHandler always = (failure, attempt) -> new Outcome.Retry(Duration.ofMillis(10));
		consumer("handled", 2);
		try (ListenerContext context = ListenerContext.start(this.server, List.of(OrdersStream.ORDERS),
				(application) -> application.registerBean(ErrorHandler.class, () -> always), listener)) {
			for (String subject : List.of("later", "manual", "batch", "handled")) {
				context.jetStream().publish("order." + subject, "x");
			}
			await().atMost(LONG).untilAsserted(() -> assertThat(context.events(DeadLetterEvent.class)).hasSize(4));
			assertThat(count("ORDERS_DLQ")).isEqualTo(4);
			assertThat(listener.calls).containsExactlyInAnyOrder("later", "later", "manual", "manual", "batch", "batch",
					"handled", "handled");
			assertThat(context.events(DeadLetterEvent.class)).hasSize(4)
				.allSatisfy((event) -> assertThat(event.getReason()).isEqualTo("attempts_exhausted"));
		}
	}

	@Test
	void retriesThatKeepTheOrderOfASubjectNeedNoDelivery() throws Exception {
		orders(RetentionPolicy.Limits);
		consumer("ordered", 1);
		Ordered listener = new Ordered();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			context.jetStream().publish("order.ordered", "x");
			MessageInfo letter = awaitDeadLetter(1);
			assertThat(header(letter, DeadLetterHeaders.DELIVERIES)).isEqualTo("3");
			assertThat(listener.calls).hasSize(3);
		}
	}

	/**
	 * Another client takes the last delivery and never settles it, as a process does that
	 * dies.
	 */
	@ParameterizedTest
	@EnumSource(RetentionPolicy.class)
	void messageWhoseLastDeliveryWasLostIsADeadLetterOnce(RetentionPolicy retention) throws Exception {
		orders(retention);
		consumer("failing", 2);
		Failing listener = new Failing();
		SettlementRecorder settlements = new SettlementRecorder();
		try (ListenerContext context = OrdersStream.start(this.server, listener, settlements)) {
			context.registry().stop();
			context.jetStream().message("x").subject("order.failing").id("o-1").header("tenant", "acme").publish();
			takeAndDrop("failing");
			Message last = takeAndDrop("failing");
			context.registry().start();
			MessageInfo letter = awaitDeadLetter(1);
			assertThat(header(letter, NatsHeaders.MESSAGE_ID)).isEqualTo(idOf(last));
			assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("attempts_exhausted");
			assertThat(header(letter, DeadLetterHeaders.EXCEPTION_MESSAGE)).contains("max_deliver");
			assertThat(header(letter, DeadLetterHeaders.EXCEPTION)).isNull();
			assertThat(header(letter, DeadLetterHeaders.SUBJECT)).isEqualTo("order.failing");
			assertThat(header(letter, DeadLetterHeaders.LISTENER)).isEqualTo("failing");
			assertThat(header(letter, DeadLetterHeaders.CONSUMER)).isEqualTo("failing");
			assertThat(header(letter, DeadLetterHeaders.DELIVERIES)).isEqualTo("2");
			assertThat(header(letter, DeadLetterHeaders.MESSAGE_ID)).isEqualTo("o-1");
			assertThat(header(letter, "tenant")).isEqualTo("acme");
			assertThat(letter.getData()).isEqualTo("x".getBytes());
			assertThat(listener.calls).isEmpty();
			await().untilAsserted(() -> assertThat(count("ORDERS_MAX_DELIVERIES")).isZero());
			assertThat(count("ORDERS")).isEqualTo((retention == RetentionPolicy.Limits) ? 1 : 0);
			assertThat(count("ORDERS_DLQ")).isEqualTo(1);
			await().untilAsserted(() -> assertThat(context.events(DeadLetterEvent.class)).singleElement()
				.satisfies((event) -> assertThat(event.getListenerId()).isEqualTo("failing")));
			assertThat(settlements.settlements).hasSize(1);
		}
	}

	@Test
	void messageThatAnotherConsumerWaitsForStaysForIt() throws Exception {
		orders(RetentionPolicy.Interest);
		consumer("failing", 1);
		this.management.createConsumer("ORDERS",
				ConsumerConfiguration.builder().durable("other").ackPolicy(AckPolicy.Explicit).build());
		try (ListenerContext context = OrdersStream.start(this.server, new Failing())) {
			context.registry().stop();
			context.jetStream().publish("order.failing", "x");
			takeAndDrop("failing");
			context.registry().start();
			awaitDeadLetter(1);
			await().untilAsserted(() -> assertThat(count("ORDERS_MAX_DELIVERIES")).isZero());
			assertThat(count("ORDERS")).isEqualTo(1);
			take("other").ack();
			await().untilAsserted(() -> assertThat(count("ORDERS")).isZero());
		}
	}

	@Test
	void messageThatWasAcknowledgedLateIsNoDeadLetter() throws Exception {
		orders(RetentionPolicy.WorkQueue);
		consumer("failing", 1);
		try (ListenerContext context = OrdersStream.start(this.server, new Failing())) {
			context.registry().stop();
			context.jetStream().publish("order.failing", "x");
			Message last = takeAndDrop("failing");
			last.ack();
			await().untilAsserted(() -> assertThat(count("ORDERS")).isZero());
			assertThat(count("ORDERS_MAX_DELIVERIES")).isEqualTo(1);
			context.registry().start();
			await().atMost(LONG).untilAsserted(() -> assertThat(count("ORDERS_MAX_DELIVERIES")).isZero());
			assertThat(count("ORDERS_DLQ")).isZero();
		}
	}

	@Test
	void messageOfAStreamThatWasMadeAgainIsNotTakenForTheFormer() throws Exception {
		orders(RetentionPolicy.Limits);
		consumer("passing", 1);
		Passing listener = new Passing();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			context.registry().stop();
			context.jetStream().publish("order.passing", "former");
			Message former = takeAndDrop("passing");
			this.management.deleteStream("ORDERS");
			orders(RetentionPolicy.Limits);
			consumer("passing", 1);
			await().until(() -> former.metaData().timestamp().plusSeconds(4).isBefore(ZonedDateTime.now()));
			context.jetStream().publish("order.passing", "latter");
			context.registry().start();
			await().atMost(LONG).untilAsserted(() -> assertThat(listener.received).containsExactly("latter"));
			await().atMost(LONG).untilAsserted(() -> assertThat(count("ORDERS_MAX_DELIVERIES")).isZero());
			assertThat(count("ORDERS_DLQ")).isZero();
		}
	}

	@Test
	void deadLetterThatCannotBeStoredAtTheLastDeliveryFollowsWithItsReason() throws Exception {
		orders(RetentionPolicy.WorkQueue);
		consumer("failing", 1);
		Failing listener = new Failing();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			this.management.deleteStream("ORDERS_DLQ");
			context.jetStream().publish("order.failing", "x");
			await().atMost(LONG).until(() -> context.events(DeadLetterEvent.class).size() >= 3);
			assertThat(context.events(DeadLetterEvent.class)).noneMatch(DeadLetterEvent::isStored);
			assertThat(context.registry().getListenerContainer("failing").state().status())
				.isEqualTo(ListenerState.Status.IMPAIRED);
			assertThat(count("ORDERS")).isEqualTo(1);
			assertThat(state("ORDERS_MAX_DELIVERIES").getStreamState().getLastSequence()).isZero();
			this.management
				.addStream(StreamConfiguration.builder().name("ORDERS_DLQ").subjects("dlq.ORDERS.>").build());
			MessageInfo letter = awaitDeadLetter(1);
			assertThat(header(letter, DeadLetterHeaders.EXCEPTION)).isEqualTo(IllegalStateException.class.getName());
			assertThat(listener.calls).hasSize(1);
			await().untilAsserted(() -> assertThat(count("ORDERS")).isZero());
			await().untilAsserted(() -> assertThat(context.registry().getListenerContainer("failing").state())
				.isEqualTo(ListenerState.RUNNING));
		}
	}

	@Test
	void messagesThatAreKeptFollowAtOnce() throws Exception {
		orders(RetentionPolicy.WorkQueue);
		consumer("failing", 1);
		try (ListenerContext context = OrdersStream.start(this.server, new Failing())) {
			this.management.deleteStream("ORDERS_DLQ");
			OrdersStream.publish(context, "order.failing", 40);
			await().atMost(LONG).until(() -> context.events(DeadLetterEvent.class).size() >= 40);
			this.management
				.addStream(StreamConfiguration.builder().name("ORDERS_DLQ").subjects("dlq.ORDERS.>").build());
			// The longest wait so far, and not one second for each.
			await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(count("ORDERS_DLQ")).isEqualTo(40));
		}
	}

	@Test
	void messageThatIsKeptWhenTheListenerStopsIsRescuedWithItsReason() throws Exception {
		orders(RetentionPolicy.WorkQueue);
		consumer("failing", 1);
		Failing listener = new Failing();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			this.management.deleteStream("ORDERS_DLQ");
			context.jetStream().publish("order.failing", "x");
			await().atMost(LONG).until(() -> !context.events(DeadLetterEvent.class).isEmpty());
			context.registry().stop();
			context.registry().start();
			MessageInfo letter = awaitDeadLetter(1);
			assertThat(header(letter, DeadLetterHeaders.EXCEPTION)).isEqualTo(IllegalStateException.class.getName());
			assertThat(listener.calls).hasSize(1);
			await().atMost(LONG).untilAsserted(() -> assertThat(count("ORDERS")).isZero());
		}
	}

	@Test
	void rescueWaitsForDeadLettersToBeStored() throws Exception {
		orders(RetentionPolicy.WorkQueue);
		consumer("failing", 1);
		this.management.addStream(StreamConfiguration.builder()
			.name("ORDERS_DLQ")
			.subjects("dlq.ORDERS.>")
			.maxMessages(1)
			.discardPolicy(DiscardPolicy.New)
			.build());
		this.raw.jetStream().publish("dlq.ORDERS.other", new byte[0]);
		try (ListenerContext context = OrdersStream.start(this.server, new Failing())) {
			context.registry().stop();
			context.jetStream().publish("order.failing", "x");
			takeAndDrop("failing");
			context.registry().start();
			await().atMost(LONG).until(() -> context.events(DeadLetterEvent.class).size() >= 3);
			assertThat(context.events(DeadLetterEvent.class)).noneMatch(DeadLetterEvent::isStored);
			assertThat(context.registry().getListenerContainer("failing").state().status())
				.isEqualTo(ListenerState.Status.IMPAIRED);
			assertThat(count("ORDERS")).isEqualTo(1);
			this.management.purgeStream("ORDERS_DLQ");
			awaitDeadLetter(2);
			await().atMost(LONG).untilAsserted(() -> assertThat(count("ORDERS")).isZero());
			await().untilAsserted(() -> assertThat(context.registry().getListenerContainer("failing").state())
				.isEqualTo(ListenerState.RUNNING));
		}
	}

	@Test
	void streamOfAdvisoriesThatVanishedIsMadeAgain() throws Exception {
		orders(RetentionPolicy.WorkQueue);
		consumer("failing", 1);
		try (ListenerContext context = OrdersStream.start(this.server, new Failing())) {
			this.management.deleteStream("ORDERS_MAX_DELIVERIES");
			await().atMost(LONG)
				.ignoreExceptions()
				.untilAsserted(() -> assertThat(state("ORDERS_MAX_DELIVERIES").getStreamState().getConsumerCount())
					.isEqualTo(1));
			await().atMost(LONG)
				.untilAsserted(() -> assertThat(context.registry().getListenerContainer("failing").state())
					.isEqualTo(ListenerState.RUNNING));
			context.registry().stop();
			context.jetStream().publish("order.failing", "x");
			takeAndDrop("failing");
			context.registry().start();
			awaitDeadLetter(1);
			assertThat(context.events(ListenerStoppedEvent.class)).hasSize(1);
		}
	}

	@Test
	void twoListenersOfAStreamShareTheStreamOfAdvisories() throws Exception {
		orders(RetentionPolicy.WorkQueue);
		consumer("failing", 1);
		consumer("passing", 1);
		try (ListenerContext context = OrdersStream.start(this.server, new Failing(), new Passing())) {
			context.registry().stop();
			context.jetStream().publish("order.failing", "x");
			context.jetStream().publish("order.passing", "y");
			takeAndDrop("failing");
			takeAndDrop("passing");
			context.registry().start();
			await().atMost(LONG).untilAsserted(() -> assertThat(count("ORDERS_DLQ")).isEqualTo(2));
			await().untilAsserted(
					() -> assertThat(context.events(DeadLetterEvent.class)).extracting(DeadLetterEvent::getListenerId)
						.containsExactlyInAnyOrder("failing", "passing"));
			assertThat(state("ORDERS_MAX_DELIVERIES").getStreamState().getConsumerCount()).isEqualTo(2);
		}
	}

	@Test
	void streamThatCapturesTheAdvisoriesAlreadyIsUsed() throws Exception {
		orders(RetentionPolicy.WorkQueue);
		consumer("failing", 1);
		this.management
			.addStream(StreamConfiguration.builder().name("EVENTS").subjects("$JS.EVENT.ADVISORY.>").build());
		try (ListenerContext context = OrdersStream.start(this.server, new Failing())) {
			context.registry().stop();
			context.jetStream().publish("order.failing", "x");
			takeAndDrop("failing");
			context.registry().start();
			awaitDeadLetter(1);
			assertThat(this.management.getStreamNames()).containsExactlyInAnyOrder("ORDERS", "ORDERS_DLQ", "EVENTS");
		}
	}

	@Test
	void whatIsHandedBackAtItsLastDeliveryIsADeadLetter() throws Exception {
		orders(RetentionPolicy.WorkQueue);
		consumer("stopping", 1);
		Stopping listener = new Stopping();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			OrdersStream.publish(context, "order.stopping", 10);
			assertThat(listener.entered.await(20, TimeUnit.SECONDS)).isTrue();
			context.registry().stop();
			context.registry().start();
			await().atMost(LONG).untilAsserted(() -> assertThat(count("ORDERS")).isZero());
			assertThat(listener.received.size() + count("ORDERS_DLQ")).isEqualTo(10);
			assertThat(count("ORDERS_DLQ")).isPositive();
		}
	}

	@Test
	void limitThatIsSetWhileTheListenerRunsIsNoticed() throws Exception {
		orders(RetentionPolicy.Limits);
		consumer("failing", -1);
		Failing listener = new Failing();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			assertThat(this.management.getStreamNames()).containsExactlyInAnyOrder("ORDERS", "ORDERS_DLQ");
			this.management.addOrUpdateConsumer("ORDERS",
					ConsumerConfiguration
						.builder(this.management.getConsumerInfo("ORDERS", "failing").getConsumerConfiguration())
						.maxDeliver(1)
						.build());
			await().atMost(Duration.ofSeconds(60))
				.until(() -> this.management.getStreamNames().contains("ORDERS_MAX_DELIVERIES"));
			context.jetStream().publish("order.failing", "x");
			awaitDeadLetter(1);
			assertThat(listener.calls).hasSize(1);
		}
	}

	@Test
	void limitWhoseMessagesCannotBeRescuedIsTold() throws Exception {
		orders(RetentionPolicy.Limits);
		consumer("failing", -1);
		this.management
			.addStream(StreamConfiguration.builder().name("ORDERS_MAX_DELIVERIES").subjects("in.the.way").build());
		try (ListenerContext context = OrdersStream.start(this.server, new Failing())) {
			this.management.addOrUpdateConsumer("ORDERS",
					ConsumerConfiguration
						.builder(this.management.getConsumerInfo("ORDERS", "failing").getConsumerConfiguration())
						.maxDeliver(1)
						.build());
			await().atMost(Duration.ofSeconds(60))
				.untilAsserted(() -> assertThat(context.registry().getListenerContainer("failing").state().toString())
					.contains("IMPAIRED", "cannot be rescued", "ORDERS_MAX_DELIVERIES"));
		}
	}

	@Test
	void nothingIsMadeNorAskedForWithoutALimit() throws Exception {
		orders(RetentionPolicy.WorkQueue);
		List<String> asked = new CopyOnWriteArrayList<>();
		Dispatcher dispatcher = this.raw.createDispatcher((request) -> asked.add(request.getSubject() + " "
				+ new String((request.getData() != null) ? request.getData() : new byte[0])));
		dispatcher.subscribe("$JS.API.>");
		this.raw.flush(Duration.ofSeconds(5));
		Passing listener = new Passing();
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			context.jetStream().publish("order.passing", "x");
			await().atMost(LONG).untilAsserted(() -> assertThat(listener.received).hasSize(1));
			this.raw.flush(Duration.ofSeconds(5));
			assertThat(asked).isNotEmpty().noneMatch((request) -> request.contains("MAX_DELIVERIES"));
			assertThat(this.management.getStreamNames()).containsExactlyInAnyOrder("ORDERS", "ORDERS_DLQ");
		}
	}

	private void orders(RetentionPolicy retention) throws Exception {
		this.management.addStream(StreamConfiguration.builder(OrdersStream.ORDERS).retentionPolicy(retention).build());
	}

	private void consumer(String name, long maxDeliver) throws Exception {
		this.management.createConsumer("ORDERS",
				ConsumerConfiguration.builder()
					.durable(name)
					.ackPolicy(AckPolicy.Explicit)
					.ackWait(Duration.ofSeconds(1))
					.maxDeliver(maxDeliver)
					.filterSubject("order." + name)
					.build());
	}

	/**
	 * Take a delivery and settle nothing; after the last one, wait until the server has
	 * told of it, which older servers do when they are asked for the next message only.
	 */
	private Message takeAndDrop(String consumer) throws Exception {
		Message taken = take(consumer);
		long maxDeliver = this.management.getConsumerInfo("ORDERS", consumer)
			.getConsumerConfiguration()
			.getMaxDeliver();
		if (taken.metaData().deliveredCount() == maxDeliver) {
			await().atMost(LONG).untilAsserted(() -> {
				assertThat(fetch(consumer)).isEmpty();
				assertThat(this.management.getConsumerInfo("ORDERS", consumer).getNumAckPending()).isZero();
			});
		}
		return taken;
	}

	private Message take(String consumer) throws Exception {
		return await().atMost(LONG).until(() -> fetch(consumer), (messages) -> !messages.isEmpty()).get(0);
	}

	private List<Message> fetch(String consumer) throws Exception {
		JetStreamSubscription subscription = this.raw.jetStream()
			.subscribe(null, PullSubscribeOptions.bind("ORDERS", consumer));
		try {
			return subscription.fetch(1, Duration.ofMillis(300));
		}
		finally {
			subscription.unsubscribe();
		}
	}

	private MessageInfo awaitDeadLetter(long sequence) {
		return await().atMost(LONG)
			.ignoreExceptions()
			.until(() -> this.management.getMessage("ORDERS_DLQ", sequence), (letter) -> letter != null);
	}

	private long count(String stream) throws Exception {
		return state(stream).getStreamState().getMsgCount();
	}

	private StreamInfo state(String stream) throws Exception {
		return this.management.getStreamInfo(stream);
	}

	/**
	 * The id that the dead letter of a delivery has.
	 */
	private static String idOf(Message delivery) {
		return new DeadLetter(delivery, "x", DeadLetterReason.REJECTED, null, null).messageId();
	}

	private static String header(MessageInfo message, String name) {
		return message.getHeaders().getFirst(name);
	}

	static class Failing {

		final List<String> calls = new CopyOnWriteArrayList<>();

		@JetStreamListener(id = "failing", stream = "ORDERS", subjects = "order.failing", durable = "failing")
		void work(String text) {
			this.calls.add(text);
			throw new IllegalStateException("as asked");
		}

	}

	static class Passing {

		final List<String> received = new CopyOnWriteArrayList<>();

		@JetStreamListener(id = "passing", stream = "ORDERS", subjects = "order.passing", durable = "passing")
		void work(String text) {
			this.received.add(text);
		}

	}

	static class Ordered {

		final List<String> calls = new CopyOnWriteArrayList<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.ordered", durable = "ordered", ordering = "KEY")
		void work(String text) {
			this.calls.add(text);
			throw new IllegalStateException("as asked");
		}

	}

	static class Stopping {

		final CountDownLatch entered = new CountDownLatch(1);

		final List<String> received = new CopyOnWriteArrayList<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.stopping", durable = "stopping", prefetch = "10",
				retry = @Retry(maxRetries = "0"))
		void work(String text) throws InterruptedException {
			this.entered.countDown();
			TimeUnit.MILLISECONDS.sleep(300);
			this.received.add(text);
		}

	}

	static class Others {

		final List<String> calls = new CopyOnWriteArrayList<>();

		@JetStreamListener(stream = "ORDERS", subjects = "order.later", durable = "later")
		void later(String text) {
			this.calls.add("later");
			throw new RetryAfterException(Duration.ofMillis(10));
		}

		@JetStreamListener(stream = "ORDERS", subjects = "order.manual", durable = "manual", ackMode = "MANUAL")
		void manual(String text, Acknowledgment acknowledgment) {
			this.calls.add("manual");
			acknowledgment.nack(Duration.ofMillis(10));
		}

		@JetStreamListener(stream = "ORDERS", subjects = "order.batch", durable = "batch")
		void batch(List<String> texts) {
			this.calls.add("batch");
			throw new IllegalStateException("as asked");
		}

		@JetStreamListener(stream = "ORDERS", subjects = "order.handled", durable = "handled",
				retry = @Retry(maxRetries = "50"))
		void handled(String text) {
			this.calls.add("handled");
			throw new IllegalStateException("as asked");
		}

	}

}
