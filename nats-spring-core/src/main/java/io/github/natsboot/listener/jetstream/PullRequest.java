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

package io.github.natsboot.listener.jetstream;

import io.nats.client.Message;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A request for messages, as the last token of the subject names it that the server
 * answers to.
 *
 * @param number the number of the request, counted by its consumer's listener
 * @param count how many messages were asked for
 */
record PullRequest(long number, int count) {

	private static final String PENDING_MESSAGES = "Nats-Pending-Messages";

	/**
	 * Find the request that a status message is about.
	 * @param subject the subject of the status message
	 * @return the request, or {@code null} if the subject names none
	 */
	static @Nullable PullRequest of(String subject) {
		int dot = subject.lastIndexOf('.');
		int dash = subject.lastIndexOf('-');
		if (dash < dot) {
			return null;
		}
		try {
			return new PullRequest(Long.parseLong(subject.substring(dot + 1, dash)),
					Integer.parseInt(subject.substring(dash + 1)));
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	String token() {
		return this.number + "-" + this.count;
	}

	/**
	 * How many of the messages will not come, now that the request has ended.
	 * @param status the status message that ended it
	 * @return what the server says, else all that were asked for
	 */
	int missing(Message status) {
		Headers headers = status.getHeaders();
		String pending = (headers != null) ? headers.getFirst(PENDING_MESSAGES) : null;
		try {
			return (pending != null) ? Integer.parseInt(pending) : this.count;
		}
		catch (NumberFormatException ex) {
			return this.count;
		}
	}

}
