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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.nats.client.Connection;
import io.nats.client.JetStreamOptions;
import io.nats.client.Message;
import io.nats.client.support.JsonParseException;
import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonValue;
import io.nats.client.support.JsonValueUtils;
import org.jspecify.annotations.Nullable;

/**
 * Asks the server why a publish found nobody: is there no stream for the subject, no
 * JetStream at all, or only no leader at the moment? Two calls of the JetStream API,
 * whose answers are read as JSON since the client's own management API cannot tell a
 * missing JetStream from a time-out.
 */
final class StreamLookup {

	private static final Duration MAX_TIMEOUT = Duration.ofSeconds(2);

	private static final Duration MIN_TIMEOUT = Duration.ofMillis(250);

	/** JSNotEnabledErr. */
	private static final int NOT_ENABLED = 10076;

	/** JSNotEnabledForAccountErr. */
	private static final int NOT_ENABLED_FOR_ACCOUNT = 10039;

	private final NativeClient client;

	private final String apiPrefix;

	StreamLookup(NativeClient client, @Nullable JetStreamOptions jetStreamOptions) {
		this.client = client;
		this.apiPrefix = ((jetStreamOptions != null) ? jetStreamOptions : JetStreamOptions.DEFAULT_JS_OPTIONS)
			.getPrefix();
	}

	/**
	 * Explains a try that got no answer from a stream.
	 * @param subject subject of the message
	 * @param outcome how the try ended
	 * @param timeLeft how long the answer is of use
	 * @return an outcome that is final when no stream can ever answer, otherwise one that
	 * allows another try
	 */
	PublishOutcome explain(String subject, PublishOutcome outcome, Duration timeLeft) {
		if (this.client.connection().getStatus() != Connection.Status.CONNECTED) {
			return undecided(subject, outcome);
		}
		Duration timeout = (timeLeft.compareTo(MAX_TIMEOUT) > 0) ? MAX_TIMEOUT
				: (timeLeft.compareTo(MIN_TIMEOUT) < 0) ? MIN_TIMEOUT : timeLeft;
		try {
			JsonValue names = call("STREAM.NAMES", "{\"subject\":" + quoted(subject) + "}", timeout);
			JsonValue error = JsonValueUtils.readValue(names, "error");
			if (error != null) {
				int code = JsonValueUtils.readInteger(error, "err_code", 0);
				return (code == NOT_ENABLED || code == NOT_ENABLED_FOR_ACCOUNT) ? unavailable(error)
						: undecided(subject, outcome);
			}
			if (JsonValueUtils.readValue(names, "total") == null
					|| !JsonValueUtils.readStringList(names, "streams").isEmpty()) {
				return undecided(subject, outcome);
			}
			return PublishOutcome.failed(noStream(subject, timeout));
		}
		catch (NoRespondersException ex) {
			if (outcome.kind() == PublishOutcome.Kind.NO_ANSWER) {
				// JetStream is away now, and may have stored the message before.
				return undecided(subject, outcome);
			}
			return PublishOutcome.failed(new JetStreamUnavailableException("JetStream does not answer on '"
					+ this.apiPrefix + "': it is switched off on the server (start it with -js), or the domain or "
					+ "prefix is wrong", ex));
		}
		catch (NatsException | JsonParseException ex) {
			// No answer, or no permission to ask: the publish itself is what counts.
			return undecided(subject, outcome);
		}
	}

	private static PublishOutcome unavailable(JsonValue error) {
		return PublishOutcome.failed(new JetStreamUnavailableException(
				"JetStream is not available: " + JsonValueUtils.readString(error, "description", "not enabled")
						+ "; enable it on the server and for the account",
				null));
	}

	private static PublishOutcome undecided(String subject, PublishOutcome outcome) {
		if (outcome.kind() != PublishOutcome.Kind.NO_RESPONDERS) {
			return PublishOutcome.unknown((outcome.failure() != null) ? outcome.failure()
					: new NatsClientException("no acknowledgement", null));
		}
		return new PublishOutcome(PublishOutcome.Kind.NOT_STORED, null,
				new PublishRejectedException(subject, 0,
						"the stream for this subject did not answer (503), it may have no leader at the moment",
						outcome.failure()));
	}

	private NoStreamException noStream(String subject, Duration timeout) {
		Map<String, List<String>> all = streams(timeout);
		if (all == null) {
			return new NoStreamException(subject);
		}
		return new NoStreamException(subject, all, NearestSubject.find(subject, NoStreamException.meant(all).values()));
	}

	private @Nullable Map<String, List<String>> streams(Duration timeout) {
		try {
			JsonValue answer = call("STREAM.LIST", "{}", timeout);
			if (JsonValueUtils.readValue(answer, "total") == null) {
				return null;
			}
			Map<String, List<String>> streams = new TreeMap<>();
			for (JsonValue stream : JsonValueUtils.readArray(answer, "streams")) {
				JsonValue config = JsonValueUtils.readValue(stream, "config");
				String name = JsonValueUtils.readString(config, "name");
				if (name != null) {
					streams.put(name, List.copyOf(JsonValueUtils.readStringList(config, "subjects")));
				}
			}
			return streams;
		}
		catch (NatsException | JsonParseException ex) {
			return null;
		}
	}

	private JsonValue call(String operation, String request, Duration timeout) throws JsonParseException {
		String subject = this.apiPrefix + operation;
		Message answer = this.client.request(subject, null, request.getBytes(StandardCharsets.UTF_8), timeout);
		return JsonParser.parse(answer.getData());
	}

	private static String quoted(String subject) {
		return '"' + subject.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

}
