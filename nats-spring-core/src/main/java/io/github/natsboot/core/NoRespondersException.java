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
 * Nobody subscribes to the subject of a request. The server says so at once, so there is
 * no time-out to wait for.
 *
 * @since 0.1.0
 */
public class NoRespondersException extends NatsException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String subject;

	/**
	 * Creates the exception.
	 * @param subject subject of the request
	 */
	public NoRespondersException(String subject) {
		super("No responders on subject '" + subject + "': no service subscribes to it on this account");
		this.subject = subject;
	}

	/**
	 * Returns the subject of the request.
	 * @return the subject
	 */
	public String getSubject() {
		return this.subject;
	}

}
