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

package io.github.natsboot.test.probe;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.github.natsboot.deadletter.DeadLetterHeaders;
import io.github.natsboot.deadletter.DeadLetterReason;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerInstrumentation.Settlement;
import io.github.natsboot.listener.UnreadableMessageException;
import io.github.natsboot.support.NatsMessageConverter;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsJetStreamMetaData;
import io.nats.client.impl.NatsMessage;
import org.junit.jupiter.api.Test;
import org.mockito.AdditionalAnswers;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.converter.MessageConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willReturn;
import static org.mockito.Mockito.mock;

/**
 * What assertions say when they fail, and that they do.
 */
class AssertionsTests {

	private static final NatsMessageConverter CONVERTER = NatsMessageConverter.createDefault();

	private static final ListenerInfo LISTENER = new ListenerInfo("orders", "Orders.screen(Order)", List.of("order.>"),
			"fraud", "ORDERS", 1, null, null);

	private final CapturedMessage message = new CapturedMessage(message(), CONVERTER);

	@Test
	void subject() {
		assertThat(this.message).hasSubject("order.created");
		assertFails(() -> assertThat(this.message).hasSubject("order.deleted"),
				"Expected the subject to be%n  order.deleted%nbut it was%n  order.created%nin%n  order.created {tenant=[acme, other]} [\"a\",\"b\"]");
	}

	@Test
	void payload() {
		assertThat(this.message).hasPayload(new String[] { "a", "b" }).hasPayload("[\"a\",\"b\"]");
		assertThat(this.message).payload(List.class).isEqualTo(List.of("a", "b"));
		assertThat(this.message).text().isEqualTo("[\"a\",\"b\"]");
		assertThat(this.message.payload(new ParameterizedTypeReference<List<String>>() {
		})).containsExactly("a", "b");
		assertFails(() -> assertThat(this.message).hasPayload("[]"),
				"Expected the payload to be%n  \"[]\"%nbut it was%n  \"[\"a\",\"b\"]\"%nin%n  order.created {tenant=[acme, other]}");
		assertFails(() -> assertThat(this.message).payload(ListenerInfo.class),
				"Expected a payload that can be read as io.github.natsboot.listener.ListenerInfo in%n  order.created");
	}

	@Test
	void payloadsOfGenericTypes() {
		ParameterizedTypeReference<List<String>> type = new ParameterizedTypeReference<>() {
		};
		assertThat(this.message).hasPayload(List.of("a", "b")).hasPayload(Set.of("a", "b"));
		assertThat(this.message).hasPayload(type, List.of("a", "b"));
		assertThat(this.message).payload(type).isEqualTo(List.of("a", "b"));
		assertFails(() -> assertThat(this.message).hasPayload(List.of("a")),
				"Expected the payload to be%n  [\"a\"]%nbut it was%n  [\"a\", \"b\"]");
		assertFails(() -> assertThat(this.message).hasPayload(Map.of("a", "b")),
				"Expected a payload that can be read as java.util.Map in%n  order.created");
		assertFails(() -> assertThat(this.message).hasPayload(null), "Expected the payload to be%n  null");
		CapturedMessage numbers = new CapturedMessage(NatsMessage.builder().subject("n").data("[1]").build(),
				CONVERTER);
		assertFails(() -> assertThat(numbers).hasPayload(List.of(1L)), "[1L]");
		assertFails(() -> assertThat(numbers).hasPayload(List.of(1L)), "hasPayload(ParameterizedTypeReference, …)");
		assertFails(() -> assertThat(numbers).hasPayload(new byte[] { 1 }), "[1]%nbut it was%n  [91, 49, 93]");
	}

	@Test
	void noPayload() {
		CapturedMessage empty = new CapturedMessage(NatsMessage.builder().subject("order.created").build(), CONVERTER);
		assertThat(empty).hasPayload(null);
		assertFails(() -> assertThat(empty).payload(String.class), "Expected a payload in%n  order.created");
		assertFails(() -> assertThat(empty).hasPayload("x"),
				"Expected the payload to be%n  \"x\"%nbut it was%n  null%nin%n  order.created");
	}

	@Test
	void headers() {
		assertThat(this.message).hasHeader("TENANT", "acme").doesNotHaveHeader("none");
		assertThat(this.message.headers("tenant")).containsExactly("acme", "other");
		assertFails(() -> assertThat(this.message).hasHeader("tenant", "other"),
				"Expected the header 'tenant' to be%n  other%nbut its values were%n  [acme, other]%nin%n  order.created");
		assertFails(() -> assertThat(this.message).hasHeader("none", "other"), "Expected the header 'none'");
		assertFails(() -> assertThat(this.message).doesNotHaveHeader("Tenant"), "Expected no header 'Tenant' in");
	}

	@Test
	void bodiesAreCopies() {
		this.message.body()[0] = 'x';
		assertThat(this.message.text()).startsWith("[");
	}

	@Test
	void longBodiesAreShortened() {
		Message large = NatsMessage.builder().subject("s").data("x".repeat(1000)).build();
		assertThat(new CapturedMessage(large, CONVERTER)).hasToString("s " + "x".repeat(200) + "…");
	}

	@Test
	void calls() {
		ListenerCall call = call(true);
		call.returned("value");
		call.end();
		assertThat(call).succeeded().isAttempt(1);
		assertFails(() -> assertThat(call).isAcknowledged(), "it is not settled (yet: await it with awaitSettled())");
		assertFails(() -> assertThat(call).failedWith(RuntimeException.class),
				"Expected a call that failed with a java.lang.RuntimeException, but was");
		assertFails(() -> assertThat(call).isAttempt(2), "Expected the attempt to be%n  2%nbut it was%n  1");
		call.settled(Settlement.ACK);
		assertThat(call).isAcknowledged();
		assertFails(() -> assertThat(call).isRetried(), "Expected the settlement to be%n  RETRY%nbut it was%n  ACK");
		assertFails(() -> assertThat(call).isDeadLettered(), "DEAD_LETTER");
	}

	@Test
	void aCallThatIsRunningHasNotSucceeded() {
		assertFails(() -> assertThat(call(true)).succeeded(), "(attempt 1 by 'orders': running)");
	}

	@Test
	void failedCalls() {
		ListenerCall call = call(true);
		call.failed(new IllegalStateException("down"));
		call.end();
		assertThat(call).failedWith(RuntimeException.class);
		assertFails(() -> assertThat(call).succeeded(),
				"Expected a call that succeeded, but was%n  order.created {tenant=[acme, other]} [\"a\",\"b\"] "
						+ "(attempt 1 by 'orders': failed with java.lang.IllegalStateException: down)");
		assertFails(() -> assertThat(call).failedWith(IllegalArgumentException.class), "down");
	}

	@Test
	void whatMadeAMessageUnreadableIsItsFailure() {
		ListenerCall call = call(true);
		call.failed(new UnreadableMessageException("no JSON", new MessageConversionException("at line 1")));
		call.end();
		assertThat(call).failedWith(UnreadableMessageException.class).failedWith(MessageConversionException.class);
		assertFails(() -> assertThat(call).failedWith(IllegalStateException.class),
				"UnreadableMessageException: no JSON");
	}

	@Test
	void messagesOfNoStreamAreNotSettled() {
		ListenerCall call = new ListenerCall(LISTENER, message(), CONVERTER, true);
		assertFails(() -> assertThat(call).isAcknowledged(), "it is in no stream, so it never is: use succeeded()");
	}

	@Test
	void messagesThatWereSettledWithoutACallHaveNotSucceeded() {
		ListenerCall call = call(false);
		call.settled(Settlement.DEAD_LETTER);
		assertThat(call).isDeadLettered();
		assertFails(() -> assertThat(call).succeeded(), "(attempt 1 by 'orders': not called, then DEAD_LETTER)");
	}

	@Test
	void deadLetters() {
		CapturedDeadLetter letter = new CapturedDeadLetter(NatsMessage.builder()
			.subject("dlq.ORDERS.fraud")
			.headers(new Headers().put(DeadLetterHeaders.REASON, "unreadable")
				.put(DeadLetterHeaders.DELIVERIES, "3")
				.put(DeadLetterHeaders.SUBJECT, "order.created")
				.put(DeadLetterHeaders.EXCEPTION, "java.lang.IllegalStateException"))
			.build(), CONVERTER, "ORDERS_DLQ", 7);
		assertThat(letter).hasReason(DeadLetterReason.UNREADABLE)
			.hasDeliveries(3)
			.hasOriginalSubject("order.created")
			.hasException(IllegalStateException.class);
		assertThat(letter.exceptionMessage()).isNull();
		assertFails(() -> assertThat(letter).hasReason(DeadLetterReason.NOT_RETRYABLE), "Expected the reason to be");
		assertFails(() -> assertThat(letter).hasDeliveries(2), "Expected the number of deliveries to be");
		assertFails(() -> assertThat(letter).hasOriginalSubject("x"), "Expected the original subject to be");
		assertThat(letter).hasException(RuntimeException.class);
		assertFails(() -> assertThat(letter).hasException(IllegalArgumentException.class),
				"Expected the class of the last failure to be");
	}

	@Test
	void deadLettersThatLackHeaders() {
		CapturedDeadLetter letter = new CapturedDeadLetter(NatsMessage.builder().subject("dlq").build(), CONVERTER,
				"DLQ", 1);
		assertThat(letter.deliveries()).isZero();
		assertThat(letter.reason()).isNull();
		assertThat(letter.text()).isEmpty();
		assertThat(letter.payload(String.class)).isNull();
	}

	private static void assertFails(Runnable assertion, String text) {
		Consumer<AssertionError> says = (error) -> assertThat(error).hasMessageContaining(text.replace("%n", "\n"));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion::run).satisfies(says);
	}

	private static ListenerCall call(boolean called) {
		NatsJetStreamMetaData metaData = mock(NatsJetStreamMetaData.class);
		given(metaData.deliveredCount()).willReturn(1L);
		Message delivery = mock(Message.class, AdditionalAnswers.delegatesTo(message()));
		willReturn(true).given(delivery).isJetStream();
		willReturn(metaData).given(delivery).metaData();
		return new ListenerCall(LISTENER, delivery, CONVERTER, called);
	}

	private static Message message() {
		return NatsMessage.builder()
			.subject("order.created")
			.headers(new Headers().put("tenant", "acme", "other"))
			.data("[\"a\",\"b\"]".getBytes(StandardCharsets.UTF_8))
			.build();
	}

}
