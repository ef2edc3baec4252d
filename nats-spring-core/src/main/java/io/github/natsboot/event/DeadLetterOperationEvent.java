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

package io.github.natsboot.event;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;

/**
 * Somebody looked into a dead letter, or replayed or discarded some. Tells nothing of
 * what is in them.
 *
 * @since 0.1.0
 */
public class DeadLetterOperationEvent extends ApplicationEvent {

	@Serial
	private static final long serialVersionUID = 1L;

	private final Operation operation;

	private final String stream;

	private final String selection;

	private final @Nullable String requestedBy;

	private final boolean dryRun;

	private final boolean forced;

	private final String state;

	private final long succeeded;

	private final long skipped;

	private final long refused;

	private final long failed;

	/**
	 * Create the event.
	 * @param source what publishes it
	 * @param operation what was done
	 * @param stream the stream of dead letters
	 * @param selection which of them, in words
	 * @param requestedBy who asked for it, or {@code null}
	 * @param dryRun whether it was only counted
	 * @param forced whether those that had been replayed too often were as well
	 * @param state the state of the operation, such as {@code COMPLETED}
	 * @param succeeded how many were looked into, replayed or discarded
	 * @param skipped how many were not there any more
	 * @param refused how many had been replayed too often
	 * @param failed how many could not be published or removed
	 */
	public DeadLetterOperationEvent(Object source, Operation operation, String stream, String selection,
			@Nullable String requestedBy, boolean dryRun, boolean forced, String state, long succeeded, long skipped,
			long refused, long failed) {
		super(source);
		this.operation = operation;
		this.stream = stream;
		this.selection = selection;
		this.requestedBy = requestedBy;
		this.dryRun = dryRun;
		this.forced = forced;
		this.state = state;
		this.succeeded = succeeded;
		this.skipped = skipped;
		this.refused = refused;
		this.failed = failed;
	}

	/**
	 * What was done.
	 * @return the operation
	 */
	public Operation getOperation() {
		return this.operation;
	}

	/**
	 * The stream of dead letters.
	 * @return its name
	 */
	public String getStream() {
		return this.stream;
	}

	/**
	 * Which dead letters were meant, in words.
	 * @return such as {@code sequence=17}, {@code listener=fraud} or {@code all}
	 */
	public String getSelection() {
		return this.selection;
	}

	/**
	 * Who asked for it.
	 * @return the name, or {@code null} if that is not known
	 */
	public @Nullable String getRequestedBy() {
		return this.requestedBy;
	}

	/**
	 * Whether it was only counted, and nothing written.
	 * @return {@code true} for a dry run
	 */
	public boolean isDryRun() {
		return this.dryRun;
	}

	/**
	 * Whether dead letters that had been replayed too often were replayed as well.
	 * @return {@code true} if so
	 */
	public boolean isForced() {
		return this.forced;
	}

	/**
	 * The state of the operation.
	 * @return {@code RUNNING} at its start; {@code COMPLETED}, {@code CANCELLED} or
	 * {@code FAILED} at its end
	 */
	public String getState() {
		return this.state;
	}

	/**
	 * How many were looked into, replayed or discarded.
	 * @return the number
	 */
	public long getSucceeded() {
		return this.succeeded;
	}

	/**
	 * How many were not there any more when their turn came.
	 * @return the number
	 */
	public long getSkipped() {
		return this.skipped;
	}

	/**
	 * How many had been replayed too often, and stay.
	 * @return the number
	 */
	public long getRefused() {
		return this.refused;
	}

	/**
	 * How many could not be published or removed, and stay.
	 * @return the number
	 */
	public long getFailed() {
		return this.failed;
	}

	/**
	 * What was done with dead letters.
	 */
	public enum Operation {

		/**
		 * Somebody looked into one, payload and headers included.
		 */
		READ,

		/**
		 * A replay began.
		 */
		REPLAY_STARTED,

		/**
		 * A replay ended.
		 */
		REPLAY_ENDED,

		/**
		 * A discard began.
		 */
		DISCARD_STARTED,

		/**
		 * A discard ended.
		 */
		DISCARD_ENDED

	}

}
