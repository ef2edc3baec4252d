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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.github.natsboot.support.NatsMessageConverter;
import io.nats.client.Message;
import io.nats.client.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Hears everything that is published to a subject from the time on at which it was made.
 * It is a plain subscription: it takes messages away from nobody, and sees those that a
 * stream stores as well. Each message is given once, in the order of arrival. Meant for
 * one thread.
 *
 * @since 0.1.0
 */
public final class MessageProbe implements AutoCloseable {

	private final Subscription subscription;

	private final NatsMessageConverter converter;

	private final Duration timeout;

	MessageProbe(Subscription subscription, NatsMessageConverter converter, Duration timeout) {
		this.subscription = subscription;
		this.converter = converter;
		this.timeout = timeout;
	}

	/**
	 * Waits for the next message.
	 * @return the message
	 * @throws AssertionError when none comes in time
	 */
	public CapturedMessage awaitMessage() {
		return awaitMessages(1).get(0);
	}

	CapturedMessage awaitMessage(Supplier<String> circumstances) {
		return awaitMessages(1, circumstances).get(0);
	}

	/**
	 * Waits for the next messages.
	 * @param count how many
	 * @return that many messages, in the order of arrival
	 * @throws AssertionError when fewer come in time, which is that for all of them
	 */
	public List<CapturedMessage> awaitMessages(int count) {
		return awaitMessages(count, () -> "");
	}

	private List<CapturedMessage> awaitMessages(int count, Supplier<String> circumstances) {
		long deadline = System.nanoTime() + this.timeout.toNanos();
		List<CapturedMessage> messages = new ArrayList<>();
		while (messages.size() < count) {
			Message message = next(deadline - System.nanoTime());
			if (message == null) {
				throw new AssertionError("Expected " + ((count == 1) ? "a message" : count + " messages") + " on '"
						+ this.subscription.getSubject() + "' within " + NatsTestTemplate.describe(this.timeout)
						+ ", but there " + ((messages.isEmpty()) ? "was none" : "were only " + messages)
						+ circumstances.get());
			}
			messages.add(new CapturedMessage(message, this.converter));
		}
		return messages;
	}

	/**
	 * Verifies that no message comes.
	 * @param time how long to wait for one; the whole of it when the verification holds
	 * @throws AssertionError when a message comes
	 */
	public void expectNoMessage(Duration time) {
		Message message = next(time.toNanos());
		if (message != null) {
			throw new AssertionError("Expected no message on '" + this.subscription.getSubject() + "', but there was "
					+ new CapturedMessage(message, this.converter));
		}
	}

	private @Nullable Message next(long nanos) {
		try {
			return this.subscription.nextMessage(Duration.ofNanos(Math.max(nanos, 1)));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for a message", ex);
		}
	}

	/**
	 * Ends the subscription, which the end of the test method does as well.
	 */
	@Override
	public void close() {
		if (this.subscription.isActive()) {
			this.subscription.unsubscribe();
		}
	}

}
