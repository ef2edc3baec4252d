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
import java.io.Serializable;

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

	private final Request request;

	private final Result result;

	/**
	 * Create the event.
	 * @param source what publishes it
	 * @param operation what was done
	 * @param request what was asked for
	 * @param result what has come of it so far
	 */
	public DeadLetterOperationEvent(Object source, Operation operation, Request request, Result result) {
		super(source);
		this.operation = operation;
		this.request = request;
		this.result = result;
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
		return this.request.stream();
	}

	/**
	 * Which dead letters were meant, in words.
	 * @return such as {@code sequence=17}, {@code listener=fraud} or {@code all}
	 */
	public String getSelection() {
		return this.request.selection();
	}

	/**
	 * Who asked for it.
	 * @return the name, or {@code null} if that is not known
	 */
	public @Nullable String getRequestedBy() {
		return this.request.requestedBy();
	}

	/**
	 * Whether it was only counted, and nothing written.
	 * @return {@code true} for a dry run
	 */
	public boolean isDryRun() {
		return this.request.dryRun();
	}

	/**
	 * Whether it was forced: dead letters that would be refused were replayed as well.
	 * @return {@code true} if so
	 */
	public boolean isForced() {
		return this.request.forced();
	}

	/**
	 * The number behind which it began.
	 * @return the number; 0 for the beginning
	 */
	public long getAfter() {
		return this.request.after();
	}

	/**
	 * The subject that messages were replayed to.
	 * @return the subject, or {@code null} for those of the originals
	 */
	public @Nullable String getTarget() {
		return this.request.target();
	}

	/**
	 * How many were replayed in a second at most.
	 * @return the number; 0 where it is no replay
	 */
	public int getRate() {
		return this.request.rate();
	}

	/**
	 * How often one might have been replayed before it was refused.
	 * @return the number; 0 where it is no replay
	 */
	public int getMaxReplays() {
		return this.request.maxReplays();
	}

	/**
	 * Who cancelled it.
	 * @return the name, or {@code null} if nobody did, or that is not known
	 */
	public @Nullable String getCancelledBy() {
		return this.result.cancelledBy();
	}

	/**
	 * The state of the operation.
	 * @return {@code RUNNING} at its start; {@code COMPLETED}, {@code CANCELLED} or
	 * {@code FAILED} at its end
	 */
	public String getState() {
		return this.result.state();
	}

	/**
	 * How many were looked into, replayed or discarded.
	 * @return the number
	 */
	public long getSucceeded() {
		return this.result.succeeded();
	}

	/**
	 * How many were not there any more when their turn came.
	 * @return the number
	 */
	public long getSkipped() {
		return this.result.skipped();
	}

	/**
	 * How many would have to be forced, and stay.
	 * @return the number
	 */
	public long getRefused() {
		return this.result.refused();
	}

	/**
	 * How many could not be published or removed, and stay.
	 * @return the number
	 */
	public long getFailed() {
		return this.result.failed();
	}

	/**
	 * What was asked for.
	 *
	 * @param stream the stream of dead letters
	 * @param selection which of them, in words
	 * @param after the number behind which to begin
	 * @param target the subject to replay to, or {@code null} for those of the originals
	 * @param rate how many to replay in a second; 0 where it is no replay
	 * @param maxReplays how often one may have been replayed; 0 where it is no replay
	 * @param forced whether those are replayed that would be refused
	 * @param dryRun whether it is only counted
	 * @param requestedBy who asks for it, or {@code null}
	 */
	public record Request(String stream, String selection, long after, @Nullable String target, int rate,
			int maxReplays, boolean forced, boolean dryRun, @Nullable String requestedBy) implements Serializable {

		/**
		 * A request that is no replay.
		 * @param stream the stream of dead letters
		 * @param selection which of them, in words
		 * @param dryRun whether it is only counted
		 * @param requestedBy who asks for it, or {@code null}
		 */
		public Request(String stream, String selection, boolean dryRun, @Nullable String requestedBy) {
			this(stream, selection, 0, null, 0, 0, false, dryRun, requestedBy);
		}

	}

	/**
	 * What has come of it.
	 *
	 * @param state the state, such as {@code COMPLETED}
	 * @param succeeded how many were looked into, replayed or discarded
	 * @param skipped how many were not there any more
	 * @param refused how many would have to be forced
	 * @param failed how many could not be published or removed
	 * @param cancelledBy who cancelled it, or {@code null}
	 */
	public record Result(String state, long succeeded, long skipped, long refused, long failed,
			@Nullable String cancelledBy) implements Serializable {
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
