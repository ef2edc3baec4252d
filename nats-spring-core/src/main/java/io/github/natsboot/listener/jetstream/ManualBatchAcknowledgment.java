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
import java.util.List;
import java.util.function.Predicate;

import io.github.natsboot.core.NatsException;
import io.github.natsboot.listener.BatchAcknowledgment;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Has each delivery of a batch settled once, through an acknowledgment of its own.
 */
final class ManualBatchAcknowledgment implements BatchAcknowledgment {

	private final List<ManualAcknowledgment> messages;

	private volatile boolean handedOut;

	ManualBatchAcknowledgment(List<Delivery> deliveries, Settler settler) {
		this.messages = deliveries.stream().map((delivery) -> new ManualAcknowledgment(delivery, settler)).toList();
	}

	@Override
	public boolean isOpen() {
		return this.messages.stream().anyMatch(ManualAcknowledgment::isOpen);
	}

	@Override
	public void acknowledge() {
		settle(this.messages, ManualAcknowledgment::tryAcknowledge);
	}

	@Override
	public void acknowledge(int index) {
		requireIndex(index);
		settle(this.messages.subList(0, index + 1), ManualAcknowledgment::tryAcknowledge);
	}

	@Override
	public void acknowledgeSync(Duration timeout) {
		Assert.isTrue(!timeout.isNegative() && !timeout.isZero(), "'timeout' must be above zero");
		Confirmations confirmations = new Confirmations(timeout);
		settle(this.messages, confirmations);
		if (confirmations.failure != null) {
			throw confirmations.failure;
		}
	}

	@Override
	public void nack() {
		settle(this.messages, (message) -> message.tryNack(null));
	}

	@Override
	public void nack(Duration delay) {
		ManualAcknowledgment.requireDelay(delay);
		settle(this.messages, (message) -> message.tryNack(delay));
	}

	@Override
	public void nack(int index) {
		nackAt(index, null);
	}

	@Override
	public void nack(int index, Duration delay) {
		ManualAcknowledgment.requireDelay(delay);
		nackAt(index, delay);
	}

	private void nackAt(int index, @Nullable Duration delay) {
		requireIndex(index);
		ManualAcknowledgment failed = this.messages.get(index);
		failed.require(failed.tryNack(delay));
		this.messages.subList(0, index).forEach(ManualAcknowledgment::tryAcknowledge);
		this.messages.subList(index + 1, this.messages.size()).forEach(ManualAcknowledgment::release);
	}

	@Override
	public void deadLetter(String reason) {
		settle(this.messages, (message) -> message.tryDeadLetter(reason));
	}

	@Override
	public void deadLetter(int index, String reason) {
		requireIndex(index);
		this.messages.get(index).deadLetter(reason);
	}

	@Override
	public void inProgress() {
		settle(this.messages, ManualAcknowledgment::tryInProgress);
	}

	private static void settle(List<ManualAcknowledgment> messages, Predicate<ManualAcknowledgment> settlement) {
		boolean any = false;
		for (ManualAcknowledgment message : messages) {
			any |= settlement.test(message);
		}
		messages.get(messages.size() - 1).require(any);
	}

	private void requireIndex(int index) {
		Assert.isTrue(index >= 0 && index < this.messages.size(),
				() -> "There is no message " + index + " in a batch of " + this.messages.size());
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
	 * Take a delivery from the method, if it has not been settled.
	 * @return whether it is the container's to settle now
	 */
	boolean giveUp(int index) {
		return this.messages.get(index).giveUp();
	}

	/**
	 * Whether the method is to be called with a delivery again.
	 */
	boolean isReleased(int index) {
		return this.messages.get(index).isReleased();
	}

	/**
	 * Wait until each delivery is settled or released; hand back those that are open when
	 * the listener ends before.
	 * @param openLimit how long that may take before it is reported
	 */
	void awaitSettled(Duration openLimit) {
		long begun = System.nanoTime();
		this.messages.forEach((message) -> message.awaitSettled(begun, openLimit));
	}

	/**
	 * Acknowledges messages and waits for each confirmation, until one does not come: by
	 * then the time is over, and the others are acknowledged without waiting.
	 */
	private static final class Confirmations implements Predicate<ManualAcknowledgment> {

		private final long deadline;

		private @Nullable NatsException failure;

		Confirmations(Duration timeout) {
			this.deadline = System.nanoTime() + timeout.toNanos();
		}

		@Override
		public boolean test(ManualAcknowledgment message) {
			if (this.failure != null) {
				return message.tryAcknowledge();
			}
			try {
				return message
					.tryAcknowledgeSync(Duration.ofNanos(Math.max(1_000_000, this.deadline - System.nanoTime())));
			}
			catch (NatsException ex) {
				this.failure = ex;
				return true;
			}
		}

	}

}
