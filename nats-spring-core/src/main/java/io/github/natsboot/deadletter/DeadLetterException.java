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

package io.github.natsboot.deadletter;

import java.io.Serial;

import io.github.natsboot.core.NatsException;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters cannot be operated on. {@link DeadLetterUnavailableException} tells that
 * it may do later, {@link DeadLetterRefusedException} that it will not.
 *
 * @since 0.1.0
 */
public class DeadLetterException extends NatsException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what cannot be done and why
	 * @param cause what led to it, or {@code null}
	 */
	public DeadLetterException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
