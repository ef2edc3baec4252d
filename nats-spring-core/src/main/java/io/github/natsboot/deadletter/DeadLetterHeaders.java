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

/**
 * Names of the headers that a dead letter carries besides the original ones. They are a
 * contract: names and meanings stay. All values are US-ASCII.
 */
public final class DeadLetterHeaders {

	/**
	 * What all names begin with.
	 */
	public static final String PREFIX = "Nats-Dlq-";

	/**
	 * What the names of a dead letter's own headers begin with on the dead letter that it
	 * became itself, in a listener on dead letters. What follows is the name without
	 * {@link #PREFIX}. A replay puts them back.
	 */
	public static final String ORIGINAL_PREFIX = PREFIX + "Original-";

	/**
	 * Subject that the original message was published to, unless it has characters
	 * outside US-ASCII, which headers cannot carry.
	 */
	public static final String SUBJECT = PREFIX + "Subject";

	/**
	 * Stream that holds, or held, the original message.
	 */
	public static final String STREAM = PREFIX + "Stream";

	/**
	 * Durable consumer that could not work on it.
	 */
	public static final String CONSUMER = PREFIX + "Consumer";

	/**
	 * Sequence number of the original message in its stream.
	 */
	public static final String SEQUENCE = PREFIX + "Sequence";

	/**
	 * How often the server delivered the message, the first time included.
	 */
	public static final String DELIVERIES = PREFIX + "Deliveries";

	/**
	 * When the original message was stored, as an ISO 8601 instant.
	 */
	public static final String STORED_AT = PREFIX + "Stored-At";

	/**
	 * When the message became a dead letter, as an ISO 8601 instant.
	 */
	public static final String TIME = PREFIX + "Time";

	/**
	 * {@code Nats-Msg-Id} of the original message, if it had one. On a message that was
	 * replayed, that of the message before its first replay.
	 */
	public static final String MESSAGE_ID = PREFIX + "Message-Id";

	/**
	 * Id of the listener that could not work on it.
	 */
	public static final String LISTENER = PREFIX + "Listener";

	/**
	 * Why it became a dead letter: the code of a {@link DeadLetterReason}.
	 */
	public static final String REASON = PREFIX + "Reason";

	/**
	 * Class of the last failure, if one was seen.
	 */
	public static final String EXCEPTION = PREFIX + "Exception";

	/**
	 * Text of the last failure, shortened to 256 characters, with everything replaced
	 * that is not printable US-ASCII.
	 */
	public static final String EXCEPTION_MESSAGE = PREFIX + "Exception-Message";

	/**
	 * Stack trace of the last failure, only where it is asked for: its frames separated
	 * by {@code |}, shortened to 4,096 characters.
	 */
	public static final String STACK_TRACE = PREFIX + "Stack-Trace";

	/**
	 * How often the message has been replayed. On a message that was replayed, and on the
	 * dead letter that it becomes again.
	 */
	public static final String REPLAYS = PREFIX + "Replays";

	/**
	 * Id of the dead letter that the message was replayed from. On a message that was
	 * replayed, and on the dead letter that it becomes again.
	 */
	public static final String REPLAY_OF = PREFIX + "Replay-Of";

	private DeadLetterHeaders() {
	}

}
