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

package io.github.natsboot.test.app;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.deadletter.DeadLetterHeaders;
import io.github.natsboot.deadletter.DeadLetterReason;
import io.github.natsboot.listener.UnreadableMessageException;
import io.github.natsboot.test.EnableNatsServer;
import io.github.natsboot.test.NatsTest;
import io.github.natsboot.test.probe.CapturedDeadLetter;
import io.github.natsboot.test.probe.CapturedMessage;
import io.github.natsboot.test.probe.Disturbance;
import io.github.natsboot.test.probe.ListenerCall;
import io.github.natsboot.test.probe.ListenerProbe;
import io.github.natsboot.test.probe.MessageProbe;
import io.github.natsboot.test.probe.NatsTestTemplate;
import io.github.natsboot.test.server.NatsTestServer;
import io.nats.client.JetStreamManagement;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * What tests see and disturb.
 */
@NatsTest(Orders.class)
@EnableNatsServer(reset = true)
class NatsTestTemplateIT {

	private static final Order ORDER = new Order("123", 99.9);

	@Autowired
	private NatsTestTemplate nats;

	@Autowired
	private NatsOperations operations;

	@Autowired
	private JetStreamManagement management;

	@Autowired
	private NatsTestServer server;

	@Test
	void aCallIsSeenWithItsPayloadAndItsResult() {
		this.operations.request("greeting", "Duke", String.class);
		ListenerCall call = this.nats.listener("orders.greet").awaitCall();
		assertThat(call).succeeded().hasPayload("Duke").hasSubject("greeting").isAttempt(1);
		assertThat(call.result()).contains("HELLO DUKE");
		assertThat(call.settlement()).isEmpty();
	}

	@Test
	void aSettlementIsSeen() {
		this.nats.publish("order.created", ORDER);
		ListenerCall call = this.nats.listener("orders.screen").awaitSettled();
		assertThat(call).isAcknowledged().succeeded().payload(Order.class).extracting(Order::amount).isEqualTo(99.9);
		assertThat(this.nats.listener("orders.screen").calls()).containsExactly(call);
	}

	@Test
	void aDeadLetterIsReadFromItsStream() {
		this.nats.publish("order.created", new Order("poison", 0));
		ListenerProbe screening = this.nats.listener("orders.screen");
		assertThat(screening.awaitSettled()).isAttempt(1).isRetried().failedWith(IllegalStateException.class);
		assertThat(screening.awaitSettled()).isAttempt(2).isDeadLettered();
		CapturedDeadLetter letter = screening.awaitDeadLetter();
		assertThat(letter).hasReason(DeadLetterReason.ATTEMPTS_EXHAUSTED)
			.hasException(IllegalStateException.class)
			.hasDeliveries(2)
			.hasOriginalSubject("order.created")
			.hasSubject("dlq.ORDERS.screening")
			.hasPayload(new Order("poison", 0))
			.hasHeader(DeadLetterHeaders.STREAM, "ORDERS")
			.doesNotHaveHeader("tenant");
		assertThat(letter.exceptionMessage()).isEqualTo("no amount");
		assertThat(letter.stream()).isEqualTo("ORDERS_DLQ");
		assertThat(letter.sequence()).isEqualTo(1);
	}

	@Test
	void anUnreadableMessageIsACallThatFailed() {
		this.nats.publish("order.created", "{no json");
		assertThat(this.nats.listener("orders.screen").awaitSettled()).failedWith(UnreadableMessageException.class)
			.isDeadLettered()
			.text()
			.isEqualTo("{no json");
		assertThat(this.nats.listener("orders.screen").awaitDeadLetter()).hasReason(DeadLetterReason.UNREADABLE);
	}

	@Test
	void theNextCallFailsAsAskedFor() {
		ListenerProbe screening = this.nats.listener("orders.screen").failNext(new IllegalArgumentException("down"));
		this.nats.publish("order.created", ORDER);
		assertThat(screening.awaitSettled()).isAttempt(1).isRetried().failedWith(IllegalArgumentException.class);
		assertThat(screening.awaitAcknowledged()).isAttempt(2);
	}

	@Test
	void awaitingAnAcknowledgementPassesOverWhatCameBefore() {
		ListenerProbe screening = this.nats.listener("orders.screen").failNext(new IllegalStateException("down"));
		this.nats.publish("order.created", ORDER);
		assertThat(screening.awaitAcknowledged()).isAttempt(2);
		assertThat(screening.calls()).hasSize(2);
	}

	@Test
	void withoutItsDeadLetterStreamAMessageIsKeptAndIsADeadLetterLater() throws Exception {
		ListenerProbe screening = this.nats.listener("orders.screen").failNext(2, new IllegalStateException("down"));
		try (Disturbance away = screening.withoutDeadLetterStream()) {
			this.nats.publish("order.created", ORDER);
			assertThat(screening.awaitUnstoredDeadLetter()).hasPayload(ORDER);
			assertThat(this.management.getStreamInfo("ORDERS_DLQ").getStreamState().getMsgCount()).isZero();
		}
		assertThat(screening.awaitDeadLetter()).hasPayload(ORDER).hasReason(DeadLetterReason.ATTEMPTS_EXHAUSTED);
		assertThat(screening.calls()).filteredOn(ListenerCall::wasCalled).hasSize(2);
	}

	@RepeatedTest(2)
	void whatATestLeavesDisturbedIsGivenBack() throws Exception {
		assertThat(this.management.getStreamInfo("ORDERS_DLQ").getConfiguration().getSubjects())
			.containsExactly("dlq.ORDERS.>");
		ListenerProbe screening = this.nats.listener("orders.screen");
		assertThat(screening.calls()).isEmpty();
		this.nats.publish("order.created", ORDER);
		assertThat(screening.awaitSettled()).isAcknowledged();
		screening.failNext(5, new IllegalStateException("left over"));
		screening.withoutDeadLetterStream();
		this.nats.probe("left.over");
	}

	@RepeatedTest(2)
	void whatATestLeavesDisturbedIsGivenBackAlsoWhenTheServerWasKilled() throws Exception {
		assertThat(this.management.getStreamInfo("ORDERS_DLQ").getConfiguration().getSubjects())
			.containsExactly("dlq.ORDERS.>");
		this.nats.listener("orders.screen").withoutDeadLetterStream();
		this.server.kill();
	}

	@Test
	void aMessageThatIsSentOnIsSeen() {
		assertThat(this.nats.publishAndExpect("order.created", ORDER, "screened.>")).hasSubject("screened.123")
			.hasPayload(ORDER);
	}

	@Test
	void aProbeHearsWhatIsPublishedAfterIt() {
		this.nats.publish("weather.oslo", "before");
		MessageProbe probe = this.nats.probe("weather.*");
		this.operations.message("rain").subject("weather.bergen").header("tenant", "acme").publish();
		this.nats.publish("weather.oslo", "snow");
		assertThat(probe.awaitMessages(2)).extracting(CapturedMessage::text).containsExactly("rain", "snow");
		probe.expectNoMessage(Duration.ofMillis(100));
		this.nats.publish("weather.oslo", "sun");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> probe.expectNoMessage(Duration.ofSeconds(5)))
			.withMessage("Expected no message on 'weather.*', but there was weather.oslo sun");
	}

	@Test
	void headersAreSeenInAnyCase() {
		MessageProbe probe = this.nats.probe("weather.*");
		this.operations.message("rain").subject("weather.bergen").header("Tenant", "acme").publish();
		CapturedMessage message = probe.awaitMessage();
		assertThat(message).hasHeader("tenant", "acme").doesNotHaveHeader("other");
		assertThat(message.header("none")).isNull();
		assertThat(message).hasToString("weather.bergen {Tenant=[acme]} rain");
	}

	@Test
	@Timeout(value = 5, unit = TimeUnit.SECONDS)
	void whatDoesNotComeIsTold() {
		NatsTestTemplate hasty = this.nats.within(Duration.ofMillis(200));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> hasty.listener("orders.screen").awaitSettled())
			.withMessage(
					"Expected a message that was settled of listener 'orders.screen' (Orders.screen(Order)) within 200 ms, "
							+ "but there was none. It is RUNNING on order.created; it was not called in this test");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> hasty.probe("nothing.here").awaitMessages(2))
			.withMessage("Expected 2 messages on 'nothing.here' within 200 ms, but there was none");
	}

	@Test
	void whatCameInsteadIsTold() {
		ListenerProbe screening = this.nats.listener("orders.screen");
		this.nats.publish("order.created", ORDER);
		screening.awaitSettled();
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> this.nats.within(Duration.ofMillis(200)).listener("orders.screen").awaitDeadLetter())
			.withMessageStartingWith("Expected a dead letter of listener 'orders.screen'")
			.withMessageContaining("its calls in this test:\n  order.created ")
			.withMessageContaining(
					"{\"id\":\"123\",\"amount\":99.9} (attempt 1 by 'orders.screen': returned, then ACK)");
	}

	@Test
	void whatWasSettledIsNoFurtherCall() {
		ListenerProbe screening = this.nats.listener("orders.screen").failNext(new IllegalStateException("down"));
		this.nats.publish("order.created", ORDER);
		assertThat(screening.awaitAcknowledged()).isAttempt(2);
		screening.expectNoCall(Duration.ofMillis(200));
	}

	@Test
	void whatWasPublishedAndWhatListenersDidIsToldWhenNothingIsSentOn() {
		NatsTestTemplate hasty = this.nats.within(Duration.ofMillis(500));
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> hasty.publishAndExpect("order.created", new Order("poison", 0), "screened.>"))
			.withMessageStartingWith("Expected a message on 'screened.>' within 500 ms, but there was none; what was "
					+ "published to 'order.created' was stored in stream 'ORDERS'; the calls of listeners in this test:\n")
			.withMessageContaining("failed with java.lang.IllegalStateException: no amount");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> hasty.publishAndExpect("oder.created", ORDER, "screened.>"))
			.withMessageContaining("what was published to 'oder.created' was captured by no stream");
	}

	@Test
	void faultsThatMakeNoSenseAreRefused() {
		ListenerProbe screening = this.nats.listener("orders.screen");
		assertThatIllegalArgumentException().isThrownBy(() -> screening.failNext(0, new IllegalStateException()));
		assertThatNullPointerException().isThrownBy(() -> screening.failNext(null)).withMessageContaining("a failure");
	}

	@Test
	void noCallIsVerified() {
		ListenerProbe greeting = this.nats.listener("orders.greet");
		greeting.expectNoCall(Duration.ofMillis(100));
		this.operations.request("greeting", "Duke", String.class);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> greeting.expectNoCall(Duration.ofSeconds(5)))
			.withMessageStartingWith("Expected no call of listener 'orders.greet'");
	}

	@Test
	void aCallThatIsStillRunningIsACall() {
		ListenerProbe screening = this.nats.listener("orders.screen");
		this.nats.publish("order.created", new Order("slow", 1));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> screening.expectNoCall(Duration.ofSeconds(5)))
			.withMessageEndingWith("(attempt 1 by 'orders.screen': running)");
		screening.awaitSettled();
	}

	@Test
	void messagesOfNoStreamAreNeverSettled() {
		ListenerProbe greeting = this.nats.listener("orders.greet");
		assertThatIllegalStateException().isThrownBy(greeting::awaitSettled)
			.withMessageContaining("listens on no stream")
			.withMessageContaining("awaitCall()");
		assertThatIllegalStateException().isThrownBy(greeting::awaitDeadLetter);
		assertThatIllegalStateException().isThrownBy(greeting::withoutDeadLetterStream);
	}

	@Test
	void anUnknownListenerIsToldWithThoseThatExist() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.nats.listener("nobody"))
			.withMessage("There is no listener 'nobody'; there are: orders.greet, orders.screen");
	}

}
