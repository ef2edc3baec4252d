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

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.nats.client.Connection;
import io.nats.client.impl.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.isNull;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

class MessageSpecTests {

	private final Connection connection = mock(Connection.class);

	private final NatsTemplate template = NatsTemplate.builder(this.connection).build();

	private final JetStreamTemplate jetStream = JetStreamTemplate.builder(this.connection).build();

	@ParameterizedTest
	@ValueSource(strings = { "Grün", "a\r\nb", "a\n", "\r", "€", "\u0080" })
	void valuesNatsDoesNotCarryAreRefusedWithoutShowingThem(String value) {
		assertThatExceptionOfType(InvalidHeaderException.class)
			.isThrownBy(() -> this.template.message("x").header("tenant", "secret" + value))
			.satisfies((ex) -> assertThat(ex.getHeaderName()).isEqualTo("tenant"))
			.withMessageContaining("'tenant'")
			.withMessageNotContaining("secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a:b", "ä", "a\n", "\u0000" })
	void namesNatsDoesNotCarryAreRefused(String name) {
		assertThatExceptionOfType(InvalidHeaderException.class)
			.isThrownBy(() -> this.template.message("x").header(name, "value"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Nats-Msg-Id", "nats-msg-id", "NATS-EXPECTED-STREAM", "Nats-TTL", "Nats-Schedule",
			"Nats-Schedule-Target", "Nats-Batch-Id", "nats-batch-commit", "Nats-Rollup", "Nats-Anything" })
	void controlHeadersAreRefused(String name) {
		assertThatExceptionOfType(InvalidHeaderException.class)
			.isThrownBy(() -> this.jetStream.message("x").header(name, "1"))
			.withMessageContaining("control header");
		assertThatExceptionOfType(InvalidHeaderException.class)
			.isThrownBy(() -> this.template.message("x").header(name, "1"));
	}

	@Test
	void aHeaderMayHaveSeveralValues() {
		this.template.message("x").subject("a").header("k", "1").header("k", "2").publish();
		assertThat(published().get("k")).containsExactly("1", "2");
	}

	@Test
	void copiedHeadersKeepControlHeadersAndDoNotChangeTheOriginal() {
		Headers original = new Headers().add("k", "1", "2").add("Nats-Msg-Id", "id");
		this.template.message("x").subject("a").headers(original).header("k", "3").publish();
		assertThat(published().get("k")).containsExactly("1", "2", "3");
		assertThat(published().getFirst("Nats-Msg-Id")).isEqualTo("id");
		assertThat(original.get("k")).containsExactly("1", "2");
	}

	@Test
	void copiedHeadersNatsDoesNotCarryAreRefusedByTheirName() {
		Headers original = mock(Headers.class);
		given(original.keySet()).willReturn(Set.of("tenant"));
		given(original.get("tenant")).willReturn(List.of("fine", "Grün"));
		assertThatExceptionOfType(InvalidHeaderException.class)
			.isThrownBy(() -> this.jetStream.message("x").headers(original))
			.satisfies((ex) -> assertThat(ex.getHeaderName()).isEqualTo("tenant"))
			.withMessageContaining("outside ASCII at position 2");
	}

	@Test
	void aMessageWithoutHeadersGetsNone() {
		this.template.publish("a", new byte[] { 1 });
		verify(this.connection).publish(eq("a"), isNull(), isNull(), eq(new byte[] { 1 }));
	}

	@Test
	void aSubjectIsRequiredBeforeAnythingIsSent() {
		assertThatExceptionOfType(InvalidSubjectException.class).isThrownBy(() -> this.template.message("x").publish());
		assertThatExceptionOfType(InvalidSubjectException.class)
			.isThrownBy(() -> this.jetStream.message("x").publish());
		verify(this.connection, never()).publish(any(), any(), any(Headers.class), any());
	}

	@Test
	void aReservedSubjectIsLetThroughOnPurpose() {
		assertThatExceptionOfType(InvalidSubjectException.class)
			.isThrownBy(() -> this.template.message("x").subject("_INBOX.a").publish());
		this.template.message("x").subject("_INBOX.a").allowReservedSubject().publish();
		verify(this.connection).publish(eq("_INBOX.a"), isNull(), isNull(), any());
	}

	@Test
	void expectationsAreChecked() {
		JetStreamMessageSpec spec = this.jetStream.message("x");
		assertThatIllegalArgumentException().isThrownBy(() -> spec.expectLastSequence(-1));
		assertThatIllegalArgumentException().isThrownBy(() -> spec.expectLastSubjectSequence(-1));
		assertThatIllegalArgumentException().isThrownBy(() -> spec.id(" "));
		assertThatIllegalArgumentException().isThrownBy(() -> spec.expectLastMessageId(""));
		assertThatIllegalArgumentException().isThrownBy(() -> spec.timeToLive(Duration.ofMillis(1500)));
		assertThatIllegalArgumentException().isThrownBy(() -> spec.timeToLive(Duration.ZERO));
		assertThatExceptionOfType(InvalidSubjectException.class).isThrownBy(() -> spec.expectStream("a.b"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.message("x").timeout(Duration.ZERO));
	}

	@Test
	void optionsAreChecked() {
		assertThatIllegalArgumentException().isThrownBy(() -> new NatsTemplateOptions(Duration.ZERO));
		Duration second = Duration.ofSeconds(1);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new JetStreamTemplateOptions(Duration.ZERO, second, 1, true));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new JetStreamTemplateOptions(second, second.negated(), 1, true));
		assertThatIllegalArgumentException().isThrownBy(() -> new JetStreamTemplateOptions(second, second, 0, true));
	}

	private Headers published() {
		ArgumentCaptor<Headers> headers = ArgumentCaptor.forClass(Headers.class);
		verify(this.connection).publish(eq("a"), isNull(), headers.capture(), any());
		return headers.getValue();
	}

}
