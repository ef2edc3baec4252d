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

package io.github.natsboot.cache;

import io.github.natsboot.support.EncodedPayload;
import io.github.natsboot.support.NatsHeaders;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import org.jspecify.annotations.Nullable;

/**
 * A value as it is kept in the bucket: bytes, and headers that say whether it is
 * {@code null} and, if it is neither bytes, text nor JSON, its media type. Nothing in it
 * says what class it is of.
 *
 * @param body the bytes
 * @param headers the headers, or {@code null} for none
 */
@SuppressWarnings("ArrayRecordComponent")
record CacheValue(byte[] body, @Nullable Headers headers) {

	/**
	 * An empty body may be an empty text, too.
	 */
	private static final String NULL_HEADER = "Spring-Cache-Null";

	static CacheValue ofNull() {
		return new CacheValue(new byte[0], new Headers().put(NULL_HEADER, "true"));
	}

	static CacheValue of(EncodedPayload payload) {
		return new CacheValue(payload.body(), (payload.contentType() != null)
				? new Headers().put(NatsHeaders.CONTENT_TYPE, payload.contentType()) : null);
	}

	boolean isNull() {
		return this.headers != null && this.headers.containsKey(NULL_HEADER);
	}

	Message toMessage(String subject) {
		return NatsMessage.builder().subject(subject).headers(this.headers).data(this.body).build();
	}

}
