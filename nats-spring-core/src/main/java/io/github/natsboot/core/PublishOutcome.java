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

import java.io.IOException;

import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import org.jspecify.annotations.Nullable;

/**
 * How one try to publish into a stream ended.
 *
 * @param kind what it means for the message
 * @param ack the acknowledgement, {@code null} unless the kind is {@link Kind#STORED}
 * @param failure why not, {@code null} if the kind is {@link Kind#STORED}; for
 * {@link Kind#NOT_STORED} what is thrown when all tries end so
 */
record PublishOutcome(Kind kind, @Nullable PublishAck ack, @Nullable NatsException failure) {

	/** JSClusterNotAvailErr. */
	private static final int CLUSTER_NOT_AVAILABLE = 10008;

	/** JSClusterNotLeaderErr. */
	private static final int NOT_LEADER = 10009;

	/** JSStreamStoreFailedF: a definite failure, or the Raft group lost its leader. */
	private static final int STORE_FAILED = 10077;

	/** JSStreamDuplicateMessageConflict: an earlier try with this id is being stored. */
	private static final int DUPLICATE_IN_PROCESS = 10158;

	/** JSStreamExpectedLastSeqPerSubjectNotReady. */
	private static final int EXPECTATION_NOT_READY = 10163;

	/** JSStreamTooManyRequests: the stream's queue was full, the message was dropped. */
	private static final int TOO_MANY_REQUESTS = 10167;

	/**
	 * Reads an answer.
	 * @param subject subject of the message
	 * @param answer what came back
	 * @return the outcome
	 */
	static PublishOutcome of(String subject, Message answer) {
		if (answer.isStatusMessage()) {
			return unknown(new NatsClientException("The answer to publishing to subject '" + subject + "' has status "
					+ answer.getStatus().getMessageWithCode(), null));
		}
		try {
			return new PublishOutcome(Kind.STORED, new PublishAck(answer), null);
		}
		catch (JetStreamApiException ex) {
			return of(subject, ex);
		}
		catch (IOException | RuntimeException ex) {
			// A service that subscribes to the same subject may have answered first.
			return unknown(new NatsClientException("The answer to publishing to subject '" + subject
					+ "' is no acknowledgement: does a service answer on this subject too?", ex));
		}
	}

	private static PublishOutcome of(String subject, JetStreamApiException answer) {
		int code = answer.getApiErrorCode();
		String description = String.valueOf(answer.getErrorDescription());
		if (code <= 0) {
			// Not from JetStream: the client makes such an error of what it cannot parse.
			return unknown(new NatsClientException("The answer to publishing to subject '" + subject
					+ "' is no acknowledgement: does a service answer on this subject too?", answer));
		}
		PublishRejectedException rejected = new PublishRejectedException(subject, code, description, answer);
		return switch (code) {
			case CLUSTER_NOT_AVAILABLE, NOT_LEADER, EXPECTATION_NOT_READY, TOO_MANY_REQUESTS ->
				new PublishOutcome(Kind.NOT_STORED, null, rejected);
			case DUPLICATE_IN_PROCESS -> unknown(rejected);
			case STORE_FAILED -> description.startsWith("raft") ? unknown(rejected) : failed(rejected);
			default -> failed(rejected);
		};
	}

	/**
	 * Reads the failure of a try.
	 * @param failure the failure
	 * @param sent whether the message may have left the client
	 * @return the outcome
	 */
	static PublishOutcome of(NatsException failure, boolean sent) {
		if (failure instanceof NoRespondersException) {
			return new PublishOutcome(Kind.NO_RESPONDERS, null, failure);
		}
		if (failure instanceof RequestTimeoutException) {
			return new PublishOutcome(Kind.NO_ANSWER, null, failure);
		}
		if (failure instanceof OutboundBufferFullException) {
			return new PublishOutcome(Kind.NOT_STORED, null, failure);
		}
		return sent ? new PublishOutcome(Kind.LOST, null, failure) : failed(failure);
	}

	static PublishOutcome unknown(NatsException failure) {
		return new PublishOutcome(Kind.UNKNOWN, null, failure);
	}

	static PublishOutcome failed(NatsException failure) {
		return new PublishOutcome(Kind.FAILED, null, failure);
	}

	/**
	 * What an outcome means for the message.
	 */
	enum Kind {

		/** It is stored. */
		STORED,

		/** It is not stored and will not be: do not try again. */
		FAILED,

		/** It is not stored, but may be at the next try. */
		NOT_STORED,

		/** It is not stored, as nobody listened: find out why. */
		NO_RESPONDERS,

		/** It may be stored: no answer came in time. Find out why. */
		NO_ANSWER,

		/** It may be stored: try again with the same id. */
		UNKNOWN,

		/** It may be stored, and there is no way to try again. */
		LOST

	}

}
