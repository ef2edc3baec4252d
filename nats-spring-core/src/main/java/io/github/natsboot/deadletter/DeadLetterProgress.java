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
 * How far a {@link DeadLetterJob} is. In a dry run the numbers say what would be.
 *
 * @param state the state
 * @param succeeded how many were replayed, or discarded
 * @param skipped how many were not there any more when their turn came
 * @param refused how many would have to be forced, and stay
 * @param failed how many could not be published or removed, and stay
 * @param remaining about how many are still to be looked at, those that the filter does
 * not mean included
 * @param position the number of the last dead letter that was looked at; 0 for none
 * @param problems those that were refused or failed, the first 100 of them
 * @param failure why the job ended early; {@code null} if it did not
 * @since 0.1.0
 */
public record DeadLetterProgress(State state, long succeeded, long skipped, long refused, long failed, long remaining,
		long position, List<Problem> problems, @Nullable String failure) {

	/**
	 * Copy the list.
	 * @param state the state
	 * @param succeeded how many were replayed, or discarded
	 * @param skipped how many were not there any more
	 * @param refused how many would have to be forced
	 * @param failed how many could not be published or removed
	 * @param remaining how many are still to be looked at
	 * @param position the number of the last one that was looked at
	 * @param problems those that were refused or failed
	 * @param failure why the job ended early, or {@code null}
	 */
	public DeadLetterProgress {
		problems = List.copyOf(problems);
	}

	/**
	 * What a job is doing.
	 */
	public enum State {

		/**
		 * It is at work.
		 */
		RUNNING,

		/**
		 * It has looked at all there were when it began.
		 */
		COMPLETED,

		/**
		 * It was cancelled before.
		 */
		CANCELLED,

		/**
		 * It ended before, because the server does not answer.
		 */
		FAILED

	}

	/**
	 * A dead letter that stays.
	 *
	 * @param sequence its number in the stream of dead letters
	 * @param outcome whether it was refused or failed
	 * @param reason why
	 */
	public record Problem(long sequence, DeadLetterOutcome outcome, String reason) {
	}

}
