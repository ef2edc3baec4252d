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

import org.jspecify.annotations.Nullable;

/**
 * Thrown by the method of a batch listener to say which message of the batch it failed
 * on. Those before it are acknowledged, that one is retried or made a dead letter by its
 * own count of attempts, and those after it are given to the method again. Any other
 * exception counts as a failure of all messages of the batch.
 *
 * @since 0.1.0
 */
public class BatchListenerFailedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int index;

	/**
	 * Create the exception.
	 * @param message what went wrong
	 * @param index the place of the message in the list that the method was given, 0 for
	 * the first
	 */
	public BatchListenerFailedException(String message, int index) {
		this(message, null, index);
	}

	/**
	 * Create the exception.
	 * @param message what went wrong
	 * @param cause why; it decides whether the message is retried
	 * @param index the place of the message in the list that the method was given, 0 for
	 * the first
	 */
	public BatchListenerFailedException(String message, @Nullable Throwable cause, int index) {
		super(message, cause);
		this.index = index;
	}

	/**
	 * The place of the message in the list that the method was given.
	 * @return the index, 0 for the first
	 */
	public int getIndex() {
		return this.index;
	}

}
