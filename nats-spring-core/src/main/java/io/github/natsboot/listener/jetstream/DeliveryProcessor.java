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

import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.deadletter.DeadLetter;
import io.github.natsboot.deadletter.DeadLetterPublisher;
import io.github.natsboot.deadletter.DeadLetterReason;
import io.github.natsboot.event.DeadLetterEvent;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerHooks;
import io.github.natsboot.listener.ListenerInstrumentation;
import io.github.natsboot.listener.ListenerInstrumentation.Settlement;
import io.github.natsboot.listener.ListenerInvoker;
import io.github.natsboot.listener.ListenerObserver;
import io.github.natsboot.listener.UnreadableMessageException;
import io.github.natsboot.listener.error.ErrorHandler;
import io.github.natsboot.listener.error.Outcome;
import io.github.natsboot.listener.jetstream.PendingDeadLetters.Pending;
import io.nats.client.Connection;
import io.nats.client.api.PublishAck;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;

/**
 * What happens to one delivery, in order: those beyond the last attempt go to the dead
 * letters unseen; the others are observed, given to the method, decided upon, and
 * settled. A message is ended only after it was worked on, or after the server has
 * acknowledged its dead letter. Safe for concurrent use.
 */
final class DeliveryProcessor {

	private static final Log logger = LogFactory.getLog(DeliveryProcessor.class);

	private static final Outcome ACK = new Outcome.Ack();

	/**
	 * A delivery may be lost with a connection, or handed back by an instance that stops,
	 * without an attempt having been made. With few attempts allowed such a message must
	 * not become a dead letter unseen: up to this number it is worked on, and a failure
	 * counts as that of the last attempt.
	 */
	private static final long LEAST_DELIVERIES = 4;

	private static final Duration FIRST_DEAD_LETTER_WAIT = Duration.ofSeconds(1);

	private static final int MAX_DEAD_LETTER_DOUBLINGS = 6;

	private static final long DEAD_LETTER_TROUBLE_NANOS = Duration.ofMinutes(2).toNanos();

	private final ListenerInfo listener;

	private final ListenerInvoker method;

	private final long maxAttempts;

	private final String deadLetterSubject;

	private final @Nullable String sendTo;

	private final ErrorHandler errorHandler;

	private final DeadLetterPublisher deadLetters;

	private final JetStreamOperations jetStream;

	private final Connection connection;

	private final ListenerObserver observer;

	private final ListenerInstrumentation instrumentation;

	private final ApplicationEventPublisher events;

	private final PendingDeadLetters pendingDeadLetters = new PendingDeadLetters();

	/**
	 * Why dead letters cannot be stored at the moment.
	 */
	private volatile @Nullable String deadLetterTrouble;

	private volatile long deadLetterTroubleAt;

	DeliveryProcessor(JetStreamListenerEndpoint endpoint, ErrorHandler errorHandler, DeadLetterPublisher deadLetters,
			JetStreamOperations jetStream, Connection connection, ListenerHooks hooks,
			ApplicationEventPublisher events) {
		this.listener = endpoint.info();
		this.method = hooks.invoker(this.listener, endpoint.method());
		this.maxAttempts = endpoint.retry().maxAttempts();
		this.deadLetterSubject = endpoint.deadLetterSubject();
		this.sendTo = endpoint.sendTo();
		this.errorHandler = errorHandler;
		this.deadLetters = deadLetters;
		this.jetStream = jetStream;
		this.connection = connection;
		this.observer = hooks.observer(this.listener);
		this.instrumentation = hooks.instrumentation();
		this.events = events;
	}

	/**
	 * Work on a delivery and settle it.
	 * @throws VirtualMachineError when the process cannot go on; the delivery is not
	 * settled
	 */
	void process(Delivery delivery) {
		Pending pending = this.pendingDeadLetters.remove(delivery);
		if (pending != null) {
			deadLetter(delivery, pending.reason(), pending.failure());
			return;
		}
		if (delivery.attempt() > Math.max(this.maxAttempts, LEAST_DELIVERIES)) {
			// The process that made the last attempt ended before it could say how it
			// went.
			deadLetter(delivery, DeadLetterReason.ATTEMPTS_EXHAUSTED, null);
			return;
		}
		this.observer.observe(delivery.message(), () -> attempt(delivery));
	}

	void handBack(Delivery delivery) {
		delivery.retry(Duration.ZERO);
		this.instrumentation.settled(this.listener, delivery.message(), Settlement.HANDED_BACK);
	}

	/**
	 * Why dead letters cannot be stored at the moment. A message that is kept comes back
	 * within the longest wait, so a failure that is much older has been overcome, by
	 * another instance if not by this one.
	 */
	@Nullable String deadLetterTrouble() {
		return (System.nanoTime() - this.deadLetterTroubleAt < DEAD_LETTER_TROUBLE_NANOS) ? this.deadLetterTrouble
				: null;
	}

	private @Nullable Throwable attempt(Delivery delivery) {
		Throwable failure = null;
		Outcome outcome = ACK;
		try {
			Object value = this.method.invoke(delivery.message(), delivery.message(), delivery.metaData());
			// What follows must reach the server even if the method left an interrupt
			// behind.
			Thread.interrupted();
			send(delivery, value);
		}
		catch (StackOverflowError ex) {
			failure = ex;
		}
		catch (VirtualMachineError ex) {
			throw ex;
		}
		catch (Throwable ex) {
			failure = ex;
		}
		Thread.interrupted();
		if (failure != null && delivery.isAbandoned()) {
			logger.debug("The method of " + this.listener.describe() + " was interrupted at message " + delivery
					+ ", which will be delivered again", failure);
			return failure;
		}
		if (failure != null) {
			outcome = this.errorHandler.handle(failure, delivery.attempt());
		}
		carryOut(outcome, delivery, failure);
		return failure;
	}

	private void send(Delivery delivery, @Nullable Object value) {
		if (this.sendTo != null && value != null) {
			// The same delivery gives the same id, so a repeated attempt stores the value
			// once.
			this.jetStream.message(value)
				.subject(this.sendTo)
				.id("reply:" + delivery.metaData().getStream() + ":" + delivery.metaData().getConsumer() + ":"
						+ delivery.metaData().streamSequence() + ":"
						+ Long.toString(delivery.metaData().timestamp().toInstant().toEpochMilli(), 36))
				.publish();
		}
	}

	private void carryOut(Outcome outcome, Delivery delivery, @Nullable Throwable failure) {
		if (outcome instanceof Outcome.Ack) {
			delivery.ack();
			this.instrumentation.settled(this.listener, delivery.message(), Settlement.ACK);
		}
		else if (outcome instanceof Outcome.Retry retry) {
			delivery.retry(retry.delay());
			this.instrumentation.settled(this.listener, delivery.message(), Settlement.RETRY);
			if (logger.isDebugEnabled()) {
				logger.debug("Attempt " + delivery.attempt() + " of " + this.maxAttempts + " at message " + delivery
						+ " failed in " + this.listener.describe() + "; the next follows in " + retry.delay().toMillis()
						+ " ms", failure);
			}
		}
		else if (outcome instanceof Outcome.DeadLetter deadLetter) {
			deadLetter(delivery, deadLetter.reason(), failure);
		}
	}

	private void deadLetter(Delivery delivery, DeadLetterReason reason, @Nullable Throwable failure) {
		PublishAck stored;
		try {
			stored = this.deadLetters.publish(
					new DeadLetter(delivery.message(), this.listener.id(), reason, failure(failure), text(failure)),
					this.deadLetterSubject);
		}
		catch (RuntimeException ex) {
			this.pendingDeadLetters.add(delivery, new Pending(reason, failure));
			keep(delivery, reason, ex);
			return;
		}
		this.deadLetterTrouble = null;
		delivery.terminate(this.connection, "dead letter: " + reason.code());
		this.instrumentation.settled(this.listener, delivery.message(), Settlement.DEAD_LETTER);
		this.instrumentation.deadLettered(this.listener, delivery.message(), reason, stored);
		logDeadLetter(delivery, reason, failure);
		publishEvent(delivery, reason, true);
	}

	/**
	 * The dead letter is not known to be stored, so the message stays and comes again.
	 */
	private void keep(Delivery delivery, DeadLetterReason reason, RuntimeException failure) {
		Thread.interrupted();
		long doublings = Math.min(MAX_DEAD_LETTER_DOUBLINGS, Math.max(0, delivery.attempt() - this.maxAttempts));
		Duration wait = FIRST_DEAD_LETTER_WAIT.multipliedBy(1L << doublings);
		delivery.retry(wait);
		this.deadLetterTroubleAt = System.nanoTime();
		this.deadLetterTrouble = failure.getClass().getSimpleName() + ": " + failure.getMessage();
		this.instrumentation.settled(this.listener, delivery.message(), Settlement.RETRY);
		this.instrumentation.deadLetterFailed(this.listener, delivery.message());
		logger.error("The dead letter of message " + delivery + " could not be stored on '" + this.deadLetterSubject
				+ "' for " + this.listener.describe() + "; the message is kept and tried again in " + wait.toSeconds()
				+ " s", failure);
		publishEvent(delivery, reason, false);
	}

	private void logDeadLetter(Delivery delivery, DeadLetterReason reason, @Nullable Throwable failure) {
		String text = "Message " + delivery + " is a dead letter on '" + this.deadLetterSubject + "' (" + reason.code()
				+ ", delivered " + delivery.attempt() + " times) from " + this.listener.describe();
		if (failure == null || failure instanceof UnreadableMessageException) {
			String why = text(failure);
			logger.warn((why != null) ? text + ": " + why : text);
		}
		else {
			logger.warn(text, failure);
		}
	}

	private void publishEvent(Delivery delivery, DeadLetterReason reason, boolean stored) {
		try {
			this.events.publishEvent(new DeadLetterEvent(this, this.listener.id(), delivery.metaData().getStream(),
					delivery.metaData().streamSequence(), reason.code(), stored));
		}
		catch (RuntimeException ex) {
			logger.warn("A listener of dead letter events failed", ex);
		}
	}

	/**
	 * What the message was unreadable for is of more use than that it was.
	 */
	private static @Nullable Throwable failure(@Nullable Throwable failure) {
		return (failure instanceof UnreadableMessageException) ? failure.getCause() : failure;
	}

	private @Nullable String text(@Nullable Throwable failure) {
		return (failure != null) ? failure.getMessage()
				: "Delivered more often than the listener's " + this.maxAttempts + " attempts, without an outcome";
	}

}
