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

import java.util.Locale;

import io.nats.client.support.Status;

/**
 * What a status message of the server says about a request for messages (NATS ADR-13 and
 * ADR-37).
 */
enum PullStatus {

	/**
	 * The consumer is there and has nothing to send at the moment.
	 */
	HEARTBEAT,

	/**
	 * The request has ended as requests do.
	 */
	ENDED,

	/**
	 * There is nobody to answer at the moment.
	 */
	UNAVAILABLE,

	/**
	 * The server does not take the request as it is, so it will hardly take the next.
	 */
	REFUSED,

	/**
	 * The consumer is gone, or cannot be asked at all.
	 */
	LOST;

	static PullStatus of(Status status) {
		if (status.isHeartbeat()) {
			return HEARTBEAT;
		}
		return switch (status.getCode()) {
			case 404, 408 -> ENDED;
			case 503 -> UNAVAILABLE;
			case 409 -> ofConflict(String.valueOf(status.getMessage()).toLowerCase(Locale.ROOT));
			default -> REFUSED;
		};
	}

	private static PullStatus ofConflict(String text) {
		if (text.startsWith("consumer deleted") || text.contains("push based")) {
			return LOST;
		}
		if (text.contains("leadership change") || text.contains("server shutdown")) {
			return UNAVAILABLE;
		}
		return (text.startsWith("batch completed") || text.startsWith("message size exceeds")) ? ENDED : REFUSED;
	}

}
