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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.core.NatsInterruptedException;
import io.github.natsboot.core.RequestTimeoutException;
import io.github.natsboot.deadletter.DeadLetterHeaders;
import io.github.natsboot.event.DeadLetterEvent;
import io.github.natsboot.listener.Acknowledgment;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerInstrumentation.Settlement;
import io.github.natsboot.listener.ListenerInterceptor;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Messages that the listener's method settles.
 */
@WithNatsServer
@ExtendWith(OutputCaptureExtension.class)
class ManualAcknowledgmentIT {

	private final NatsTestServer server;

	private final Manual listener = new Manual();

	private final SettlementRecorder recorder = new SettlementRecorder();

	ManualAcknowledgmentIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void messageMayBeAcknowledgedByAnotherThreadLongAfterAckWait() throws Exception {
		try (ListenerContext context = start()) {
			Acknowledgment acknowledgment = deliver(context, "x");
			await().pollDelay(Duration.ofMillis(1500)).until(() -> this.listener.received.size() == 1);
			assertThat(acknowledgment.isOpen()).isTrue();
			acknowledgment.acknowledge();
			assertThat(acknowledgment.isOpen()).isFalse();
			await().untilAsserted(() -> assertThat(acknowledged(context)).isEqualTo(1));
			assertThat(this.recorder.settlements).containsExactly(Settlement.ACK);
		}
	}

	@Test
	void openMessagesCountTowardsTheConcurrency() throws Exception {
		try (ListenerContext context = start()) {
			OrdersStream.publish(context, "order.manual", 5);
			Acknowledgment first = this.listener.next();
			this.listener.next();
			await().during(Duration.ofMillis(500)).until(() -> this.listener.received.size() == 2);
			first.acknowledge();
			await().until(() -> this.listener.received.size() == 3);
		}
	}

	@Test
	void confirmedAcknowledgementIsKnownToTheServer() throws Exception {
		try (ListenerContext context = start()) {
			deliver(context, "x").acknowledgeSync(Duration.ofSeconds(5));
			assertThat(acknowledged(context)).isEqualTo(1);
			assertThat(this.recorder.settlements).containsExactly(Settlement.ACK);
		}
	}

	@Test
	void acknowledgementThatIsNotConfirmedInTimeIsAnException() throws Exception {
		try (ListenerContext context = start()) {
			Acknowledgment acknowledgment = deliver(context, "x");
			context.management().deleteConsumer("ORDERS", "manual");
			assertThatExceptionOfType(RequestTimeoutException.class)
				.isThrownBy(() -> acknowledgment.acknowledgeSync(Duration.ofMillis(300)));
			assertThat(acknowledgment.isOpen()).isFalse();
		}
	}

	@Test
	void interruptEndsTheWaitForAConfirmation() throws Exception {
		try (ListenerContext context = start()) {
			Acknowledgment acknowledgment = deliver(context, "x");
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(NatsInterruptedException.class)
				.isThrownBy(() -> acknowledgment.acknowledgeSync(Duration.ofSeconds(20)));
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void nackFollowsTheLadderToTheDeadLetters() throws Exception {
		try (ListenerContext context = start()) {
			deliver(context, "x").nack();
			this.listener.next().nack();
			this.listener.next().nack();
			MessageInfo letter = awaitDeadLetter(context);
			assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("attempts_exhausted");
			assertThat(header(letter, DeadLetterHeaders.EXCEPTION_MESSAGE)).contains("asked for the message");
			assertThat(this.recorder.settlements).startsWith(Settlement.RETRY, Settlement.RETRY);
		}
	}

	@Test
	void nackWithADelayComesWhenThatHasPassed() throws Exception {
		try (ListenerContext context = start()) {
			Acknowledgment acknowledgment = deliver(context, "x");
			long asked = System.nanoTime();
			acknowledgment.nack(Duration.ofMillis(700));
			this.listener.next().acknowledge();
			assertThat(Duration.ofNanos(System.nanoTime() - asked)).isBetween(Duration.ofMillis(650),
					Duration.ofSeconds(3));
		}
	}

	@Test
	void nackWithADelayEndsWithTheLastAttemptToo() throws Exception {
		try (ListenerContext context = start()) {
			deliver(context, "x").nack(Duration.ZERO);
			this.listener.next().nack(Duration.ZERO);
			this.listener.next().nack(Duration.ZERO);
			assertThat(header(awaitDeadLetter(context), DeadLetterHeaders.REASON)).isEqualTo("attempts_exhausted");
		}
	}

	@Test
	void rejectedMessageIsADeadLetterWithTheReason() throws Exception {
		try (ListenerContext context = start()) {
			deliver(context, "x").deadLetter("the customer is unknown");
			MessageInfo letter = awaitDeadLetter(context);
			assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("rejected");
			assertThat(header(letter, DeadLetterHeaders.EXCEPTION_MESSAGE)).isEqualTo("the customer is unknown");
			assertThat(header(letter, DeadLetterHeaders.DELIVERIES)).isEqualTo("1");
			assertThat(this.recorder.settlements).containsExactly(Settlement.DEAD_LETTER);
		}
	}

	@Test
	void rejectedMessageIsKeptUntilItsDeadLetterIsStored() throws Exception {
		try (ListenerContext context = start()) {
			StreamConfiguration letters = context.management().getStreamInfo("ORDERS_DLQ").getConfiguration();
			context.management().deleteStream("ORDERS_DLQ");
			deliver(context, "x").deadLetter("unknown");
			assertThat(context.events(DeadLetterEvent.class)).singleElement()
				.satisfies((event) -> assertThat(event.isStored()).isFalse());
			context.management().addStream(letters);
			assertThat(header(awaitDeadLetter(context), DeadLetterHeaders.REASON)).isEqualTo("rejected");
			assertThat(this.listener.received).hasSize(1);
		}
	}

	@Test
	void exceptionBeforeTheMessageIsSettledIsRetried() throws Exception {
		try (ListenerContext context = start()) {
			Acknowledgment first = deliver(context, "fail");
			this.listener.next();
			this.listener.next();
			assertThat(header(awaitDeadLetter(context), DeadLetterHeaders.REASON)).isEqualTo("attempts_exhausted");
			assertThatIllegalStateException().isThrownBy(first::acknowledge).withMessageContaining("was given up");
		}
	}

	@Test
	void exceptionAfterTheMessageIsSettledChangesNothing(CapturedOutput output) throws Exception {
		try (ListenerContext context = start()) {
			context.jetStream().publish("order.manual", "settle and fail");
			await().untilAsserted(() -> assertThat(acknowledged(context)).isEqualTo(1));
			await().during(Duration.ofMillis(300)).until(() -> this.listener.received.size() == 1);
			assertThat(this.recorder.settlements).containsExactly(Settlement.ACK);
			assertThat(output).contains("failed after it had settled message 1");
		}
	}

	@Test
	void secondSettlementIsRefused() throws Exception {
		try (ListenerContext context = start()) {
			Acknowledgment acknowledgment = deliver(context, "x");
			acknowledgment.acknowledge();
			assertThatIllegalStateException().isThrownBy(acknowledgment::acknowledge)
				.withMessageContaining("Message 1 of stream 'ORDERS' is settled already");
			assertThatIllegalStateException().isThrownBy(acknowledgment::nack);
			assertThatIllegalStateException().isThrownBy(() -> acknowledgment.nack(Duration.ZERO));
			assertThatIllegalStateException().isThrownBy(() -> acknowledgment.deadLetter("no"));
			assertThatIllegalStateException().isThrownBy(() -> acknowledgment.acknowledgeSync(Duration.ofSeconds(1)));
			assertThatIllegalStateException().isThrownBy(acknowledgment::inProgress);
			assertThat(this.recorder.settlements).containsExactly(Settlement.ACK);
		}
	}

	@Test
	void timesThatMakeNoSenseAreRefusedAndLeaveTheMessageOpen() throws Exception {
		try (ListenerContext context = start()) {
			Acknowledgment acknowledgment = deliver(context, "x");
			assertThatIllegalArgumentException().isThrownBy(() -> acknowledgment.nack(Duration.ofSeconds(-1)));
			assertThatIllegalArgumentException().isThrownBy(() -> acknowledgment.acknowledgeSync(Duration.ZERO));
			acknowledgment.inProgress();
			assertThat(acknowledgment.isOpen()).isTrue();
			acknowledgment.acknowledge();
		}
	}

	@Test
	void messageThatAnInterceptorAnswersIsAcknowledged() throws Exception {
		ListenerInterceptor answering = new Answering();
		try (ListenerContext context = OrdersStream.start(this.server, this.listener, this.recorder, answering)) {
			context.jetStream().publish("order.manual", "x");
			await().untilAsserted(() -> assertThat(this.recorder.settlements).containsExactly(Settlement.ACK));
			assertThat(this.listener.received).isEmpty();
		}
	}

	@Test
	void messageThatNobodySettlesIsReported(CapturedOutput output) throws Exception {
		try (ListenerContext context = start()) {
			Acknowledgment acknowledgment = deliver(context, "x");
			await().until(() -> this.recorder.unsettled.size() == 2);
			assertThat(output).contains("Message 1 of stream 'ORDERS' has been open for")
				.contains("Manual.work(String, Acknowledgment)");
			acknowledgment.acknowledge();
		}
	}

	@Test
	void messageThatIsOpenWhenTheListenerStopsIsHandedBack() throws Exception {
		try (ListenerContext context = start()) {
			Acknowledgment acknowledgment = deliver(context, "x");
			context.registry().stop();
			assertThat(this.recorder.settlements).containsExactly(Settlement.HANDED_BACK);
			assertThatIllegalStateException().isThrownBy(acknowledgment::acknowledge)
				.withMessageContaining("the listener has stopped");
			context.registry().start();
			this.listener.next().acknowledge();
		}
	}

	@Test
	void stopWaitsForMessagesToBeSettled() throws Exception {
		try (ListenerContext context = start()) {
			Acknowledgment acknowledgment = deliver(context, "x");
			Thread settling = new Thread(() -> {
				await().until(() -> !context.registry().getListenerContainer("manual").isRunning()
						|| this.recorder.unsettled.size() > 1);
				acknowledgment.acknowledge();
			});
			settling.start();
			context.registry().stop();
			assertThat(this.recorder.settlements).containsExactly(Settlement.ACK);
			assertThat(acknowledged(context)).isEqualTo(1);
		}
	}

	private ListenerContext start() throws Exception {
		return OrdersStream.start(this.server, this.listener, this.recorder);
	}

	private Acknowledgment deliver(ListenerContext context, String text) throws Exception {
		context.jetStream().publish("order.manual", text);
		return this.listener.next();
	}

	private static long acknowledged(ListenerContext context) throws Exception {
		return context.management().getConsumerInfo("ORDERS", "manual").getAckFloor().getStreamSequence();
	}

	private static MessageInfo awaitDeadLetter(ListenerContext context) throws Exception {
		await().atMost(Duration.ofSeconds(20))
			.until(() -> context.management().getStreamInfo("ORDERS_DLQ").getStreamState().getMsgCount() == 1);
		return context.management().getMessage("ORDERS_DLQ", 1);
	}

	private static String header(MessageInfo message, String name) {
		return message.getHeaders().getFirst(name);
	}

	static class Answering implements ListenerInterceptor {

		@Override
		public @Nullable Object intercept(Invocation invocation) {
			return null;
		}

	}

	static class Manual {

		final List<String> received = new CopyOnWriteArrayList<>();

		final BlockingQueue<Acknowledgment> acknowledgments = new LinkedBlockingQueue<>();

		@JetStreamListener(id = "manual", stream = "ORDERS", subjects = "order.manual", durable = "manual",
				ackMode = "MANUAL", ackWait = "300ms", concurrency = "2")
		void work(String text, Acknowledgment acknowledgment) {
			this.received.add(text);
			if (text.startsWith("settle")) {
				acknowledgment.acknowledge();
			}
			this.acknowledgments.add(acknowledgment);
			if (text.endsWith("fail")) {
				throw new IllegalStateException("failed");
			}
		}

		Acknowledgment next() throws InterruptedException {
			Acknowledgment next = this.acknowledgments.poll(10, TimeUnit.SECONDS);
			assertThat(next).as("a call of the method").isNotNull();
			return next;
		}

	}

}
