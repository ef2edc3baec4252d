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
 * Which dead letters to discard. Begin with {@link #of(String)} for all of a stream, and
 * say what is to be otherwise; each method returns another request.
 *
 * @param stream the stream of dead letters
 * @param sequence the number of the only one to discard, or 0 for all that the filter
 * means
 * @param filter which are meant
 * @param dryRun whether to count only, and remove nothing
 * @param requestedBy who asks for it, for the audit; {@code null} if that is not known
 * @since 0.1.0
 */
public record DiscardRequest(String stream, long sequence, DeadLetterFilter filter, boolean dryRun,
		@Nullable String requestedBy) {

	/**
	 * Check the values.
	 * @param stream the stream of dead letters
	 * @param sequence the number of the only one to discard, or 0
	 * @param filter which are meant
	 * @param dryRun whether to count only
	 * @param requestedBy who asks for it, or {@code null}
	 */
	public DiscardRequest {
		Assert.hasText(stream, "'stream' must not be blank");
		Assert.isTrue(sequence >= 0, "'sequence' must not be negative");
		Assert.isTrue(sequence == 0 || filter.equals(DeadLetterFilter.ALL),
				"'sequence' is a single one, so there must be no 'filter' beside it");
	}

	/**
	 * Discard all dead letters of a stream.
	 * @param stream the stream of dead letters
	 * @return the request
	 */
	public static DiscardRequest of(String stream) {
		return new DiscardRequest(stream, 0, DeadLetterFilter.ALL, false, null);
	}

	/**
	 * Discard a single one.
	 * @param sequence its number in the stream of dead letters
	 * @return another request
	 */
	public DiscardRequest sequence(long sequence) {
		return new DiscardRequest(this.stream, sequence, this.filter, this.dryRun, this.requestedBy);
	}

	/**
	 * Discard some only.
	 * @param filter which
	 * @return another request
	 */
	public DiscardRequest filter(DeadLetterFilter filter) {
		return new DiscardRequest(this.stream, this.sequence, filter, this.dryRun, this.requestedBy);
	}

	/**
	 * Count only, and remove nothing.
	 * @param dryRun whether to do so
	 * @return another request
	 */
	public DiscardRequest dryRun(boolean dryRun) {
		return new DiscardRequest(this.stream, this.sequence, this.filter, dryRun, this.requestedBy);
	}

	/**
	 * Say who asks for it, for the audit.
	 * @param requestedBy the name
	 * @return another request
	 */
	public DiscardRequest requestedBy(@Nullable String requestedBy) {
		return new DiscardRequest(this.stream, this.sequence, this.filter, this.dryRun, requestedBy);
	}

}
