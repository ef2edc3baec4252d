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
package io.github.natsboot.listener;

import java.time.Duration;

/**
 * Settles the messages of a batch, where the listener's method does that itself
 * ({@link AckMode#MANUAL}): all that are open at once, with the methods of
 * {@link Acknowledgment}, or up to one of them. An index is the place of a message in the
 * list that the method was given, 0 for the first.
 * <p>
 * Each message is settled once. The acknowledgment of a batch is open as long as one of
 * its messages is; what {@link Acknowledgment} says about states holds for each message.
 *
 * @since 0.1.0
 */
public interface BatchAcknowledgment extends Acknowledgment {

	/**
	 * Settle the messages up to and including one of them: they were worked on. Those
	 * that are settled already stay as they are.
	 * @param index the last of them
	 * @throws IllegalStateException when none of them is open
	 * @throws IllegalArgumentException when the batch has no such message
	 */
	void acknowledge(int index);

	/**
	 * Say which message the work failed on: those before it are acknowledged, that one is
	 * delivered again as with {@link #nack()}, and the method is called again, at once,
	 * with those after it. So that message comes after those behind it. The batch is
	 * settled with this.
	 * @param index the message
	 * @throws IllegalStateException when the message is not open
	 * @throws IllegalArgumentException when the batch has no such message
	 */
	void nack(int index);

	/**
	 * Say which message the work failed on, as {@link #nack(int)} does, and when it is to
	 * be delivered again.
	 * @param index the message
	 * @param delay the time to wait, not negative; zero for at once. Those after it do
	 * not wait
	 * @throws IllegalStateException when the message is not open
	 * @throws IllegalArgumentException when the batch has no such message
	 */
	void nack(int index, Duration delay);

	/**
	 * Give one message up, as {@link #deadLetter(String)} does. The others stay as they
	 * are.
	 * @param index the message
	 * @param reason why, for the dead letter's {@code Nats-Dlq-Exception-Message}
	 * @throws IllegalStateException when the message is not open
	 * @throws IllegalArgumentException when the batch has no such message
	 */
	void deadLetter(int index, String reason);

}
