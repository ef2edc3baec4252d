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

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.nats.client.impl.Headers;
import io.nats.client.support.IncomingHeadersProcessor;
import org.jspecify.annotations.Nullable;

/**
 * A message as the server keeps it, whether the client can read its headers or not.
 *
 * @param sequence its number in the stream
 * @param subject its subject
 * @param storedAt when it was stored
 * @param size the size of the payload in bytes
 * @param headers its headers, with {@code ?} for what the client cannot read
 * @param readable whether the client can read them all
 */
record StoredMessage(long sequence, String subject, Instant storedAt, long size, @Nullable Headers headers,
		boolean readable) {

	/**
	 * Make the message.
	 * @param headers the headers as they go over the wire, or {@code null}
	 */
	static StoredMessage of(long sequence, String subject, Instant storedAt, long size, byte @Nullable [] headers) {
		if (headers == null || headers.length == 0) {
			return new StoredMessage(sequence, subject, storedAt, size, null, true);
		}
		try {
			return new StoredMessage(sequence, subject, storedAt, size,
					new IncomingHeadersProcessor(headers).getHeaders(), true);
		}
		catch (RuntimeException ex) {
			return new StoredMessage(sequence, subject, storedAt, size, legible(headers), false);
		}
	}

	private static Headers legible(byte[] block) {
		Headers headers = new Headers();
		// The first line is the version.
		new String(block, StandardCharsets.UTF_8).lines().skip(1).forEach((line) -> {
			String text = line.replaceAll("[^ -~]", "?");
			int colon = text.indexOf(':');
			if (colon > 0 && text.lastIndexOf(' ', colon) < 0) {
				headers.add(text.substring(0, colon), text.substring(colon + 1).trim());
			}
		});
		return headers;
	}

	/**
	 * The dead letter that it is.
	 * @return the dead letter, or {@code null} if it is none
	 */
	@Nullable StoredDeadLetter letter(String stream) {
		return StoredDeadLetter.of(stream, this.sequence, this.subject, this.storedAt, this.size, this.headers);
	}

}
