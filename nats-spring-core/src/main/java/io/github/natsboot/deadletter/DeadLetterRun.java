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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

import io.github.natsboot.deadletter.DeadLetterProgress.Problem;
import io.github.natsboot.deadletter.DeadLetterProgress.State;
import io.github.natsboot.deadletter.DeadLetterScanner.Part;
import io.github.natsboot.event.DeadLetterOperationEvent.Request;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A job at work: takes dead letters in parts, one part after the other, and deals with
 * one letter after the other. Has one thread, and is looked at and cancelled by any.
 */
final class DeadLetterRun implements DeadLetterJob, Runnable {

	private static final Log logger = LogFactory.getLog(DeadLetterRun.class);

	private static final int MOST_PROBLEMS = 100;

	/**
	 * After a pause of the machine no more than this is made up for.
	 */
	private static final long LONGEST_BURST_NANOS = Duration.ofMillis(100).toNanos();

	private final Instant startedAt = Instant.now();

	private final Task task;

	private final LetterSource source;

	private final LetterAction action;

	private final BiConsumer<DeadLetterRun, DeadLetterOutcome> onLetter;

	private final BiConsumer<DeadLetterRun, DeadLetterProgress> onEnd;

	private final CountDownLatch cancelled = new CountDownLatch(1);

	private final AtomicBoolean cancelling = new AtomicBoolean();

	private final CompletableFuture<DeadLetterProgress> completion = new CompletableFuture<>();

	private final long[] outcomes = new long[DeadLetterOutcome.values().length];

	private final List<Problem> problems = new ArrayList<>();

	private volatile State state = State.RUNNING;

	private volatile @Nullable String failure;

	private volatile @Nullable String cancelledBy;

	private long position;

	private long remaining;

	private long nextTurn = System.nanoTime();

	/**
	 * Create the job.
	 * @param onLetter is told what became of each dead letter
	 * @param onEnd is told how the job ended, before anybody who waits for that
	 */
	DeadLetterRun(Task task, LetterSource source, LetterAction action,
			BiConsumer<DeadLetterRun, DeadLetterOutcome> onLetter,
			BiConsumer<DeadLetterRun, DeadLetterProgress> onEnd) {
		this.task = task;
		this.source = source;
		this.action = action;
		this.onLetter = onLetter;
		this.onEnd = onEnd;
		this.position = task.request().after();
		this.remaining = task.messages();
	}

	Task task() {
		return this.task;
	}

	@Override
	public String stream() {
		return this.task.request().stream();
	}

	@Override
	public DeadLetterOutcome purpose() {
		return this.task.purpose();
	}

	@Override
	public boolean isDryRun() {
		return this.task.request().dryRun();
	}

	@Override
	public String selection() {
		return this.task.request().selection();
	}

	@Override
	public Instant startedAt() {
		return this.startedAt;
	}

	@Override
	public @Nullable String requestedBy() {
		return this.task.request().requestedBy();
	}

	@Override
	public void run() {
		State end = State.FAILED;
		try {
			end = work() ? State.COMPLETED : State.CANCELLED;
		}
		catch (Throwable ex) {
			this.failure = text(ex);
			logger.warn(
					"Could not go on with the " + this.task.describe() + " behind sequence " + progress().position(),
					ex);
		}
		finally {
			end(end);
		}
	}

	/**
	 * It could not even begin.
	 */
	void abandon(Throwable cause) {
		this.cancelling.set(true);
		this.failure = text(cause);
		this.state = State.FAILED;
		this.completion.complete(progress());
	}

	private void end(State end) {
		// Too late to cancel it.
		this.cancelling.set(true);
		this.state = end;
		DeadLetterProgress progress = progress();
		String by = (end == State.CANCELLED && this.cancelledBy != null) ? " by " + this.cancelledBy : "";
		logger.info("Ended the " + this.task.describe() + ", " + end + by + ": " + progress.succeeded() + " done, "
				+ progress.skipped() + " gone already, " + progress.refused() + " refused, " + progress.failed()
				+ " failed, " + progress.remaining() + " not looked at");
		tell(() -> this.onEnd.accept(this, progress));
		this.completion.complete(progress);
	}

	/**
	 * Tell somebody, whose failures and interrupts must not change what becomes of dead
	 * letters.
	 */
	private static void tell(Runnable callback) {
		try {
			callback.run();
		}
		catch (RuntimeException | LinkageError | AssertionError ex) {
			logger.warn("What is told about dead letters has failed", ex);
		}
		finally {
			Thread.interrupted();
		}
	}

	/**
	 * Deal with all there are.
	 * @return whether that was not cancelled
	 */
	private boolean work() {
		while (!isCancelled()) {
			Part part = this.source.next(this.position, this::isCancelled);
			for (int i = 0; i < part.letters().size(); i++) {
				StoredDeadLetter letter = part.letters().get(i);
				if (isCancelled() || (this.action.isPaced(letter) && !awaitTurn())) {
					return false;
				}
				LetterAction.Result result = apply(letter);
				done(letter, result, part.pending() + part.letters().size() - i - 1);
			}
			reached(part.position(), part.pending());
			if (part.last()) {
				reached(part.position(), 0);
				return true;
			}
		}
		return false;
	}

	/**
	 * A failure that ends the job is one of this letter too, and the position stays
	 * before it, so that it is the first when somebody goes on.
	 */
	private LetterAction.Result apply(StoredDeadLetter letter) {
		try {
			return this.action.apply(letter);
		}
		catch (RuntimeException ex) {
			count(letter, new LetterAction.Result(DeadLetterOutcome.FAILED, text(ex)));
			throw ex;
		}
	}

	private boolean isCancelled() {
		return this.cancelled.getCount() == 0;
	}

	/**
	 * Wait for the next turn.
	 * @return whether it has come; {@code false} if the job was cancelled
	 */
	private boolean awaitTurn() {
		boolean waiting = true;
		while (waiting) {
			try {
				if (this.cancelled.await(Math.max(0, this.nextTurn - System.nanoTime()), TimeUnit.NANOSECONDS)) {
					return false;
				}
				waiting = false;
			}
			catch (InterruptedException ex) {
				// Nobody has cancelled it; the thread is the job's own.
				logger.debug("Interrupted, and goes on: " + this);
			}
		}
		long earliest = System.nanoTime() - LONGEST_BURST_NANOS;
		this.nextTurn = ((this.nextTurn - earliest < 0) ? earliest : this.nextTurn) + this.task.intervalNanos();
		return true;
	}

	private void done(StoredDeadLetter letter, LetterAction.Result result, long left) {
		count(letter, result);
		reached(letter.sequence(), left);
	}

	private void count(StoredDeadLetter letter, LetterAction.Result result) {
		synchronized (this.outcomes) {
			this.outcomes[result.outcome().ordinal()]++;
			if (!result.reason().isEmpty() && this.problems.size() < MOST_PROBLEMS) {
				this.problems.add(new Problem(letter.sequence(), result.outcome(), result.reason()));
			}
		}
		if (logger.isDebugEnabled()) {
			logger.debug(result.outcome() + ": " + letter + (isDryRun() ? " in a dry run" : ""));
		}
		tell(() -> this.onLetter.accept(this, result.outcome()));
	}

	private void reached(long position, long left) {
		synchronized (this.outcomes) {
			this.position = position;
			this.remaining = left;
		}
	}

	@Override
	public DeadLetterProgress progress() {
		synchronized (this.outcomes) {
			return new DeadLetterProgress(this.state, count(this.task.purpose()), count(DeadLetterOutcome.SKIPPED),
					count(DeadLetterOutcome.REFUSED), count(DeadLetterOutcome.FAILED), this.remaining, this.position,
					this.problems, this.failure);
		}
	}

	private long count(DeadLetterOutcome outcome) {
		return this.outcomes[outcome.ordinal()];
	}

	private static String text(Throwable ex) {
		return ex.getClass().getSimpleName() + ": " + ex.getMessage();
	}

	@Override
	public void cancel(@Nullable String requestedBy) {
		if (this.cancelling.compareAndSet(false, true)) {
			this.cancelledBy = requestedBy;
			this.cancelled.countDown();
		}
	}

	@Override
	public @Nullable String cancelledBy() {
		return this.cancelledBy;
	}

	@Override
	public DeadLetterProgress await(Duration timeout) {
		try {
			return this.completion.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return progress();
		}
		catch (TimeoutException | ExecutionException ex) {
			return progress();
		}
	}

	@Override
	public CompletableFuture<DeadLetterProgress> completion() {
		return this.completion.copy();
	}

	@Override
	public String toString() {
		return this.task.describe() + ": " + this.state;
	}

	/**
	 * What is to be done.
	 *
	 * @param purpose what is done with dead letters
	 * @param request what was asked for
	 * @param messages how many messages there are
	 */
	record Task(DeadLetterOutcome purpose, Request request, long messages) {

		long intervalNanos() {
			return (this.request.rate() > 0) ? TimeUnit.SECONDS.toNanos(1) / this.request.rate() : 0;
		}

		String describe() {
			return (this.request.dryRun() ? "dry run of the " : "")
					+ ((this.purpose == DeadLetterOutcome.REPLAYED) ? "replay" : "discard")
					+ " of dead letters of stream '" + this.request.stream() + "' (" + this.request.selection()
					+ ((this.request.after() > 0) ? ", after=" + this.request.after() : "")
					+ ((this.request.target() != null) ? ", target=" + this.request.target() : "")
					+ (this.request.forced() ? ", forced" : "")
					+ ((this.request.requestedBy() != null) ? ", for " + this.request.requestedBy() : "") + ")";
		}

	}

	/**
	 * Where dead letters come from.
	 */
	@FunctionalInterface
	interface LetterSource {

		/**
		 * Take the next part.
		 * @param after the number behind which to begin
		 * @param cancelled whether to end early
		 * @return the part
		 */
		Part next(long after, BooleanSupplier cancelled);

	}

}
