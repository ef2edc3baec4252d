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
 * Root of everything this library throws on purpose. Messages name subjects, streams and
 * sizes, never a payload and never the value of a header.
 *
 * @since 0.1.0
 */
public abstract class NatsException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception without a cause.
	 * @param message what happened and, where possible, what to do
	 */
	protected NatsException(String message) {
		super(message);
	}

	/**
	 * Creates an exception with a cause.
	 * @param message what happened and, where possible, what to do
	 * @param cause what led to it, or {@code null}
	 */
	protected NatsException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
