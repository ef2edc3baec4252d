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

package io.github.natsboot.support;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsJetStreamMetaData;
import io.nats.client.impl.NatsMessage;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHeaderAccessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class NatsMessageHeadersTests {

	private final NatsMessageConverter converter = NatsMessageConverter.create(null, List.of());

	@Test
	void oneValueIsTextAndSeveralAreAList() {
		MessageHeaders headers = headers(new Headers().add("tenant", "acme").add("tag", "a", "b"));
		assertThat(headers.get("tenant")).isEqualTo("acme");
		assertThat(headers.get("tag")).isEqualTo(List.of("a", "b"));
		assertThat(headers.get("missing")).isNull();
	}

	@Test
	void neitherIdNorTimestampIsGenerated() {
		MessageHeaders headers = headers(null);
		assertThat(headers.getId()).isNull();
		assertThat(headers.getTimestamp()).isNull();
		assertThat(headers).doesNotContainKeys(MessageHeaders.ID, MessageHeaders.TIMESTAMP);
	}

	@Test
	void aHeaderNamedIdIsReadable() {
		MessageHeaders headers = headers(new Headers().add("id", "4711"));
		assertThat(headers.get("id")).isEqualTo("4711");
		assertThat(headers.getId()).isNull();
	}

	@Test
	void aSenderCannotPretendWhatOnlyTheLibraryKnows() {
		MessageHeaders headers = headers(new Headers().add(NatsHeaders.STREAM, "FORGED").add("nats_other", "x"));
		assertThat(headers.get(NatsHeaders.STREAM)).isNull();
		assertThat(headers).doesNotContainKeys(NatsHeaders.STREAM, "nats_other");
	}

	@Test
	void theContentTypeIsFoundWhateverItsCase() {
		assertThat(headers(new Headers().add("Content-Type", "a/b")).get(MessageHeaders.CONTENT_TYPE)).isEqualTo("a/b");
		assertThat(headers(new Headers().add("content-type", "a/b")).get(MessageHeaders.CONTENT_TYPE)).isEqualTo("a/b");
		assertThat(headers(new Headers().add("other", "a/b")).get(MessageHeaders.CONTENT_TYPE)).isNull();
	}

	@Test
	void aCoreMessageHasSubjectAndReply() {
		Message message = NatsMessage.builder().subject("a").replyTo("r").build();
		MessageHeaders headers = this.converter.toSpringMessage(message).getHeaders();
		assertThat(headers).containsOnly(Map.entry(NatsHeaders.SUBJECT, "a"), Map.entry(NatsHeaders.REPLY_TO, "r"),
				Map.entry(NatsHeaders.NATIVE_MESSAGE, message));
		assertThat(headers.size()).isEqualTo(3);
		assertThat(headers.isEmpty()).isFalse();
		assertThat(headers.values()).contains("a", "r");
		assertThat(headers.containsValue("r")).isTrue();
	}

	@Test
	void aStreamMessageHasItsMetadataAndNoReply() {
		NatsJetStreamMetaData metaData = mock();
		given(metaData.getStream()).willReturn("ORDERS");
		given(metaData.getConsumer()).willReturn("fraud");
		given(metaData.streamSequence()).willReturn(7L);
		given(metaData.consumerSequence()).willReturn(8L);
		given(metaData.deliveredCount()).willReturn(2L);
		given(metaData.pendingCount()).willReturn(9L);
		given(metaData.timestamp()).willReturn(Instant.EPOCH.atZone(ZoneOffset.UTC));
		Message message = mock();
		given(message.getSubject()).willReturn("a");
		given(message.getReplyTo()).willReturn("$JS.ACK");
		given(message.isJetStream()).willReturn(true);
		given(message.metaData()).willReturn(metaData);
		MessageHeaders headers = this.converter.toSpringMessage(message).getHeaders();
		assertThat(headers).containsEntry(NatsHeaders.STREAM, "ORDERS")
			.containsEntry(NatsHeaders.CONSUMER, "fraud")
			.containsEntry(NatsHeaders.STREAM_SEQUENCE, 7L)
			.containsEntry(NatsHeaders.CONSUMER_SEQUENCE, 8L)
			.containsEntry(NatsHeaders.DELIVERY_ATTEMPT, 2L)
			.containsEntry(NatsHeaders.PENDING, 9L)
			.containsEntry(NatsHeaders.TIMESTAMP, Instant.EPOCH)
			.doesNotContainKey(NatsHeaders.REPLY_TO);
	}

	@Test
	void additionalHeadersWin() {
		Message message = NatsMessage.builder().subject("a").headers(new Headers().add("k", "wire")).build();
		MessageHeaders headers = this.converter.toSpringMessage(message, Map.of("k", "own", "n", 1)).getHeaders();
		assertThat(headers).containsEntry("k", "own").containsEntry("n", 1);
		assertThat(headers.get("k")).isEqualTo("own");
		assertThat(headers.get("n", Integer.class)).isEqualTo(1);
		assertThatIllegalArgumentException().isThrownBy(() -> headers.get("n", String.class));
	}

	@Test
	void namesAreShownAndValuesAreNot() {
		MessageHeaders headers = headers(new Headers().add("token", "secret"));
		assertThat(headers.toString()).contains("token").doesNotContain("secret");
	}

	@Test
	void springCopiesThem() {
		MessageHeaders headers = headers(new Headers().add("k", "v"));
		assertThat(new MessageHeaderAccessor(MessageBuilder.createMessage("x", headers)).getHeader("k")).isEqualTo("v");
		assertThat(MessageBuilder.withPayload("x").copyHeaders(headers).build().getHeaders()).containsEntry("k", "v")
			.containsEntry(NatsHeaders.SUBJECT, "a");
		assertThat(headers).isEqualTo(headers).hasSameHashCodeAs(headers).isNotEqualTo(headers(null));
	}

	private MessageHeaders headers(Headers headers) {
		Message message = NatsMessage.builder().subject("a").headers(headers).data("x").build();
		return this.converter.toSpringMessage(message).getHeaders();
	}

}
