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

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * A replay or a discard, at work on a thread of its own or ended. It deals with the dead
 * letters that were there when it began: one that comes back while it runs is left for
 * another. Safe for concurrent use.
 *
 * @since 0.1.0
 */
public interface DeadLetterJob {

	/**
	 * The stream of dead letters.
	 * @return its name
	 */
	String stream();

	/**
	 * What the job does with dead letters.
	 * @return {@link DeadLetterOutcome#REPLAYED} or {@link DeadLetterOutcome#DISCARDED}
	 */
	DeadLetterOutcome purpose();

	/**
	 * Whether the job only counts.
	 * @return {@code true} if so
	 */
	boolean isDryRun();

	/**
	 * Which dead letters are meant.
	 * @return the sequence number or the filter, in words
	 */
	String selection();

	/**
	 * When it began.
	 * @return the time
	 */
	Instant startedAt();

	/**
	 * Who asked for it.
	 * @return the name, or {@code null} if that is not known
	 */
	@Nullable String requestedBy();

	/**
	 * How far it is.
	 * @return the progress right now
	 */
	DeadLetterProgress progress();

	/**
	 * End it after the dead letter it is at work on. Does not wait for that. What was
	 * done is done, the rest stays; the same request goes on from there.
	 */
	default void cancel() {
		cancel(null);
	}

	/**
	 * End it as {@link #cancel()} does, and say who wants that, for the audit. Does
	 * nothing if it was cancelled before, or has ended.
	 * @param requestedBy the name, or {@code null} if that is not known
	 */
	void cancel(@Nullable String requestedBy);

	/**
	 * Who cancelled it.
	 * @return the name, or {@code null} if nobody did, or that is not known
	 */
	@Nullable String cancelledBy();

	/**
	 * Wait for its end.
	 * @param timeout how long to wait at most
	 * @return the progress, at the end or when the time is up
	 */
	DeadLetterProgress await(Duration timeout);

	/**
	 * Is completed with the progress when the job has ended, in whatever way. Completing
	 * or cancelling what is returned does not change the job.
	 * @return a future of its own for each call
	 */
	CompletableFuture<DeadLetterProgress> completion();

}
