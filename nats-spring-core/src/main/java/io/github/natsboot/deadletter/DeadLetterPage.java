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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A part of a list of dead letters. It may be empty although there are more, where very
 * many had to be passed over: go on for as long as there is a next one.
 *
 * @param letters the dead letters, in the order in which they were stored
 * @param next where the next page begins, to be given as {@code after}; {@code null} if
 * this is the last
 * @since 0.1.0
 */
public record DeadLetterPage(List<StoredDeadLetter> letters, @Nullable Long next) {

	/**
	 * Copy the list.
	 * @param letters the dead letters
	 * @param next where the next page begins; {@code null} if this is the last
	 */
	public DeadLetterPage {
		letters = List.copyOf(letters);
	}

}
