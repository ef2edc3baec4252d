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
 * Settles one message, where the listener's method does that itself
 * ({@link AckMode#MANUAL}); or all messages of a batch at once, where the method takes a
 * list. Safe for use on any thread, while the method runs and after it has returned.
 * <p>
 * An acknowledgment is in one of three states:
 * <table>
 * <caption>States</caption>
 * <tr>
 * <th>state</th>
 * <th>begins with</th>
 * <th>what may be called</th>
 * </tr>
 * <tr>
 * <td>open</td>
 * <td>the call of the method</td>
 * <td>everything</td>
 * </tr>
 * <tr>
 * <td>settled</td>
 * <td>the first call of {@link #acknowledge()}, {@link #acknowledgeSync(Duration)},
 * {@link #nack()}, {@link #nack(Duration)} or {@link #deadLetter(String)}</td>
 * <td>{@link #isOpen()}; all else throws {@link IllegalStateException}</td>
 * </tr>
 * <tr>
 * <td>given up</td>
 * <td>an exception of the method while it was open, which has the message retried or made
 * a dead letter as with {@link AckMode#AUTO}; or the end of the listener, which hands the
 * message back</td>
 * <td>{@link #isOpen()}; all else throws {@link IllegalStateException}</td>
 * </tr>
 * </table>
 * While it is open, the message is kept alive at the server and counts towards the
 * listener's {@code concurrency}: so many messages may be open at the same time, and no
 * further one is begun. One that stays open for a long time is warned of in the log and
 * reported to {@link ListenerInstrumentation#unsettled}; it is never dropped. A stop of
 * the listener waits for open messages as it does for methods that run.
 *
 * @since 0.1.0
 */
public interface Acknowledgment {

	/**
	 * Whether the message is not settled yet and may be.
	 * @return {@code true} if so
	 */
	boolean isOpen();

	/**
	 * Settle the message: it was worked on. Does not wait for the server; should the
	 * acknowledgement get lost, the message is delivered again.
	 * @throws IllegalStateException when the acknowledgment is not open
	 */
	void acknowledge();

	/**
	 * Settle the message and wait until the server has confirmed it: afterwards it does
	 * not come again.
	 * @param timeout how long to wait for the confirmation
	 * @throws IllegalStateException when the acknowledgment is not open
	 * @throws io.github.natsboot.core.RequestTimeoutException when the confirmation did
	 * not come in time. The message is settled here all the same, and the server may or
	 * may not know it: it can come again
	 * @throws io.github.natsboot.core.NatsInterruptedException when the thread was
	 * interrupted meanwhile, with the same uncertainty
	 */
	void acknowledgeSync(Duration timeout);

	/**
	 * Have the message delivered again, after the delay that the listener's retry
	 * settings have for this attempt. After the last attempt it becomes a dead letter
	 * instead, as if the method had thrown.
	 * @throws IllegalStateException when the acknowledgment is not open
	 */
	void nack();

	/**
	 * Have the message delivered again after a delay. It counts as an attempt: after the
	 * last one the message becomes a dead letter instead.
	 * @param delay the time to wait, not negative; zero for at once
	 * @throws IllegalStateException when the acknowledgment is not open
	 */
	void nack(Duration delay);

	/**
	 * Give the message up: store it as a dead letter of the reason {@code rejected}, wait
	 * until the server has confirmed that, and end it. If the dead letter cannot be
	 * stored, the message is kept and that is tried again later, without the method.
	 * @param reason why, for the dead letter's {@code Nats-Dlq-Exception-Message}
	 * @throws IllegalStateException when the acknowledgment is not open
	 */
	void deadLetter(String reason);

	/**
	 * Tell the server now that the message is being worked on. Seldom needed: the library
	 * does so while the message is open.
	 * @throws IllegalStateException when the acknowledgment is not open
	 */
	void inProgress();

}
