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

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.github.natsboot.core.PayloadTooLargeException;
import io.github.natsboot.core.PublishRejectedException;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Headers that a message can do without. They are left out, one after the other, as long
 * as it is too large with them. Immutable.
 *
 * @param names the names, the one first that can be missed most
 * @param lastPrefix what the names of those begin with that go last, the longest first,
 * or {@code null} for none
 */
record ExpendableHeaders(List<String> names, @Nullable String lastPrefix) {

	/**
	 * JSStreamMessageExceedsMaximumErr.
	 */
	private static final int STREAM_MAX_MESSAGE_SIZE_EXCEEDED = 10054;

	/**
	 * JSStreamHeaderExceedsMaximumErr: the server counts the length of stored headers in
	 * 16 bits.
	 */
	private static final int HEADERS_TOO_LARGE = 10097;

	/**
	 * Publish, and again with less. What the server, the stream and its headers may have
	 * is known only when it is tried, as others may add headers on the way.
	 * @param headers the headers, from which those are removed that are left out
	 * @param publish publishes with the headers it is given
	 * @return the acknowledgement
	 */
	PublishAck publish(Headers headers, Function<Headers, PublishAck> publish) {
		while (true) {
			try {
				return publish.apply(headers);
			}
			catch (PayloadTooLargeException ex) {
				if (!leaveOut(headers)) {
					throw ex;
				}
			}
			catch (PublishRejectedException ex) {
				boolean tooLarge = ex.getCode() == STREAM_MAX_MESSAGE_SIZE_EXCEEDED
						|| ex.getCode() == HEADERS_TOO_LARGE;
				if (!tooLarge || !leaveOut(headers)) {
					throw ex;
				}
			}
		}
	}

	private boolean leaveOut(Headers headers) {
		for (String name : this.names) {
			if (headers.containsKey(name)) {
				headers.remove(name);
				return true;
			}
		}
		String prefix = this.lastPrefix;
		if (prefix == null) {
			return false;
		}
		Optional<String> longest = headers.keySet()
			.stream()
			.filter((name) -> name.startsWith(prefix))
			.max(Comparator.comparingInt((name) -> length(headers, name)));
		longest.ifPresent(headers::remove);
		return longest.isPresent();
	}

	private static int length(Headers headers, String name) {
		List<String> values = headers.get(name);
		return (values != null) ? values.stream().mapToInt(String::length).sum() : 0;
	}

}
