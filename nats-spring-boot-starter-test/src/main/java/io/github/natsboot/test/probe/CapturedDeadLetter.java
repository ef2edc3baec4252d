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

import io.github.natsboot.deadletter.DeadLetterHeaders;
import io.github.natsboot.support.NatsMessageConverter;
import io.nats.client.Message;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it was read back from the stream that keeps it. Its body is that of
 * the message that failed. AssertJ's {@code assertThat} takes it.
 *
 * @since 0.1.0
 */
public final class CapturedDeadLetter extends Captured implements AssertProvider<CapturedDeadLetterAssert> {

	private final String stream;

	private final long sequence;

	CapturedDeadLetter(Message message, NatsMessageConverter converter, String stream, long sequence) {
		super(message, converter);
		this.stream = stream;
		this.sequence = sequence;
	}

	/**
	 * Returns the stream that keeps the dead letter.
	 * @return its name
	 */
	public String stream() {
		return this.stream;
	}

	/**
	 * Returns the number of the dead letter in the stream that keeps it.
	 * @return the sequence number
	 */
	public long sequence() {
		return this.sequence;
	}

	/**
	 * Returns why the message became a dead letter.
	 * @return the code of a {@link io.github.natsboot.deadletter.DeadLetterReason}, or
	 * {@code null} when that had to be left out for want of room
	 */
	public @Nullable String reason() {
		return header(DeadLetterHeaders.REASON);
	}

	/**
	 * Returns the subject the message that failed was published to.
	 * @return the subject, or {@code null} when that had to be left out for want of room
	 */
	public @Nullable String originalSubject() {
		return header(DeadLetterHeaders.SUBJECT);
	}

	/**
	 * Returns how often the message was delivered, the first time included.
	 * @return the number, or 0 when that had to be left out for want of room
	 */
	public long deliveries() {
		String deliveries = header(DeadLetterHeaders.DELIVERIES);
		return (deliveries != null) ? Long.parseLong(deliveries) : 0;
	}

	/**
	 * Returns the class of the last failure.
	 * @return the name of the class, or {@code null} when no failure was seen
	 */
	public @Nullable String exception() {
		return header(DeadLetterHeaders.EXCEPTION);
	}

	/**
	 * Returns the text of the last failure, as far as a dead letter keeps it.
	 * @return the text, or {@code null} for none
	 */
	public @Nullable String exceptionMessage() {
		return header(DeadLetterHeaders.EXCEPTION_MESSAGE);
	}

	/**
	 * For AssertJ, which calls it.
	 * @return assertions on this dead letter
	 */
	@Override
	public CapturedDeadLetterAssert assertThat() {
		return new CapturedDeadLetterAssert(this);
	}

}
