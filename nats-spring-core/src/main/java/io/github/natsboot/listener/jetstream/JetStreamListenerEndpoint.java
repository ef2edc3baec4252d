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

import io.github.natsboot.core.Subjects;
import io.github.natsboot.listener.AckMode;
import io.github.natsboot.listener.ListenerConfigurationException;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerMethod;
import io.github.natsboot.listener.ListenerRules;
import io.github.natsboot.listener.Ordering;
import io.github.natsboot.listener.error.ErrorHandler;
import io.github.natsboot.listener.error.RetrySettings;
import org.jspecify.annotations.Nullable;

/**
 * A listener on a JetStream stream, as declared.
 *
 * @param id the listener's id
 * @param method the method to call
 * @param stream the stream
 * @param durable the durable consumer
 * @param subjects the subjects of the stream to listen on; empty for all
 * @param start where a new consumer begins in the stream
 * @param sendTo where a returned value is published, or {@code null} for nowhere
 * @param concurrency the number of messages worked on at the same time
 * @param autoStartup whether it starts with the application
 * @param ackMode who says that a message was worked on
 * @param ordering which messages are worked on one after the other
 * @param ackWait how long the server waits for an acknowledgement, or {@code null} for
 * what the consumer has
 * @param prefetch the number of messages asked for ahead, or {@code null} to find it by
 * measuring
 * @param batch how messages are gathered, if the method takes a list
 * @param retry how failures are retried
 * @param deadLetterSubject the subject of dead letters
 * @param deadLetterStream the stream that keeps them, made if no stream captures the
 * subject
 * @param errorHandler decides about failures, or {@code null} for that of the container
 * factory
 */
public record JetStreamListenerEndpoint(String id, ListenerMethod method, String stream, String durable,
		List<String> subjects, StartPosition start, @Nullable String sendTo, int concurrency, boolean autoStartup,
		AckMode ackMode, Ordering ordering, @Nullable Duration ackWait, @Nullable Integer prefetch, BatchSettings batch,
		RetrySettings retry, String deadLetterSubject, String deadLetterStream, @Nullable ErrorHandler errorHandler) {

	private static final int MAX_PREFETCH = 10_000;

	/**
	 * Check the values.
	 * @param id the listener's id
	 * @param method the method to call
	 * @param stream the stream
	 * @param durable the durable consumer
	 * @param subjects the subjects of the stream to listen on; empty for all
	 * @param start where a new consumer begins in the stream
	 * @param sendTo where a returned value is published, or {@code null} for nowhere
	 * @param concurrency the number of messages worked on at the same time
	 * @param autoStartup whether it starts with the application
	 * @param ackMode who says that a message was worked on
	 * @param ordering which messages are worked on one after the other
	 * @param ackWait how long the server waits for an acknowledgement, or {@code null}
	 * for what the consumer has
	 * @param prefetch the number of messages asked for ahead, or {@code null} to find it
	 * by measuring
	 * @param batch how messages are gathered, if the method takes a list
	 * @param retry how failures are retried
	 * @param deadLetterSubject the subject of dead letters
	 * @param deadLetterStream the stream that keeps them, made if no stream captures the
	 * subject
	 * @param errorHandler decides about failures, or {@code null} for that of the
	 * container factory
	 */
	public JetStreamListenerEndpoint {
		subjects = List.copyOf(subjects);
		String listener = "listener '" + id + "' (" + method + ")";
		ListenerRules.requireSupported(listener, method);
		if (method.takesList()) {
			requireBatch(listener, method, batch, prefetch);
		}
		else if (method.takesBatchAcknowledgment()) {
			throw new ListenerConfigurationException(listener,
					"it takes a BatchAcknowledgment, but one message at a time: take a List, or an Acknowledgment");
		}
		if (start.policy() == StartPosition.Policy.LAST_PER_SUBJECT && subjects.isEmpty()) {
			throw new ListenerConfigurationException(listener,
					"its deliver policy LAST_PER_SUBJECT needs 'subjects': set those of the stream, or \">\" for all");
		}
		requireFitting(listener, method, ackMode);
		requireOrder(listener, method, ackMode, ordering, concurrency);
		if (concurrency < 1) {
			throw new ListenerConfigurationException(listener,
					"'concurrency' is " + concurrency + "; it must be 1 or more");
		}
		if (prefetch != null && (prefetch < 1 || prefetch > MAX_PREFETCH)) {
			throw new ListenerConfigurationException(listener,
					"'prefetch' is " + prefetch + "; it must be between 1 and " + MAX_PREFETCH);
		}
		if (ackWait != null && ackWait.toMillis() < 100) {
			throw new ListenerConfigurationException(listener,
					"'ackWait' is " + ackWait + "; it must be 100 milliseconds or more");
		}
		if (method.hasReturnValue() && sendTo == null) {
			throw new ListenerConfigurationException(listener,
					"it returns a value, but a JetStream message has no reply subject: say where the value goes "
							+ "with @SendTo, or return nothing");
		}
		if (sendTo != null && !method.hasReturnValue()) {
			throw new ListenerConfigurationException(listener,
					"@SendTo is on a method that returns nothing: return the value to send, or remove it");
		}
		try {
			Subjects.requireName("stream", stream);
			Subjects.requireName("durable", durable);
			Subjects.requireName("stream", deadLetterStream);
			Subjects.requireLiteral(deadLetterSubject);
			subjects.forEach((subject) -> ListenerRules.requireSubject(listener, subject));
			if (sendTo != null) {
				Subjects.requireLiteral(sendTo);
			}
			ListenerRules.requireNoLoop(listener, subjects, sendTo);
		}
		catch (ListenerConfigurationException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new ListenerConfigurationException(listener, String.valueOf(ex.getMessage()), ex);
		}
	}

	private static void requireFitting(String listener, ListenerMethod method, AckMode ackMode) {
		if (ackMode != AckMode.MANUAL && method.takesAcknowledgment()) {
			throw new ListenerConfigurationException(listener,
					"it takes an Acknowledgment, but its ack mode is " + ackMode
							+ ", in which there is nothing for it to settle: set 'ackMode' to \"MANUAL\", or remove "
							+ "the parameter");
		}
		if (ackMode == AckMode.MANUAL && !method.takesAcknowledgment()) {
			throw new ListenerConfigurationException(listener,
					"its ack mode is MANUAL, but it takes no Acknowledgment, so nobody could settle its messages: add "
							+ "such a parameter, or set 'ackMode' to \"AUTO\"");
		}
		if (ackMode == AckMode.MANUAL && method.hasReturnValue()) {
			throw new ListenerConfigurationException(listener,
					"its ack mode is MANUAL and it returns a value, which would be sent after the message was settled "
							+ "and be lost if that fails: send it in the method, before the acknowledgement");
		}
	}

	private static void requireOrder(String listener, ListenerMethod method, AckMode ackMode, Ordering ordering,
			int concurrency) {
		if (ordering == Ordering.NONE) {
			return;
		}
		if (method.takesList()) {
			throw new ListenerConfigurationException(listener,
					"its ordering is " + ordering + ", and it takes a List, in which a message that fails would not "
							+ "hold up those behind it: take one message at a time, or set 'ordering' to \"NONE\"");
		}
		if (ackMode == AckMode.NONE) {
			throw new ListenerConfigurationException(listener,
					"its ordering is " + ordering + ", and its ack mode NONE, in which the server does not know what "
							+ "was worked on, nor delivers it again: set another 'ackMode', or set 'ordering' to "
							+ "\"NONE\"; with 'concurrency' 1 messages come in the order of the stream");
		}
		if (ordering == Ordering.STREAM && concurrency > 1) {
			throw new ListenerConfigurationException(listener,
					"its ordering is STREAM, in which one message is worked on at a time, and its 'concurrency' is "
							+ concurrency + ": set 'concurrency' to 1, or 'ordering' to \"KEY\", which works on those "
							+ "of different subjects at the same time");
		}
	}

	private static void requireBatch(String listener, ListenerMethod method, BatchSettings batch,
			@Nullable Integer prefetch) {
		String takes = "it takes a List, which stands for a batch of messages, and ";
		if (method.takesOtherThanBatch()) {
			throw new ListenerConfigurationException(listener,
					takes + "a parameter that only a single message has a value for: remove it. Make the list a "
							+ "List<Message<T>> to get at the headers of each message");
		}
		if (!method.takesPlainList()) {
			throw new ListenerConfigurationException(listener,
					takes + "declares it as another type of list: take a List");
		}
		if (method.hasReturnValue()) {
			throw new ListenerConfigurationException(listener, takes + "returns a value: return nothing");
		}
		if (batch.size() < 1 || batch.size() > MAX_PREFETCH) {
			throw new ListenerConfigurationException(listener,
					"'batchSize' is " + batch.size() + "; it must be between 1 and " + MAX_PREFETCH);
		}
		if (batch.timeout().isNegative()) {
			throw new ListenerConfigurationException(listener,
					"'batchTimeout' is " + batch.timeout() + "; it must not be negative");
		}
		if (prefetch != null && prefetch < batch.size()) {
			throw new ListenerConfigurationException(listener, "'prefetch' is " + prefetch + " and 'batchSize' "
					+ batch.size() + ": a batch could never be full. Set 'prefetch' to the batch's size at least");
		}
	}

	/**
	 * Whether the method is given several messages at once.
	 * @return {@code true} if so
	 */
	boolean isBatch() {
		return this.method.takesList();
	}

	/**
	 * The number of messages that are given to the method at once.
	 * @return the largest number
	 */
	int atATime() {
		return isBatch() ? this.batch.size() : 1;
	}

	/**
	 * Whether the server waits for each message to be acknowledged. Only then is there
	 * something to retry or to make a dead letter.
	 * @return {@code true} unless the ack mode is {@link AckMode#NONE}
	 */
	boolean isAcknowledged() {
		return this.ackMode != AckMode.NONE;
	}

	/**
	 * The endpoint in the terms that all listeners share.
	 * @return the description
	 */
	public ListenerInfo info() {
		return new ListenerInfo(this.id, this.method.toString(), this.subjects, this.durable, this.stream,
				this.concurrency, isAcknowledged() ? this.retry.describe() : "at most once",
				isAcknowledged() ? this.deadLetterSubject : null);
	}

}
