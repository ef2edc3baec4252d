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

import java.time.Instant;
import java.util.Objects;

import io.nats.client.api.MessageInfo;
import io.nats.client.impl.NatsJetStreamMetaData;
import io.nats.client.impl.NatsMessage;

/**
 * A message that was fetched from its stream, as it was delivered the last time. Its
 * reply subject (NATS ADR-15) names the same stream, consumer, sequence and time as that
 * of the delivery, so its dead letter has the same id, and an acknowledgement means the
 * same message.
 */
final class RescuedMessage extends NatsMessage {

	RescuedMessage(MessageInfo stored, String stream, String consumer, long deliveries) {
		super(stored.getSubject(), replyTo(stored, stream, consumer, deliveries), stored.getHeaders(),
				stored.getData());
	}

	private static String replyTo(MessageInfo stored, String stream, String consumer, long deliveries) {
		Instant time = Objects.requireNonNull(stored.getTime(), "a stored message has a time").toInstant();
		return "$JS.ACK." + stream + "." + consumer + "." + deliveries + "." + stored.getSeq() + ".0."
				+ (time.getEpochSecond() * 1_000_000_000L + time.getNano()) + ".0";
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
