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

import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsJetStreamMetaData;
import io.nats.client.impl.NatsMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RepeatedMessage}.
 */
class RepeatedMessageTests {

	@ParameterizedTest
	@ValueSource(strings = { "$JS.ACK.ORDERS.fraud.3.17.29.1767225600000000000.5",
			"$JS.ACK.hub.ACCOUNT.ORDERS.fraud.3.17.29.1767225600000000000.5.random" })
	void onlyTheNumberOfDeliveriesIsAnother(String replyTo) {
		Message original = new Original(replyTo);
		RepeatedMessage repeated = new RepeatedMessage(original, 2);
		assertThat(repeated.getSubject()).isEqualTo("order.created");
		assertThat(repeated.getReplyTo()).isEqualTo(replyTo);
		assertThat(repeated.getData()).isSameAs(original.getData());
		assertThat(repeated.getHeaders()).isSameAs(original.getHeaders());
		assertThat(repeated.isJetStream()).isTrue();
		NatsJetStreamMetaData metaData = repeated.metaData();
		assertThat(metaData.deliveredCount()).isEqualTo(5);
		assertThat(metaData).usingRecursiveComparison().ignoringFields("delivered").isEqualTo(original.metaData());
	}

	private static final class Original extends NatsMessage {

		Original(String replyTo) {
			super("order.created", replyTo, new Headers().put("tenant", "acme"), new byte[] { 'x' });
		}

		@Override
		public boolean isJetStream() {
			return true;
		}

		@Override
		public NatsJetStreamMetaData metaData() {
			return new NatsJetStreamMetaData(this);
		}

	}

}
