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
package io.github.natsboot.listener.error;

/**
 * A listener's method did not throw, but asked for its message to be delivered again.
 * Retried whatever exceptions the retry settings include or exclude, as often as they
 * allow.
 *
 * @since 0.1.0
 */
public class RetryRequestedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception. It has no stack trace, which would say nothing.
	 */
	public RetryRequestedException() {
		super("The listener asked for the message to be delivered again", null, false, false);
	}

}
