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

/**
 * Is told what becomes of dead letters that are replayed. Implementations count; they
 * must not block nor throw.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface DeadLetterInstrumentation {

	/**
	 * Does nothing.
	 */
	DeadLetterInstrumentation NONE = (stream, outcome) -> {
	};

	/**
	 * Combine several.
	 * @param all the instrumentations, in the order in which they are told
	 * @return one that tells them all
	 */
	static DeadLetterInstrumentation of(List<DeadLetterInstrumentation> all) {
		List<DeadLetterInstrumentation> told = List.copyOf(all);
		return (stream, outcome) -> told.forEach((one) -> one.replayed(stream, outcome));
	}

	/**
	 * It was a dead letter's turn in a replay. Not told of dry runs.
	 * @param stream the stream of dead letters
	 * @param outcome what became of it
	 */
	void replayed(String stream, DeadLetterOutcome outcome);

}
