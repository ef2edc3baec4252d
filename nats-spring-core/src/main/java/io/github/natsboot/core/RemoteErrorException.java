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
 * The service answered with an error, in the headers {@code Nats-Service-Error} and
 * {@code Nats-Service-Error-Code} (ADR-32).
 *
 * @since 0.1.0
 */
public class RemoteErrorException extends NatsException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String subject;

	private final @Nullable String code;

	private final String text;

	/**
	 * Creates the exception.
	 * @param subject subject of the request
	 * @param code code of the error, or {@code null} when the reply had none
	 * @param text text of the error
	 */
	public RemoteErrorException(String subject, @Nullable String code, String text) {
		super("The service on subject '" + subject + "' answered with error" + ((code != null) ? " " + code : "") + ": "
				+ text);
		this.subject = subject;
		this.code = code;
		this.text = text;
	}

	/**
	 * Returns the subject of the request.
	 * @return the subject
	 */
	public String getSubject() {
		return this.subject;
	}

	/**
	 * Returns the code of the error; a number in most services, but ADR-32 does not
	 * promise that.
	 * @return the code, or {@code null} when the reply had none
	 */
	public @Nullable String getCode() {
		return this.code;
	}

	/**
	 * Returns the text of the error.
	 * @return the text, empty when the reply had none
	 */
	public String getText() {
		return this.text;
	}

}
