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

import java.util.Locale;

/**
 * Why a message became a dead letter.
 */
public enum DeadLetterReason {

	/**
	 * It failed in each attempt that it had.
	 */
	ATTEMPTS_EXHAUSTED,

	/**
	 * It failed in a way that a retry would not change.
	 */
	NOT_RETRYABLE,

	/**
	 * Its payload could not be read; the listener's method was not called.
	 */
	UNREADABLE,

	/**
	 * The listener's method gave it up, through its acknowledgment.
	 */
	REJECTED;

	/**
	 * The reason as headers and meters show it.
	 * @return the name in lower case
	 */
	public String code() {
		return name().toLowerCase(Locale.ROOT);
	}

}
