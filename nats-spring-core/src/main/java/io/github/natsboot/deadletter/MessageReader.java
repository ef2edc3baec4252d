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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.ApiResponse;
import io.nats.client.support.Encoding;
import io.nats.client.support.JsonValue;
import io.nats.client.support.JsonValueUtils;
import org.jspecify.annotations.Nullable;

/**
 * Gets messages one by one, payloads included. Works where the server does not allow a
 * consumer. The headers come as a part of the body, so those that the client cannot read
 * do not cut its connection. Safe for concurrent use.
 */
final class MessageReader {

	private static final int MESSAGE_NOT_FOUND = 10037;

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final Connection connection;

	private final String requestPrefix;

	/**
	 * Create the reader.
	 * @param apiPrefix what the subjects of the JetStream API begin with, ending in a dot
	 */
	MessageReader(Connection connection, String apiPrefix) {
		this.connection = connection;
		this.requestPrefix = apiPrefix + "STREAM.MSG.GET.";
	}

	/**
	 * Get one message.
	 * @return the message, or {@code null} if there is none of that number
	 */
	@Nullable StoredMessage get(String stream, long sequence) throws InterruptedException {
		return request(stream, "{\"seq\":" + sequence + "}");
	}

	/**
	 * Get the next message.
	 * @param subject the subjects, or {@code null} for all
	 * @param after the number behind which to look for it
	 * @return the message, or {@code null} if there is no more
	 */
	@Nullable StoredMessage next(String stream, @Nullable String subject, long after) throws InterruptedException {
		return request(stream, "{\"seq\":" + (after + 1) + ",\"next_by_subj\":\""
				+ Encoding.jsonEncode((subject != null) ? subject : ">") + "\"}");
	}

	private @Nullable StoredMessage request(String stream, String body) throws InterruptedException {
		try {
			Message answer = this.connection.request(this.requestPrefix + stream, body.getBytes(StandardCharsets.UTF_8),
					PATIENCE);
			if (answer == null || answer.isStatusMessage()) {
				throw new IOException("No answer in " + PATIENCE.toSeconds() + " s");
			}
			return new Answer(answer).throwOnHasError().message();
		}
		catch (JetStreamApiException ex) {
			if (ex.getApiErrorCode() == MESSAGE_NOT_FOUND) {
				return null;
			}
			throw DeadLetterStore.failure("Cannot read stream '" + stream + "'", stream, ex);
		}
		catch (IOException | RuntimeException ex) {
			throw DeadLetterStore.failure("Cannot read stream '" + stream + "'", stream, ex);
		}
	}

	/**
	 * What the server answers.
	 */
	private static final class Answer extends ApiResponse<Answer> {

		Answer(Message message) {
			super(message);
		}

		@Nullable StoredMessage message() throws IOException {
			JsonValue message = JsonValueUtils.readObject(this.jv, "message");
			String subject = JsonValueUtils.readString(message, "subject");
			ZonedDateTime time = JsonValueUtils.readDate(message, "time");
			if (subject == null || time == null) {
				throw new IOException("The answer is no message");
			}
			byte[] payload = JsonValueUtils.readBase64(message, "data");
			return StoredMessage.of(JsonValueUtils.readLong(message, "seq", 0), subject, time.toInstant(),
					(payload != null) ? payload.length : 0, JsonValueUtils.readBase64(message, "hdrs"));
		}

	}

}
