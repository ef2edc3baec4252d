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
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;

/**
 * Stores dead letters. When {@link #publish(DeadLetter, String)} returns, the server has
 * acknowledged the dead letter; only then may the original be settled. Safe for
 * concurrent use.
 */
public final class DeadLetterPublisher {

	private static final String ORIGINAL_STACK_TRACE = DeadLetterHeaders.ORIGINAL_PREFIX + "Stack-Trace";

	private static final String ORIGINAL_EXCEPTION_MESSAGE = DeadLetterHeaders.ORIGINAL_PREFIX + "Exception-Message";

	/**
	 * What is left out, in this order, of a dead letter that would be too large with it:
	 * the reason must not be what keeps a message from being stored. The message id,
	 * which tells stream, consumer and sequence as well, stays in any case. Without its
	 * own headers an original that is a dead letter can be put back only where it is
	 * none.
	 */
	private static final ExpendableHeaders EXPENDABLE = new ExpendableHeaders(List.of(ORIGINAL_STACK_TRACE,
			DeadLetterHeaders.STACK_TRACE, ORIGINAL_EXCEPTION_MESSAGE, DeadLetterHeaders.EXCEPTION_MESSAGE,
			DeadLetterHeaders.MESSAGE_ID, DeadLetterHeaders.REPLAY_OF, DeadLetterHeaders.STORED_AT,
			DeadLetterHeaders.TIME, DeadLetterHeaders.LISTENER, DeadLetterHeaders.EXCEPTION,
			DeadLetterHeaders.DELIVERIES, DeadLetterHeaders.STREAM, DeadLetterHeaders.CONSUMER,
			DeadLetterHeaders.SEQUENCE, DeadLetterHeaders.REASON, DeadLetterHeaders.SUBJECT, DeadLetterHeaders.REPLAYS),
			DeadLetterHeaders.ORIGINAL_PREFIX);

	private final JetStreamOperations jetStream;

	private final Clock clock;

	private final boolean stackTraces;

	/**
	 * Create the publisher.
	 * @param jetStream publishes
	 * @param clock tells the time at which a message becomes a dead letter
	 * @param stackTraces whether dead letters tell the stack trace of the failure
	 */
	public DeadLetterPublisher(JetStreamOperations jetStream, Clock clock, boolean stackTraces) {
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
		return EXPENDABLE.publish(headers,
				(fitting) -> this.jetStream.message(body).subject(subject).id(id).headers(fitting).publish());
	}

}
