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

import io.github.natsboot.core.PublishOutcome.Kind;
import io.nats.client.Message;
import io.nats.client.impl.NatsMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PublishOutcomeTests {

	private static final JetStreamTemplateOptions OPTIONS = new JetStreamTemplateOptions(Duration.ofSeconds(1),
			Duration.ofSeconds(2), 1, true);

	@Test
	void anAcknowledgementIsRead() {
		PublishOutcome outcome = of("{\"stream\":\"S\",\"seq\":7,\"duplicate\":true}");
		assertThat(outcome.kind()).isEqualTo(Kind.STORED);
		assertThat(outcome.ack()).satisfies((ack) -> {
			assertThat(ack.getSeqno()).isEqualTo(7);
			assertThat(ack.isDuplicate()).isTrue();
		});
	}

	@ParameterizedTest
	@CsvSource({ "10071,wrong last sequence: 3,FAILED", "10060,expected stream does not match,FAILED",
			"10077,maximum messages exceeded,FAILED", "10077,raft: not leader,UNKNOWN",
			"10023,insufficient resources,FAILED", "10008,temporarily unavailable,NOT_STORED",
			"10009,can not handle request,NOT_STORED", "10163,not ready,NOT_STORED",
			"10167,too many requests,NOT_STORED", "10158,duplicate message id is in process,UNKNOWN" })
	void anErrorIsFinalUnlessItsReasonPasses(int code, String description, Kind kind) {
		PublishOutcome outcome = of("{\"error\":{\"code\":400,\"err_code\":" + code + ",\"description\":\""
				+ description + "\"},\"stream\":\"S\",\"seq\":0}");
		assertThat(outcome.kind()).isEqualTo(kind);
		assertThat(outcome.failure()).isInstanceOfSatisfying(PublishRejectedException.class, (ex) -> {
			assertThat(ex.getCode()).isEqualTo(code);
			assertThat(ex.getDescription()).startsWith(description.substring(0, 4));
			assertThat(ex.getSubject()).isEqualTo("a");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "hello", "{}", "{\"ok\":true}", "{\"stream\":\"S\"}", "[1]", "{\"error\":\"no\"}" })
	void anAnswerOfSomebodyElseIsNoAcknowledgement(String answer) {
		assertThat(of(answer).kind()).isEqualTo(Kind.UNKNOWN);
	}

	@Test
	void withoutAnIdWhatMayBeStoredIsNotTriedAgain() {
		PublishAttempts attempts = attempts(null, OPTIONS);
		assertThat(attempts.nextDelay(unknown())).isEqualTo(-1);
		assertThat(attempts.failure(unknown())).isInstanceOfSatisfying(PublishUnknownException.class,
				(ex) -> assertThat(ex.getMessageId()).isNull());
	}

	@Test
	void withAnIdTheDelaysGrow() {
		PublishAttempts attempts = attempts("id", OPTIONS);
		long first = attempts.nextDelay(unknown());
		attempts.nextDelay(unknown());
		long third = attempts.nextDelay(unknown());
		assertThat(first).isBetween(25L, 100L);
		assertThat(third).isBetween(100L, 300L);
	}

	@Test
	void withoutTimeForRetriesThereIsOneTryOfFullLength() {
		PublishAttempts attempts = attempts("id",
				new JetStreamTemplateOptions(Duration.ofSeconds(3), Duration.ZERO, 1, true));
		assertThat(attempts.timeout()).isEqualTo(Duration.ofSeconds(3));
		assertThat(attempts.nextDelay(unknown())).isEqualTo(-1);
	}

	@Test
	void aTryEndsWithTheTimeForRetries() {
		PublishAttempts attempts = attempts("id",
				new JetStreamTemplateOptions(Duration.ofSeconds(3), Duration.ofMillis(500), 1, true));
		assertThat(attempts.timeout()).isLessThanOrEqualTo(Duration.ofMillis(500));
	}

	@Test
	void whatWasNeverStoredIsNotCalledUnknown() {
		PublishAttempts attempts = attempts("id", OPTIONS);
		NatsException full = new OutboundBufferFullException("a", null);
		PublishOutcome outcome = PublishOutcome.of(full, false);
		assertThat(attempts.nextDelay(outcome)).isPositive();
		assertThat(attempts.failure(outcome)).isSameAs(full);
	}

	@Test
	void onceUnknownItStaysUnknown() {
		PublishAttempts attempts = attempts("id", OPTIONS);
		attempts.nextDelay(unknown());
		PublishOutcome full = PublishOutcome.of(new OutboundBufferFullException("a", null), false);
		attempts.nextDelay(full);
		assertThat(attempts.failure(full)).isInstanceOf(PublishUnknownException.class).hasMessageContaining("'id'");
	}

	@Test
	void aConnectionThatClosesMeanwhileLeavesTheOutcomeUnknown() {
		PublishAttempts attempts = attempts("id", OPTIONS);
		PublishOutcome lost = PublishOutcome.of(new ConnectionClosedException("closed", null), true);
		assertThat(attempts.nextDelay(lost)).isEqualTo(-1);
		assertThat(attempts.failure(lost)).isInstanceOf(PublishUnknownException.class)
			.hasCauseInstanceOf(ConnectionClosedException.class);
	}

	private static PublishAttempts attempts(String id, JetStreamTemplateOptions options) {
		return new PublishAttempts(new OutboundMessage("a", null, null, null, new byte[0], id), options);
	}

	private static PublishOutcome unknown() {
		return PublishOutcome.unknown(new RequestTimeoutException("a", Duration.ofSeconds(1)));
	}

	private static PublishOutcome of(String answer) {
		Message message = NatsMessage.builder().subject("reply").data(answer.getBytes(StandardCharsets.UTF_8)).build();
		return PublishOutcome.of("a", message);
	}

}
