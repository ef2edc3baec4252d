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

package io.github.natsboot.listener;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * To be thrown by a listener's method that knows that the same message would fail again.
 * It becomes a dead letter at once, whatever exceptions the retry settings include.
 * Counts as the cause of another exception too.
 *
 * @since 0.1.0
 */
public class NonRetryableMessageException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what is wrong with the message; it becomes part of the dead letter
	 */
	public NonRetryableMessageException(String message) {
		super(message);
	}

	/**
	 * Create the exception with a cause.
	 * @param message what is wrong with the message; it becomes part of the dead letter
	 * @param cause what led to it, or {@code null}
	 */
	public NonRetryableMessageException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
