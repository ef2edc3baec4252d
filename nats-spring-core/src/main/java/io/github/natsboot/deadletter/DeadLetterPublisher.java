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

package io.github.natsboot.deadletter;

import java.time.Clock;
import java.util.List;

import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.support.NatsHeaders;
import io.nats.client.Connection;
import io.nats.client.api.PublishAck;
import io.nats.client.api.ServerInfo;
import io.nats.client.impl.Headers;

/**
 * Stores dead letters. When {@link #publish(DeadLetter, String)} returns, the server has
 * acknowledged the dead letter; only then may the original be settled. Safe for
 * concurrent use.
 */
public final class DeadLetterPublisher {

	/**
	 * What is left out, in this order, of a dead letter that would be too large with it:
	 * the reason must not be what keeps a message from being stored. The message id,
	 * which tells stream, consumer and sequence as well, stays in any case.
	 */
	private static final List<String> EXPENDABLE = List.of(DeadLetterHeaders.STACK_TRACE,
			DeadLetterHeaders.EXCEPTION_MESSAGE, DeadLetterHeaders.MESSAGE_ID, DeadLetterHeaders.REPLAY_OF,
			DeadLetterHeaders.STORED_AT, DeadLetterHeaders.TIME, DeadLetterHeaders.LISTENER,
			DeadLetterHeaders.EXCEPTION, DeadLetterHeaders.DELIVERIES, DeadLetterHeaders.STREAM,
			DeadLetterHeaders.CONSUMER, DeadLetterHeaders.SEQUENCE, DeadLetterHeaders.SUBJECT, DeadLetterHeaders.REASON,
			DeadLetterHeaders.REPLAYS);

	private final Connection connection;

	private final JetStreamOperations jetStream;

	private final Clock clock;

	private final boolean stackTraces;

	/**
	 * Create the publisher.
	 * @param connection tells the server's largest payload
	 * @param jetStream publishes
	 * @param clock tells the time at which a message becomes a dead letter
	 * @param stackTraces whether dead letters tell the stack trace of the failure
	 */
	public DeadLetterPublisher(Connection connection, JetStreamOperations jetStream, Clock clock, boolean stackTraces) {
		this.connection = connection;
		this.jetStream = jetStream;
		this.clock = clock;
		this.stackTraces = stackTraces;
	}

	/**
	 * Store a dead letter and wait for the server's acknowledgement.
	 * @param deadLetter the dead letter
	 * @param subject the subject to publish to
	 * @return where it is stored
	 * @throws io.github.natsboot.core.NatsException when it is not known to be stored;
	 * the original must be kept
	 */
	public PublishAck publish(DeadLetter deadLetter, String subject) {
		byte[] body = deadLetter.message().getData();
		Headers headers = deadLetter.headers(this.clock.instant());
		String stackTrace = this.stackTraces ? deadLetter.stackTrace() : null;
		if (stackTrace != null) {
			headers.put(DeadLetterHeaders.STACK_TRACE, stackTrace);
		}
		String id = deadLetter.messageId();
		fit(headers, body.length + NatsHeaders.MESSAGE_ID.length() + id.length() + 4);
		return this.jetStream.message(body).subject(subject).id(id).headers(headers).publish();
	}

	private void fit(Headers headers, int otherSize) {
		ServerInfo server = this.connection.getServerInfo();
		if (server == null) {
			return;
		}
		long room = server.getMaxPayload() - otherSize;
		for (String name : EXPENDABLE) {
			if (headers.serializedLength() <= room) {
				return;
			}
			headers.remove(name);
		}
	}

}
