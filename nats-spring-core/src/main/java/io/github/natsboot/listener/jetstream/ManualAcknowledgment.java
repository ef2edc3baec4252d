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
package io.github.natsboot.listener.jetstream;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import io.github.natsboot.core.NatsInterruptedException;
import io.github.natsboot.core.RequestTimeoutException;
import io.github.natsboot.deadletter.DeadLetter;
import io.github.natsboot.listener.Acknowledgment;
import io.github.natsboot.listener.ListenerInstrumentation.Settlement;
import io.github.natsboot.listener.error.Outcome;
import io.github.natsboot.listener.error.RetryRequestedException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Has one delivery settled once, by whoever comes first: the listener's method, a thread
 * of its own, or the container. The thread that called the method waits for that.
 */
final class ManualAcknowledgment implements Acknowledgment {

	/**
	 * How often to look whether the listener has ended. An interrupt would be quicker,
	 * but may be swallowed by what ran before.
	 */
	private static final long LOOK_MILLIS = 100;

	private final Delivery delivery;

	private final Settler settler;

	private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

	private volatile boolean handedOut;

	private final CountDownLatch settled = new CountDownLatch(1);

	ManualAcknowledgment(Delivery delivery, Settler settler) {
		this.delivery = delivery;
		this.settler = settler;
	}

	@Override
	public boolean isOpen() {
		return this.state.get() == State.OPEN;
	}

	@Override
	public void acknowledge() {
		require(tryAcknowledge());
	}

	@Override
	public void acknowledgeSync(Duration timeout) {
		Assert.notNull(timeout, "'timeout' must not be null");
		Assert.isTrue(!timeout.isNegative() && !timeout.isZero(), "'timeout' must be above zero");
		require(tryAcknowledgeSync(timeout));
	}

	@Override
	public void nack() {
		require(tryNack(null));
	}

	@Override
	public void nack(Duration delay) {
		requireDelay(delay);
		require(tryNack(delay));
	}

	@Override
	public void deadLetter(String reason) {
		require(tryDeadLetter(reason));
	}

	@Override
	public void inProgress() {
		require(tryInProgress());
	}

	/**
	 * Acknowledge the delivery unless it is settled.
	 * @return whether this has settled it; likewise the methods below
	 */
	boolean tryAcknowledge() {
		return trySettle(() -> this.settler.settle(this.delivery, null));
	}

	boolean tryAcknowledgeSync(Duration timeout) {
		return trySettle(() -> {
			try {
				this.delivery.ackSync(timeout);
			}
			catch (TimeoutException ex) {
				RequestTimeoutException failure = new RequestTimeoutException(this.delivery.message().getReplyTo(),
						timeout);
				failure.initCause(ex);
				throw failure;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new NatsInterruptedException(
						"Interrupted while waiting for the confirmation that message " + this.delivery + " is settled",
						ex);
			}
			this.settler.settled(this.delivery, Settlement.ACK);
		});
	}

	/**
	 * Have the delivery retried.
	 * @param delay after which time, or {@code null} for that of the retry settings
	 */
	boolean tryNack(@Nullable Duration delay) {
		return trySettle(() -> {
			RetryRequestedException cause = new RetryRequestedException();
			Outcome outcome = this.settler.decide(this.delivery, cause);
			this.settler.carryOut(
					(delay != null && outcome instanceof Outcome.Retry) ? new Outcome.Retry(delay) : outcome,
					this.delivery, cause);
		});
	}

	boolean tryDeadLetter(String reason) {
		Assert.notNull(reason, "'reason' must not be null");
		// It is logged, and may hold what a sender wrote.
		String printable = DeadLetter.printable(reason);
		return trySettle(() -> this.settler.reject(this.delivery, printable));
	}

	boolean tryInProgress() {
		if (!isOpen()) {
			return false;
		}
		this.delivery.inProgress();
		return true;
	}

	private boolean trySettle(Runnable settlement) {
		if (!this.state.compareAndSet(State.OPEN, State.SETTLED)) {
			return false;
		}
		try {
			settlement.run();
		}
		finally {
			this.settled.countDown();
		}
		return true;
	}

	static void requireDelay(Duration delay) {
		Assert.notNull(delay, "'delay' must not be null; nack() takes that of the retry settings");
		Assert.isTrue(!delay.isNegative(), "'delay' must not be negative");
	}

	/**
	 * Require that what was to be done could be done.
	 */
	void require(boolean done) {
		if (!done) {
			throw new IllegalStateException("Message " + this.delivery + whyNotOpen());
		}
	}

	private String whyNotOpen() {
		if (isReleased()) {
			return " is given to the method again, because the work failed on one before it";
		}
		return (this.state.get() == State.SETTLED) ? " is settled already, which can be done only once"
				: " was given up by its listener, because the method had thrown or the listener has stopped: it is "
						+ "retried or handed back";
	}

	/**
	 * The method is about to get this.
	 */
	void handOut() {
		this.handedOut = true;
	}

	/**
	 * Whether the method got this, so that it may settle.
	 */
	boolean isHandedOut() {
		return this.handedOut;
	}

	/**
	 * Take the delivery from the method, if it has not been settled.
	 * @return whether it is the container's to settle now
	 */
	boolean giveUp() {
		boolean given = this.state.compareAndSet(State.OPEN, State.GIVEN_UP);
		if (given) {
			this.settled.countDown();
		}
		return given;
	}

	/**
	 * Leave the delivery to the thread that called the method, to call it again.
	 */
	void release() {
		if (this.state.compareAndSet(State.OPEN, State.RELEASED)) {
			this.settled.countDown();
		}
	}

	/**
	 * Whether the method is to be called with the delivery again.
	 */
	boolean isReleased() {
		return this.state.get() == State.RELEASED;
	}

	/**
	 * Wait until the delivery is settled; hand it back when the listener ends before.
	 * @param begun when the method has returned, in nanoseconds
	 * @param openLimit how long that may take before it is reported; doubled each time
	 */
	void awaitSettled(long begun, Duration openLimit) {
		this.delivery.awaitOthers();
		Duration limit = openLimit;
		while (!awaitShortly()) {
			Duration open = Duration.ofNanos(System.nanoTime() - begun);
			if (this.delivery.isAbandoned() && giveUp()) {
				this.settler.handBack(this.delivery);
				return;
			}
			if (isOpen() && open.compareTo(limit) >= 0) {
				this.settler.unsettled(this.delivery, open);
				limit = limit.multipliedBy(2);
			}
		}
	}

	private boolean awaitShortly() {
		try {
			return this.settled.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			// Whether the listener has ended is looked up.
			return false;
		}
	}

	/**
	 * Who may still settle.
	 */
	private enum State {

		OPEN, SETTLED, RELEASED, GIVEN_UP

	}

}
