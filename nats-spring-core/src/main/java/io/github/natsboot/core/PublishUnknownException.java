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

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a JetStream publish is unknown: no acknowledgement came within the time
 * for retries. The message may be stored or not. Publishing it once more with the same id
 * within the stream's duplicate window (2 minutes by default) stores it at most once. Of
 * a batch the subject and the id are those of its first message.
 *
 * @since 0.1.0
 */
public class PublishUnknownException extends PublishException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final @Nullable String messageId;

	/**
	 * Creates the exception.
	 * @param subject subject of the message
	 * @param messageId id of the message, or {@code null} when it had none
	 * @param reason why it is unknown
	 * @param cause the last failure, or {@code null}
	 */
	public PublishUnknownException(String subject, @Nullable String messageId, String reason,
			@Nullable Throwable cause) {
		super("The outcome of publishing to subject '" + subject + "' is unknown: " + reason
				+ ((messageId != null) ? "; publish it again with id '" + messageId + "' to have it stored once"
						: "; it had no message id, so that publishing it again may store it twice"),
				subject, cause);
		this.messageId = messageId;
	}

	private PublishUnknownException(String message, OutboundMessage first, @Nullable Throwable cause) {
		super(message, first.subject(), cause);
		this.messageId = first.id();
	}

	static PublishUnknownException ofBatch(int size, OutboundMessage first, @Nullable NatsException cause) {
		return new PublishUnknownException("The outcome of publishing a batch of " + size
				+ " messages, the first to subject '" + first.subject() + "', is unknown: "
				+ ((cause != null) ? cause.getMessage() : "no acknowledgement")
				+ "; all of them are stored, or none. Publish it again with the same message ids: if it is rejected "
				+ "with error 10201, it was stored before", first, cause);
	}

	/**
	 * Returns the id to publish the message again with.
	 * @return the id, or {@code null} when the message had none
	 */
	public @Nullable String getMessageId() {
		return this.messageId;
	}

}
