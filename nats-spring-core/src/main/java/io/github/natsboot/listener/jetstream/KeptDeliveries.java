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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.natsboot.listener.jetstream.PendingDeadLetters.Pending;
import org.jspecify.annotations.Nullable;

/**
 * Messages whose dead letter could not be stored, and that the server would not deliver
 * again. They are kept alive here until it can. When the process ends before, they are in
 * limbo, where {@link LimboRescuer} finds them. Empty, nearly always.
 */
final class KeptDeliveries {

	private final Queue<Kept> kept = new ConcurrentLinkedQueue<>();

	/**
	 * Keep a message.
	 * @param tries how often it has been tried to store its dead letter
	 * @param wait the time until it is to be tried again
	 */
	void add(Delivery delivery, Pending letter, long tries, Duration wait) {
		this.kept.add(new Kept(delivery, letter, tries, System.nanoTime() + wait.toNanos()));
	}

	boolean isEmpty() {
		return this.kept.isEmpty();
	}

	/**
	 * Take a message whose time has come. It is the caller's from then on.
	 */
	@Nullable Kept takeDue() {
		long now = System.nanoTime();
		for (Kept candidate : this.kept) {
			if (now - candidate.due() >= 0 && this.kept.remove(candidate)) {
				return candidate;
			}
		}
		return null;
	}

	/**
	 * Take any message, because the listener ends.
	 */
	@Nullable Kept take() {
		return this.kept.poll();
	}

	void keepAlive(long now, long intervalNanos) {
		this.kept.forEach((message) -> message.delivery().keepAlive(now, intervalNanos));
	}

	/**
	 * A message that waits.
	 *
	 * @param delivery the message
	 * @param letter why it is to become a dead letter
	 * @param tries how often that was tried
	 * @param due when to try again
	 */
	record Kept(Delivery delivery, Pending letter, long tries, long due) {
	}

}
