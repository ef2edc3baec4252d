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

package io.github.natsboot.provisioning;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.core.JetStreamUnavailableException;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the server's API, whose failures say what to do.
 */
final class StreamApi {

	private static final int STREAM_NOT_FOUND = 10059;

	private static final int SUBJECTS_OVERLAP = 10065;

	/**
	 * Also said when the last stream was removed a moment ago: the server cleans up its
	 * directory behind the answer (seen with 2.15.1).
	 */
	private static final int STORE_NOT_CREATED = 10049;

	private static final int ATTEMPTS = 5;

	private static final long PAUSE_MILLIS = 50;

	private final JetStreamManagement management;

	StreamApi(JetStreamManagement management) {
		this.management = management;
	}

	@Nullable StreamInfo find(String name) {
		return call(name, "the server refused it", () -> {
			try {
				return this.management.getStreamInfo(name);
			}
			catch (JetStreamApiException ex) {
				if (ex.getApiErrorCode() == STREAM_NOT_FOUND) {
					return null;
				}
				throw ex;
			}
		});
	}

	List<String> capturing(String subject) {
		List<String> names = call("of " + subject, "the server refused it",
				() -> this.management.getStreamNames(subject));
		return (names != null) ? names : List.of();
	}

	void add(StreamConfiguration stream) {
		call(stream.getName(), "the server refused it", () -> {
			for (int attempt = 1;; attempt++) {
				try {
					return this.management.addStream(stream);
				}
				catch (JetStreamApiException ex) {
					if (ex.getApiErrorCode() != STORE_NOT_CREATED || attempt == ATTEMPTS || !pause()) {
						throw ex;
					}
				}
			}
		});
	}

	private static boolean pause() {
		try {
			TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	void update(StreamConfiguration stream, String changes) {
		call(stream.getName(), "the server refused to change it (" + changes + "), and nothing of it was changed",
				() -> this.management.updateStream(stream));
	}

	private <T> @Nullable T call(String stream, String refusal, Call<T> call) {
		try {
			return call.make();
		}
		catch (IOException ex) {
			throw new JetStreamUnavailableException(
					"Stream '" + stream + "': the server does not answer the JetStream API. Is JetStream enabled on "
							+ "the server (nats-server -js) and for the account?",
					ex);
		}
		catch (JetStreamApiException ex) {
			String problem = refusal + ": " + ex.getErrorDescription() + " [" + ex.getApiErrorCode() + "]";
			if (ex.getApiErrorCode() == SUBJECTS_OVERLAP) {
				problem += ". No two streams may capture the same subject: see which one does with "
						+ "`nats stream ls --subject`";
			}
			throw new ProvisioningException(stream, problem, ex);
		}
	}

	/**
	 * A call of the server's API.
	 */
	@FunctionalInterface
	private interface Call<T> {

		@Nullable T make() throws IOException, JetStreamApiException;

	}

}
