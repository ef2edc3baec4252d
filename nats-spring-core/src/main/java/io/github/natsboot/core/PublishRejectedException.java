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

import org.jspecify.annotations.Nullable;

/**
 * The server said no: the message is not stored. Where the reason may pass, such as a
 * stream without a leader, the template has tried again before.
 *
 * @since 0.1.0
 */
public class PublishRejectedException extends PublishException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final int code;

	private final String description;

	/**
	 * Creates the exception.
	 * @param subject subject of the message
	 * @param code code of the JetStream API error, for example 10071 for a wrong last
	 * sequence, 0 when there is none
	 * @param description the server's description of the error
	 * @param cause what led to it, or {@code null}
	 */
	public PublishRejectedException(String subject, int code, String description, @Nullable Throwable cause) {
		this("Publish to subject '" + subject + "' was rejected: " + description
				+ ((code != 0) ? " (JetStream error " + code + ")" : ""), subject, code, description, cause);
	}

	/**
	 * Creates the exception with a message of its own.
	 * @param message what happened
	 * @param subject subject of the message
	 * @param code code of the JetStream API error, 0 when there is none
	 * @param description the server's description of the error
	 * @param cause what led to it, or {@code null}
	 */
	protected PublishRejectedException(String message, String subject, int code, String description,
			@Nullable Throwable cause) {
		super(message, subject, cause);
		this.code = code;
		this.description = description;
	}

	/**
	 * Returns the code of the JetStream API error, as listed in the server's
	 * {@code errors.json}.
	 * @return the code, 0 when there is none
	 */
	public int getCode() {
		return this.code;
	}

	/**
	 * Returns the server's description of the error.
	 * @return the description
	 */
	public String getDescription() {
		return this.description;
	}

}
