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

import java.util.List;

import io.github.natsboot.support.NatsHeaders;
import io.nats.client.Connection;
import io.nats.client.impl.Headers;

/**
 * Which headers only newer servers understand, whoever set them.
 */
final class HeaderFeatures {

	private HeaderFeatures() {
	}

	/**
	 * Refuses headers that the server would pass over.
	 * @param headers headers of a message
	 * @param connection the connection it goes over
	 * @throws UnsupportedByServerException when the server is too old
	 */
	static void require(Headers headers, Connection connection) {
		if (headers.containsKey(NatsHeaders.TIME_TO_LIVE)) {
			ServerFeature.MESSAGE_TTL.require(connection);
		}
		if (headers.containsKey(NatsHeaders.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT)) {
			ServerFeature.EXPECTED_SEQUENCE_OF_PATTERN.require(connection);
		}
		List<String> schedules = headers.get(NatsHeaders.SCHEDULE);
		if (schedules != null) {
			boolean once = schedules.stream().allMatch((schedule) -> schedule.startsWith("@at "));
			(once ? ServerFeature.DELAYED_MESSAGES : ServerFeature.REPEATED_MESSAGES).require(connection);
		}
	}

}
