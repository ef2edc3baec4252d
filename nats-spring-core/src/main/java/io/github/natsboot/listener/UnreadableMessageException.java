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

/**
 * A message could not be turned into the arguments of the listener's method: its payload,
 * a header or a token of its subject is not what the method takes, or it fails
 * validation. The method was not called. Trying again would change nothing, so such
 * messages are not retried.
 * <p>
 * The text says what and where, but never shows the payload, a header or a token.
 */
public class UnreadableMessageException extends Exception {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what is wrong and where
	 * @param cause the failure; its text may show parts of the message
	 */
	public UnreadableMessageException(String message, Throwable cause) {
		super(message, cause);
	}

}
