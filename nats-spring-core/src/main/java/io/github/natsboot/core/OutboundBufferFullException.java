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
 * The client's outgoing queue or reconnect buffer is full, so the message was not
 * accepted and will not be sent.
 *
 * @since 0.1.0
 */
public class OutboundBufferFullException extends NatsException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param subject subject of the message
	 * @param cause what the client said, or {@code null}
	 */
	public OutboundBufferFullException(String subject, @Nullable Throwable cause) {
		super("Message to subject '" + subject + "' was not sent: the client's outgoing buffer is full"
				+ ((cause != null) ? " (" + cause.getMessage() + ")" : ""), cause);
	}

}
