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
 * What became of a dead letter that was to be replayed or discarded.
 *
 * @since 0.1.0
 */
public enum DeadLetterOutcome {

	/**
	 * The server has stored the message anew, and the dead letter is removed.
	 */
	REPLAYED,

	/**
	 * Removed without being replayed.
	 */
	DISCARDED,

	/**
	 * Not there any more when its turn came: somebody else has dealt with it.
	 */
	SKIPPED,

	/**
	 * Not replayed unless that is forced, such as one that was replayed too often. It
	 * stays.
	 */
	REFUSED,

	/**
	 * It could not be published, or not be removed afterwards. It stays.
	 */
	FAILED;

	/**
	 * The outcome as meters show it.
	 * @return the name in lower case
	 */
	public String code() {
		return name().toLowerCase(Locale.ROOT);
	}

}
