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

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Which dead letters to replay, and how. Begin with {@link #of(String)} for all of a
 * stream, and say what is to be otherwise; each method returns another request.
 *
 * @param stream the stream of dead letters
 * @param sequence the number of the only one to replay, or 0 for all that the filter
 * means
 * @param filter which are meant
 * @param after the number behind which to begin; 0 for the beginning
 * @param target the subject to publish to, or {@code null} for that of the original
 * @param rate how many to publish in a second
 * @param maxReplays how often one may have been replayed before it is refused
 * @param force whether to replay those as well that would be refused otherwise
 * @param dryRun whether to count only, and write nothing
 * @param requestedBy who asks for it, for the audit; {@code null} if that is not known
 * @since 0.1.0
 */
public record ReplayRequest(String stream, long sequence, DeadLetterFilter filter, long after, @Nullable String target,
		int rate, int maxReplays, boolean force, boolean dryRun, @Nullable String requestedBy) {

	/**
	 * How many are published in a second, unless a request says otherwise.
	 */
	public static final int DEFAULT_RATE = 50;

	/**
	 * How often a message may be replayed, unless a request says otherwise.
	 */
	public static final int DEFAULT_MAX_REPLAYS = 3;

	/**
	 * Check the values.
	 * @param stream the stream of dead letters
	 * @param sequence the number of the only one to replay, or 0
	 * @param filter which are meant
	 * @param after the number behind which to begin; 0 for the beginning
	 * @param target the subject to publish to, or {@code null} for that of the original
	 * @param rate how many to publish in a second, from 1 to 100,000
	 * @param maxReplays how often one may have been replayed before it is refused
	 * @param force whether to replay those as well that would be refused otherwise
	 * @param dryRun whether to count only
	 * @param requestedBy who asks for it, or {@code null}
	 */
	public ReplayRequest {
		Assert.hasText(stream, "'stream' must not be blank");
		Assert.isTrue(sequence >= 0, "'sequence' must not be negative");
		Assert.isTrue(sequence == 0 || filter.equals(DeadLetterFilter.ALL),
				"'sequence' is a single one, so there must be no 'filter' beside it");
		Assert.isTrue(sequence == 0 || after == 0, "'sequence' is a single one, so there must be no 'after' beside it");
		Assert.isTrue(after >= 0, "'after' must not be negative");
		Assert.isTrue(rate > 0 && rate <= 100_000, () -> "'rate' is " + rate + "; it must be from 1 to 100000");
		Assert.isTrue(maxReplays >= 0, () -> "'maxReplays' is " + maxReplays + "; it must not be negative");
	}

	/**
	 * Replay all dead letters of a stream.
	 * @param stream the stream of dead letters
	 * @return the request
	 */
	public static ReplayRequest of(String stream) {
		return new ReplayRequest(stream, 0, DeadLetterFilter.ALL, 0, null, DEFAULT_RATE, DEFAULT_MAX_REPLAYS, false,
				false, null);
	}

	/**
	 * Replay a single one.
	 * @param sequence its number in the stream of dead letters
	 * @return another request
	 */
	public ReplayRequest sequence(long sequence) {
		return new ReplayRequest(this.stream, sequence, this.filter, this.after, this.target, this.rate,
				this.maxReplays, this.force, this.dryRun, this.requestedBy);
	}

	/**
	 * Replay some only.
	 * @param filter which
	 * @return another request
	 */
	public ReplayRequest filter(DeadLetterFilter filter) {
		return new ReplayRequest(this.stream, this.sequence, filter, this.after, this.target, this.rate,
				this.maxReplays, this.force, this.dryRun, this.requestedBy);
	}

	/**
	 * Begin behind a dead letter, such as {@link DeadLetterProgress#position()} of a
	 * replay that was cancelled. Without it those that were refused or failed get another
	 * turn; those that were replayed are gone in any case.
	 * @param after the number of the last one not to look at
	 * @return another request
	 */
	public ReplayRequest after(long after) {
		return new ReplayRequest(this.stream, this.sequence, this.filter, after, this.target, this.rate,
				this.maxReplays, this.force, this.dryRun, this.requestedBy);
	}

	/**
	 * Publish to another subject than that of the original.
	 * @param target a literal subject that a stream captures, or {@code null} for that of
	 * the original
	 * @return another request
	 */
	public ReplayRequest target(@Nullable String target) {
		return new ReplayRequest(this.stream, this.sequence, this.filter, this.after, target, this.rate,
				this.maxReplays, this.force, this.dryRun, this.requestedBy);
	}

	/**
	 * Publish faster or slower.
	 * @param rate how many in a second, from 1 to 100,000
	 * @return another request
	 */
	public ReplayRequest rate(int rate) {
		return new ReplayRequest(this.stream, this.sequence, this.filter, this.after, this.target, rate,
				this.maxReplays, this.force, this.dryRun, this.requestedBy);
	}

	/**
	 * Refuse later or sooner.
	 * @param maxReplays how often one may have been replayed before it is refused
	 * @return another request
	 */
	public ReplayRequest maxReplays(int maxReplays) {
		return new ReplayRequest(this.stream, this.sequence, this.filter, this.after, this.target, this.rate,
				maxReplays, this.force, this.dryRun, this.requestedBy);
	}

	/**
	 * Replay those as well that would be refused: that have been replayed too often, that
	 * may replace a newer message of their subject, whose subject is not one of the
	 * stream they come from, or that live on in a stream theirs takes them from.
	 * @param force whether to do so
	 * @return another request
	 */
	public ReplayRequest force(boolean force) {
		return new ReplayRequest(this.stream, this.sequence, this.filter, this.after, this.target, this.rate,
				this.maxReplays, force, this.dryRun, this.requestedBy);
	}

	/**
	 * Count only, and write nothing.
	 * @param dryRun whether to do so
	 * @return another request
	 */
	public ReplayRequest dryRun(boolean dryRun) {
		return new ReplayRequest(this.stream, this.sequence, this.filter, this.after, this.target, this.rate,
				this.maxReplays, this.force, dryRun, this.requestedBy);
	}

	/**
	 * Say who asks for it, for the audit.
	 * @param requestedBy the name
	 * @return another request
	 */
	public ReplayRequest requestedBy(@Nullable String requestedBy) {
		return new ReplayRequest(this.stream, this.sequence, this.filter, this.after, this.target, this.rate,
				this.maxReplays, this.force, this.dryRun, requestedBy);
	}

}
