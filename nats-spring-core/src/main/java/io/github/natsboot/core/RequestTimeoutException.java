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
import java.time.Duration;

/**
 * No reply came in time. Whether a service has worked on the request is unknown.
 *
 * @since 0.1.0
 */
public class RequestTimeoutException extends NatsException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String subject;

	private final Duration timeout;

	/**
	 * Creates the exception.
	 * @param subject subject of the request
	 * @param timeout how long a reply was waited for
	 */
	public RequestTimeoutException(String subject, Duration timeout) {
		super("No reply on subject '" + subject + "' within " + timeout.toMillis() + " ms");
		this.subject = subject;
		this.timeout = timeout;
	}

	/**
	 * Returns the subject of the request.
	 * @return the subject
	 */
	public String getSubject() {
		return this.subject;
	}

	/**
	 * Returns how long a reply was waited for.
	 * @return the time-out
	 */
	public Duration getTimeout() {
		return this.timeout;
	}

}
