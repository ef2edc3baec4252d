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

package io.github.natsboot.test.probe;

import io.github.natsboot.listener.ListenerInstrumentation.Settlement;
import io.github.natsboot.listener.UnreadableMessageException;

/**
 * Assertions on the call of a listener.
 *
 * @since 0.1.0
 */
public final class ListenerCallAssert extends AbstractCapturedAssert<ListenerCallAssert, ListenerCall> {

	ListenerCallAssert(ListenerCall actual) {
		super(actual, ListenerCallAssert.class);
	}

	/**
	 * Verifies that the method was called and has returned.
	 * @return this
	 */
	public ListenerCallAssert succeeded() {
		isNotNull();
		if (!this.actual.wasCalled() || !this.actual.hasEnded() || this.actual.failure().isPresent()) {
			throw failure("Expected a call that succeeded, but was%n  %s", this.actual);
		}
		return this;
	}

	/**
	 * Verifies that the call failed.
	 * @param type class of the failure or a superclass of it. When the arguments of the
	 * method could not be made that is {@link UnreadableMessageException}, or what made
	 * it unreadable
	 * @return this
	 */
	public ListenerCallAssert failedWith(Class<? extends Throwable> type) {
		isNotNull();
		Throwable failure = this.actual.failure().orElse(null);
		Throwable reason = (failure instanceof UnreadableMessageException) ? failure.getCause() : null;
		if (!type.isInstance(failure) && !type.isInstance(reason)) {
			throw failure("Expected a call that failed with a %s, but was%n  %s", type.getName(), this.actual);
		}
		return this;
	}

	/**
	 * Verifies which attempt at the message this was.
	 * @param attempt the server's count of deliveries, 1 for the first
	 * @return this
	 */
	public ListenerCallAssert isAttempt(long attempt) {
		return requireEqual(this.actual.attempt(), attempt, "the attempt");
	}

	/**
	 * Verifies that the message was acknowledged.
	 * @return this
	 */
	public ListenerCallAssert isAcknowledged() {
		return isSettledBy(Settlement.ACK);
	}

	/**
	 * Verifies that the message was handed back to be delivered again.
	 * @return this
	 */
	public ListenerCallAssert isRetried() {
		return isSettledBy(Settlement.RETRY);
	}

	/**
	 * Verifies that the message was stored as a dead letter.
	 * @return this
	 */
	public ListenerCallAssert isDeadLettered() {
		return isSettledBy(Settlement.DEAD_LETTER);
	}

	/**
	 * Verifies that the message was lost to the listener, which acknowledges nothing.
	 * @return this
	 */
	public ListenerCallAssert isLost() {
		return isSettledBy(Settlement.LOST);
	}

	private ListenerCallAssert isSettledBy(Settlement settlement) {
		isNotNull();
		if (!this.actual.nativeMessage().isJetStream()) {
			throw failure("Expected the message to be settled by %s, but it is in no stream, so it never is: use "
					+ "succeeded() or failedWith(…)%n  %s", settlement, this.actual);
		}
		if (this.actual.settlement().isEmpty()) {
			throw failure("Expected the message to be settled by %s, but it is not settled (yet: await it with "
					+ "awaitSettled())%n  %s", settlement, this.actual);
		}
		return requireEqual(this.actual.settlement().get(), settlement, "the settlement");
	}

}
