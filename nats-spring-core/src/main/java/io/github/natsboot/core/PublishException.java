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
 * A JetStream publish did not end in an acknowledgement: it was either rejected
 * ({@link PublishRejectedException}) or its outcome is unknown
 * ({@link PublishUnknownException}).
 *
 * @since 0.1.0
 */
public abstract class PublishException extends NatsException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String subject;

	/**
	 * Creates the exception.
	 * @param message what happened
	 * @param subject subject of the message
	 * @param cause what led to it, or {@code null}
	 */
	protected PublishException(String message, String subject, @Nullable Throwable cause) {
		super(message, cause);
		this.subject = subject;
	}

	/**
	 * Returns the subject of the message.
	 * @return the subject
	 */
	public String getSubject() {
		return this.subject;
	}

}
