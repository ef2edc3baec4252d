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

/**
 * What a job does with one dead letter. Called by the job's thread only.
 */
interface LetterAction {

	/**
	 * Whether this one has to wait for its turn, so that the rate is kept.
	 * @param letter the dead letter
	 */
	boolean isPaced(StoredDeadLetter letter);

	/**
	 * Deal with a dead letter.
	 * @param letter the dead letter, as it was a while ago
	 * @return what became of it
	 * @throws io.github.natsboot.core.NatsException when no other will fare better now
	 */
	Result apply(StoredDeadLetter letter);

	/**
	 * What became of a dead letter.
	 *
	 * @param outcome the outcome
	 * @param reason why it stays; empty if it does not
	 */
	record Result(DeadLetterOutcome outcome, String reason) {

		Result(DeadLetterOutcome outcome) {
			this(outcome, "");
		}

	}

}
