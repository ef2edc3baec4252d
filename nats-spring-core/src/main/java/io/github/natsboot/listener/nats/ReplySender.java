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

package io.github.natsboot.listener.nats;

import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.listener.ErrorReplyException;
import io.github.natsboot.listener.UnreadableMessageException;
import io.github.natsboot.support.EncodedPayload;
import io.github.natsboot.support.NatsHeaders;
import io.github.natsboot.support.NatsMessageConverter;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a listener returned, or that it failed.
 */
final class ReplySender {

	private static final int UNREADABLE = 400;

	private static final int FAILED = 500;

	private final Connection connection;

	private final NatsMessageConverter converter;

	private final NatsOperations nats;

	private final ReplySubjects subjects;

	private final @Nullable String sendTo;

	ReplySender(Connection connection, NatsMessageConverter converter, NatsOperations nats, ReplySubjects subjects,
			@Nullable String sendTo) {
		this.connection = connection;
		this.converter = converter;
		this.nats = nats;
		this.subjects = subjects;
		this.sendTo = sendTo;
	}

	/**
	 * Send the value to where the request wants its reply, else to the fixed subject.
	 */
	void reply(Message request, @Nullable Object value) {
		String replyTo = request.getReplyTo();
		if (replyTo == null) {
			if (this.sendTo != null && value != null) {
				this.nats.publish(this.sendTo, value);
			}
			return;
		}
		if (this.subjects.isAllowed(request, replyTo)) {
			EncodedPayload encoded = this.converter.encode(value);
			Headers headers = null;
			if (encoded.contentType() != null) {
				headers = new Headers().put(NatsHeaders.CONTENT_TYPE, encoded.contentType());
			}
			this.connection.publish(replyTo, headers, encoded.body());
		}
	}

	/**
	 * Tell a requester that there will be no value. The text is the failure's class,
	 * unless the failure is meant to be told: what an exception says is for the log of
	 * this side.
	 */
	void replyError(Message request, Throwable failure) {
		String replyTo = request.getReplyTo();
		if (replyTo == null || !this.subjects.isAllowed(request, replyTo)) {
			return;
		}
		if (failure instanceof ErrorReplyException meant) {
			replyError(replyTo, meant.getCode(), meant.getText());
		}
		else if (failure instanceof UnreadableMessageException) {
			replyError(replyTo, UNREADABLE, "The request could not be read");
		}
		else {
			replyError(replyTo, FAILED, failure.getClass().getSimpleName());
		}
	}

	private void replyError(String replyTo, int code, String text) {
		Headers headers = new Headers();
		headers.put(NatsHeaders.SERVICE_ERROR, text);
		headers.put(NatsHeaders.SERVICE_ERROR_CODE, Integer.toString(code));
		this.connection.publish(replyTo, headers, null);
	}

}
