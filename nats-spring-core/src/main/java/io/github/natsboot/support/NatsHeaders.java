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

/**
 * Names of headers, in two groups. Those that begin with {@code nats_} exist in Spring
 * messages only and are read with {@code @Header(NatsHeaders.SUBJECT)}; they never
 * travel. The others are names on the wire, fixed by the NATS server or its ADRs.
 *
 * @since 0.1.0
 */
public final class NatsHeaders {

	/**
	 * Prefix of all names that exist in Spring messages only.
	 */
	public static final String PREFIX = "nats_";

	/**
	 * Subject the message arrived on, a {@code String}.
	 */
	public static final String SUBJECT = PREFIX + "subject";

	/**
	 * Subject a reply is expected on, a {@code String}; absent without one and for
	 * JetStream messages, whose reply subject belongs to the acknowledgement.
	 */
	public static final String REPLY_TO = PREFIX + "replyTo";

	/**
	 * Name of the stream, a {@code String}; JetStream messages only.
	 */
	public static final String STREAM = PREFIX + "stream";

	/**
	 * Name of the consumer, a {@code String}; JetStream messages only.
	 */
	public static final String CONSUMER = PREFIX + "consumer";

	/**
	 * Sequence of the message in its stream, a {@code Long} from 1; JetStream messages
	 * only.
	 */
	public static final String STREAM_SEQUENCE = PREFIX + "streamSequence";

	/**
	 * Sequence of the delivery to the consumer, a {@code Long} from 1; JetStream messages
	 * only.
	 */
	public static final String CONSUMER_SEQUENCE = PREFIX + "consumerSequence";

	/**
	 * How often the server has delivered this message to this consumer, a {@code Long}; 1
	 * is the first delivery. JetStream messages only.
	 */
	public static final String DELIVERY_ATTEMPT = PREFIX + "deliveryAttempt";

	/**
	 * When the stream stored the message, a {@link java.time.Instant}; JetStream messages
	 * only.
	 */
	public static final String TIMESTAMP = PREFIX + "timestamp";

	/**
	 * How many messages the consumer still had to deliver when it delivered this one, a
	 * {@code Long}; JetStream messages only.
	 */
	public static final String PENDING = PREFIX + "pending";

	/**
	 * Key of an entry in a key-value bucket, a {@code String}; messages of a bucket's
	 * stream only, as all that follow.
	 */
	public static final String KEY = PREFIX + "key";

	/**
	 * Name of the key-value bucket that an entry is in, a {@code String}.
	 */
	public static final String BUCKET = PREFIX + "bucket";

	/**
	 * What was done with the key, an {@link io.nats.client.api.KeyValueOperation}.
	 */
	public static final String OPERATION = PREFIX + "operation";

	/**
	 * The {@link io.nats.client.Message} itself.
	 */
	public static final String NATIVE_MESSAGE = PREFIX + "nativeMessage";

	/**
	 * Wire: media type of the body. Written only when the body is neither bytes, text nor
	 * JSON.
	 */
	public static final String CONTENT_TYPE = "Content-Type";

	/**
	 * Wire: what the server's control headers begin with; refused as header of an
	 * application.
	 */
	public static final String CONTROL_PREFIX = "Nats-";

	/**
	 * Wire: id by which a stream recognises a repeated publish within its duplicate
	 * window (2 minutes by default).
	 */
	public static final String MESSAGE_ID = "Nats-Msg-Id";

	/**
	 * Wire: the stream that must be the one to store the message.
	 */
	public static final String EXPECTED_STREAM = "Nats-Expected-Stream";

	/**
	 * Wire: the sequence that must be the last of the stream.
	 */
	public static final String EXPECTED_LAST_SEQUENCE = "Nats-Expected-Last-Sequence";

	/**
	 * Wire: the sequence that must be the last of the message's subject; 0 means no
	 * message.
	 */
	public static final String EXPECTED_LAST_SUBJECT_SEQUENCE = "Nats-Expected-Last-Subject-Sequence";

	/**
	 * Wire: the subject pattern that {@link #EXPECTED_LAST_SUBJECT_SEQUENCE} looks at
	 * instead of the message's subject (server 2.12 or newer).
	 */
	public static final String EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT = "Nats-Expected-Last-Subject-Sequence-Subject";

	/**
	 * Wire: the message id that must be the last of the stream.
	 */
	public static final String EXPECTED_LAST_MESSAGE_ID = "Nats-Expected-Last-Msg-Id";

	/**
	 * Wire: how long the message lives (ADR-43, server 2.11 or newer).
	 */
	public static final String TIME_TO_LIVE = "Nats-TTL";

	/**
	 * Wire: when the message is delivered (ADR-51, server 2.12 or newer).
	 */
	public static final String SCHEDULE = "Nats-Schedule";

	/**
	 * Wire: the subject a scheduled message is delivered to.
	 */
	public static final String SCHEDULE_TARGET = "Nats-Schedule-Target";

	/**
	 * Wire: how long a scheduled message lives once it is delivered.
	 */
	public static final String SCHEDULE_TIME_TO_LIVE = "Nats-Schedule-TTL";

	/**
	 * Wire: name of the time zone of a cron schedule.
	 */
	public static final String SCHEDULE_TIME_ZONE = "Nats-Schedule-Time-Zone";

	/**
	 * Wire: on a message that a schedule delivered, the subject that holds the schedule.
	 */
	public static final String SCHEDULER = "Nats-Scheduler";

	/**
	 * Wire: the batch a message belongs to (ADR-50, server 2.12 or newer).
	 */
	public static final String BATCH_ID = "Nats-Batch-Id";

	/**
	 * Wire: place of a message in its batch, from 1.
	 */
	public static final String BATCH_SEQUENCE = "Nats-Batch-Sequence";

	/**
	 * Wire: on the last message of a batch, that the batch is to be stored.
	 */
	public static final String BATCH_COMMIT = "Nats-Batch-Commit";

	/**
	 * Wire: text of the error a responder answers with (ADR-32).
	 */
	public static final String SERVICE_ERROR = "Nats-Service-Error";

	/**
	 * Wire: code of the error a responder answers with, a number in most services
	 * (ADR-32).
	 */
	public static final String SERVICE_ERROR_CODE = "Nats-Service-Error-Code";

	private NatsHeaders() {
	}

}
