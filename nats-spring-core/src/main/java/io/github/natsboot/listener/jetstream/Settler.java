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

import io.github.natsboot.deadletter.DeadLetter;
import io.github.natsboot.deadletter.DeadLetterPublisher;
import io.github.natsboot.deadletter.DeadLetterReason;
import io.github.natsboot.event.DeadLetterEvent;
import io.github.natsboot.listener.FailureLog;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerInstrumentation;
import io.github.natsboot.listener.ListenerInstrumentation.Settlement;
import io.github.natsboot.listener.UnreadableMessageException;
import io.github.natsboot.listener.error.ErrorHandler;
import io.github.natsboot.listener.error.Outcome;
import io.github.natsboot.listener.error.RetryRequestedException;
import io.github.natsboot.listener.error.RetrySettings;
import io.github.natsboot.listener.jetstream.KeptDeliveries.Kept;
import io.github.natsboot.listener.jetstream.PendingDeadLetters.Pending;
import io.nats.client.Connection;
import io.nats.client.api.PublishAck;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;

/**
 * The one place where outcomes are carried out. A message is ended only after it was
 * worked on, or after the server has acknowledged its dead letter. Safe for concurrent
 * use.
 */
final class Settler {

	private static final Log logger = LogFactory.getLog(Settler.class);

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

	private final long maxAttempts;

	private final String deadLetterSubject;

	private final ErrorHandler errorHandler;

	private final DeadLetterPublisher deadLetters;

	private final Connection connection;

	private final ListenerInstrumentation instrumentation;

	private final ApplicationEventPublisher events;

	private final PendingDeadLetters pendingDeadLetters = new PendingDeadLetters();

	private final DeadLetterOutage outage = new DeadLetterOutage();

	private final KeptDeliveries kept = new KeptDeliveries();

	/**
	 * Why dead letters cannot be stored at the moment.
	 */
	private volatile @Nullable String deadLetterTrouble;

	private volatile long deadLetterTroubleAt;

	Settler(JetStreamListenerEndpoint endpoint, ErrorHandler errorHandler, DeadLetterPublisher deadLetters,
			Connection connection, ListenerInstrumentation instrumentation, ApplicationEventPublisher events) {
		this.listener = endpoint.info();
		this.maxAttempts = endpoint.retry().maxAttempts();
		this.deadLetterSubject = endpoint.deadLetterSubject();
		this.errorHandler = errorHandler;
		this.deadLetters = deadLetters;
		this.connection = connection;
		this.instrumentation = instrumentation;
		this.events = events;
	}

	/**
	 * Settle a delivery that the method must not see any more: one whose dead letter
	 * could not be stored yet, or one beyond the last attempt.
	 * @return whether that was so
	 */
	boolean settleUnseen(Delivery delivery) {
		// Those that come for the first time, nearly all, need no look.
		if (delivery.attempt() == 1) {
			return false;
		}
		Pending pending = this.pendingDeadLetters.remove(delivery);
		if (pending != null) {
			deadLetter(delivery, pending);
			return true;
		}
		if (delivery.attempt() > Math.max(this.maxAttempts, LEAST_DELIVERIES)) {
			// The process that made the last attempt ended before it could say how it
			// went.
			deadLetter(delivery, new Pending(DeadLetterReason.ATTEMPTS_EXHAUSTED, null,
					"Delivered more often than the listener's " + this.maxAttempts + " attempts, without an outcome"));
			return true;
		}
		return false;
	}

	/**
	 * Settle a delivery by how it went.
	 * @param failure what went wrong, or {@code null}
	 */
	void settle(Delivery delivery, @Nullable Throwable failure) {
		carryOut((failure != null) ? decide(delivery, failure) : ACK, delivery, failure);
	}

	/**
	 * Find out what is to become of a delivery that failed.
	 */
	Outcome decide(Delivery delivery, Throwable failure) {
		return this.errorHandler.handle(failure, delivery.attempt(), delivery.message());
	}

	void carryOut(Outcome outcome, Delivery delivery, @Nullable Throwable failure) {
		if (!delivery.isAcknowledged()) {
			conclude(delivery, (outcome instanceof Outcome.Ack) ? null : failure);
		}
		else if (outcome instanceof Outcome.Ack) {
			delivery.ack();
			settled(delivery, Settlement.ACK);
		}
		else if (outcome instanceof Outcome.Retry && delivery.isLast()) {
			deadLetter(delivery, new Pending(DeadLetterReason.ATTEMPTS_EXHAUSTED, failure, text(failure)));
		}
		else if (outcome instanceof Outcome.Retry retry) {
			delivery.retry(retry.delay());
			settled(delivery, Settlement.RETRY);
			logRetry(delivery, retry.delay(), failure);
		}
		else if (outcome instanceof Outcome.DeadLetter deadLetter) {
			deadLetter(delivery, new Pending(deadLetter.reason(), failure, text(failure)));
		}
	}

	/**
	 * One line for each attempt: the stack trace comes with the last, or at the level of
	 * debugging.
	 */
	private void logRetry(Delivery delivery, Duration delay, @Nullable Throwable failure) {
		if (failure == null || failure instanceof RetryRequestedException) {
			logger.debug("The next attempt at message " + delivery + " follows in " + delay.toMillis() + " ms in "
					+ this.listener.describe() + ", as it was asked for");
			return;
		}
		String what = "Attempt " + delivery.attempt()
				+ ((this.maxAttempts < RetrySettings.UNLIMITED) ? " of " + this.maxAttempts : "") + " at message "
				+ delivery + " failed in " + this.listener.describe() + "; the next follows in " + delay.toMillis()
				+ " ms";
		FailureLog.warnInOneLine(logger, what, failure);
	}

	/**
	 * The server does not wait for an acknowledgement, so what failed is gone.
	 */
	private void conclude(Delivery delivery, @Nullable Throwable failure) {
		if (failure == null) {
			settled(delivery, Settlement.ACK);
			return;
		}
		settled(delivery, Settlement.LOST);
		String text = "Message " + delivery + " failed in " + this.listener.describe()
				+ " and is lost to it: with ack mode NONE it does not come again";
		FailureLog.warn(logger, text, failure);
	}

	/**
	 * Give a message up because the listener said so.
	 */
	void reject(Delivery delivery, String reason) {
		deadLetter(delivery, new Pending(DeadLetterReason.REJECTED, null, reason));
	}

	/**
	 * Give a message back that was not begun, or not settled before the listener ended.
	 */
	void handBack(Delivery delivery) {
		if (!delivery.isAcknowledged()) {
			lose(List.of(delivery));
			return;
		}
		try {
			delivery.handBack();
			settled(delivery, Settlement.HANDED_BACK);
		}
		catch (RuntimeException ex) {
			logger.warn("Could not hand back message " + delivery + "; it will be delivered again", ex);
		}
	}

	/**
	 * Give up waiting for dead letters to be stored, because the listener ends. The
	 * server tells of these messages then, and the reasons are remembered until they are
	 * rescued.
	 */
	void handBackKept() {
		for (Kept message = this.kept.take(); message != null; message = this.kept.take()) {
			this.pendingDeadLetters.add(message.delivery(), message.letter());
			handBack(message.delivery());
		}
	}

	/**
	 * Say that messages were not begun before the listener ended, where they cannot be
	 * given back.
	 */
	void lose(List<Delivery> deliveries) {
		if (deliveries.isEmpty()) {
			return;
		}
		logger.warn(deliveries.size() + " messages, from " + deliveries.get(0) + " on, were not begun before "
				+ this.listener.describe()
				+ " had to stop, and are lost to it: with ack mode NONE they do not come again");
		deliveries.forEach((delivery) -> settled(delivery, Settlement.LOST));
	}

	/**
	 * Tell that a delivery has been settled.
	 */
	void settled(Delivery delivery, Settlement settlement) {
		this.instrumentation.settled(this.listener, delivery.message(), settlement);
	}

	/**
	 * Tell that a delivery has not been settled for a long time.
	 */
	void unsettled(Delivery delivery, Duration open) {
		logger.warn("Message " + delivery + " has been open for " + open.toSeconds() + " s in "
				+ this.listener.describe() + ": its method has returned, and nobody has settled the message. It is "
				+ "kept alive and occupies one of " + this.listener.concurrency() + " places");
		this.instrumentation.unsettled(this.listener, delivery.message(), open);
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

	/**
	 * Make a dead letter of a message that the server has delivered for the last time and
	 * that nobody has settled. Its reason is that of a dead letter which could not be
	 * stored when it was delivered, if there was one. The message is not ended.
	 * @param tries how often that has been tried before
	 * @return the time after which to try again, or {@code null} if the dead letter is
	 * stored
	 */
	@Nullable Duration rescue(Delivery delivery, long tries) {
		Pending pending = this.pendingDeadLetters.remove(delivery);
		delivery.retryHere();
		deadLetter(delivery,
				(pending != null) ? pending
						: new Pending(DeadLetterReason.ATTEMPTS_EXHAUSTED, null,
								"Delivered " + delivery.attempt()
										+ " times, as often as the consumer's max_deliver allows, without an outcome"),
				tries, () -> {
				});
		return delivery.takeRetry();
	}

	/**
	 * Messages that wait here for their dead letter to be stored.
	 */
	KeptDeliveries kept() {
		return this.kept;
	}

	/**
	 * Try once more to make a dead letter of a message that waits here.
	 */
	void settle(Kept message) {
		deadLetter(message.delivery(), message.letter(), message.tries());
	}

	private void deadLetter(Delivery delivery, Pending letter) {
		deadLetter(delivery, letter, delivery.isLast() ? 0 : delivery.attempt() - this.maxAttempts);
	}

	private void deadLetter(Delivery delivery, Pending letter, long tries) {
		deadLetter(delivery, letter, tries,
				() -> delivery.terminate(this.connection, "dead letter: " + letter.reason().code()));
	}

	private void deadLetter(Delivery delivery, Pending letter, long tries, Runnable end) {
		PublishAck stored;
		try {
			stored = this.outage
				.attempt(() -> this.deadLetters.publish(new DeadLetter(delivery.message(), this.listener.id(),
						letter.reason(), failure(letter.failure()), letter.text()), this.deadLetterSubject));
		}
		catch (RuntimeException ex) {
			keep(delivery, letter, tries, ex);
			return;
		}
		this.deadLetterTrouble = null;
		end.run();
		settled(delivery, Settlement.DEAD_LETTER);
		this.instrumentation.deadLettered(this.listener, delivery.message(), letter.reason(), stored);
		String text = "Message " + delivery + " is a dead letter on '" + this.deadLetterSubject + "' ("
				+ letter.reason().code() + ", delivered " + delivery.attempt() + " times) from "
				+ this.listener.describe();
		Throwable failure = letter.failure();
		FailureLog.warn(logger, (failure == null && letter.text() != null) ? text + ": " + letter.text() : text,
				failure);
		publishEvent(delivery, letter.reason(), true);
	}

	/**
	 * The dead letter is not known to be stored, so the message stays and comes again.
	 * Where the server would not deliver it again it waits here.
	 */
	private void keep(Delivery delivery, Pending letter, long tries, RuntimeException failure) {
		Thread.interrupted();
		long doublings = Math.min(MAX_DEAD_LETTER_DOUBLINGS, Math.max(0, tries));
		Duration wait = FIRST_DEAD_LETTER_WAIT.multipliedBy(1L << doublings);
		if (delivery.isLast()) {
			this.kept.add(delivery, letter, tries + 1, wait);
		}
		else {
			this.pendingDeadLetters.add(delivery, letter);
			delivery.retry(wait);
		}
		String trouble = failure.getClass().getSimpleName() + ": " + failure.getMessage();
		boolean known = trouble.equals(deadLetterTrouble());
		this.deadLetterTroubleAt = System.nanoTime();
		this.deadLetterTrouble = trouble;
		settled(delivery, Settlement.RETRY);
		this.instrumentation.deadLetterFailed(this.listener, delivery.message());
		// Many messages may wait for the same: one stack trace tells enough.
		logger.error("The dead letter of message " + delivery + " could not be stored on '" + this.deadLetterSubject
				+ "' for " + this.listener.describe() + "; the message is kept and tried again in " + wait.toSeconds()
				+ " s" + (known ? ": " + trouble : ""), known ? null : failure);
		publishEvent(delivery, letter.reason(), false);
	}

	private void publishEvent(Delivery delivery, DeadLetterReason reason, boolean stored) {
		this.events.publishEvent(new DeadLetterEvent(this, this.listener.id(), delivery.metaData().getStream(),
				delivery.metaData().streamSequence(), reason.code(), stored));
	}

	/**
	 * What the message was unreadable for is of more use than that it was.
	 */
	private static @Nullable Throwable failure(@Nullable Throwable failure) {
		return (failure instanceof UnreadableMessageException) ? failure.getCause() : failure;
	}

	private static @Nullable String text(@Nullable Throwable failure) {
		return (failure != null) ? FailureLog.message(failure) : null;
	}

}
