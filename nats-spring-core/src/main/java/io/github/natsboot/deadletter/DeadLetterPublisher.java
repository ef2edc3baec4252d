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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.PayloadTooLargeException;
import io.github.natsboot.core.PublishRejectedException;
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

	private static final String ORIGINAL_STACK_TRACE = DeadLetterHeaders.ORIGINAL_PREFIX + "Stack-Trace";

	private static final String ORIGINAL_EXCEPTION_MESSAGE = DeadLetterHeaders.ORIGINAL_PREFIX + "Exception-Message";

	/**
	 * What is left out, in this order, of a dead letter that would be too large with it:
	 * the reason must not be what keeps a message from being stored. The message id,
	 * which tells stream, consumer and sequence as well, stays in any case.
	 */
	private static final List<String> EXPENDABLE = List.of(ORIGINAL_STACK_TRACE, DeadLetterHeaders.STACK_TRACE,
			ORIGINAL_EXCEPTION_MESSAGE, DeadLetterHeaders.EXCEPTION_MESSAGE, DeadLetterHeaders.MESSAGE_ID,
			DeadLetterHeaders.REPLAY_OF, DeadLetterHeaders.STORED_AT, DeadLetterHeaders.TIME,
			DeadLetterHeaders.LISTENER, DeadLetterHeaders.EXCEPTION, DeadLetterHeaders.DELIVERIES,
			DeadLetterHeaders.STREAM, DeadLetterHeaders.CONSUMER, DeadLetterHeaders.SEQUENCE, DeadLetterHeaders.REASON,
			DeadLetterHeaders.SUBJECT, DeadLetterHeaders.REPLAYS);

	/**
	 * The server counts the length of stored headers in 16 bits, and refuses longer ones
	 * with error 10097.
	 */
	private static final int LARGEST_HEADERS = 65_535;

	/**
	 * JSStreamMessageExceedsMaximumErr and JSStreamHeaderExceedsMaximumErr.
	 */
	private static final Set<Integer> TOO_LARGE = Set.of(10054, 10097);

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
		long room = room(body, id);
		while (headers.serializedLength() > room && leaveOut(headers)) {
			// Until it fits.
		}
		while (true) {
			try {
				return publish(body, headers, subject, id);
			}
			catch (PublishRejectedException ex) {
				// The stream takes less than the server, and does not say how much.
				if (!TOO_LARGE.contains(ex.getCode()) || !leaveOut(headers)) {
					throw ex;
				}
			}
			catch (PayloadTooLargeException ex) {
				// Whoever observes the publish adds headers, such as those of a trace.
				if (!leaveOut(headers)) {
					throw ex;
				}
			}
		}
	}

	private PublishAck publish(byte[] body, Headers headers, String subject, String id) {
		return this.jetStream.message(body).subject(subject).id(id).headers(headers).publish();
	}

	/**
	 * How many bytes of headers the server takes beside the body and the id.
	 */
	private long room(byte[] body, String id) {
		ServerInfo server = this.connection.getServerInfo();
		long payload = (server != null) ? server.getMaxPayload() - body.length : LARGEST_HEADERS;
		return Math.min(payload, LARGEST_HEADERS) - NatsHeaders.MESSAGE_ID.length() - id.length() - 4;
	}

	/**
	 * Leave out what can be missed most.
	 * @return whether there was anything left
	 */
	private static boolean leaveOut(Headers headers) {
		for (String name : EXPENDABLE) {
			if (headers.containsKey(name)) {
				headers.remove(name);
				return true;
			}
		}
		// Without these the original can be put back only where it is no dead letter.
		Optional<String> longest = headers.keySet()
			.stream()
			.filter((name) -> name.startsWith(DeadLetterHeaders.ORIGINAL_PREFIX))
			.max(Comparator.comparingInt(String::length));
		longest.ifPresent(headers::remove);
		return longest.isPresent();
	}

}
