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

package io.github.natsboot.test.server;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a test's nats-server cannot be had, does not start, or does not do what it
 * was told. The message carries the end of the server's log where there is one.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class NatsTestServerException extends RuntimeException {

	/**
	 * Create a new instance.
	 * @param message what went wrong and what to do about it
	 */
	public NatsTestServerException(String message) {
		this(message, null);
	}

	/**
	 * Create a new instance.
	 * @param message what went wrong and what to do about it
	 * @param cause what led to it, or {@code null}
	 */
	public NatsTestServerException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
