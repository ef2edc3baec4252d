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

import java.io.Serial;

/**
 * Headers and body together are larger than the server accepts. Nothing was sent.
 *
 * @since 0.1.0
 */
public class PayloadTooLargeException extends NatsException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final long size;

	private final long limit;

	/**
	 * Creates the exception.
	 * @param subject subject of the message
	 * @param size size of headers and body in bytes
	 * @param limit the server's {@code max_payload} in bytes
	 */
	public PayloadTooLargeException(String subject, long size, long limit) {
		super("Message to subject '" + subject + "' is too large: " + size
				+ " bytes of headers and body, the server accepts " + limit + " (max_payload)");
		this.size = size;
		this.limit = limit;
	}

	/**
	 * Returns the size of headers and body.
	 * @return the size in bytes
	 */
	public long getSize() {
		return this.size;
	}

	/**
	 * Returns what the server accepts.
	 * @return the server's {@code max_payload} in bytes
	 */
	public long getLimit() {
		return this.limit;
	}

}
