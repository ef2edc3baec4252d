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
 * A header cannot be sent: its name or value has characters NATS does not carry (ADR-4),
 * or it belongs to the server. Nothing was sent. The message shows the name only.
 *
 * @since 0.1.0
 */
public class InvalidHeaderException extends NatsException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String headerName;

	/**
	 * Creates the exception.
	 * @param headerName name of the header
	 * @param reason what is wrong with it, without its value
	 */
	public InvalidHeaderException(String headerName, String reason) {
		super("Header '" + headerName + "' " + reason);
		this.headerName = headerName;
	}

	/**
	 * Returns the name of the header.
	 * @return the name, with characters that cannot be printed replaced
	 */
	public String getHeaderName() {
		return this.headerName;
	}

}
