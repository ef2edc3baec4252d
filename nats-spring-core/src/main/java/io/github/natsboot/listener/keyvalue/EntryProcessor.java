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

package io.github.natsboot.listener.keyvalue;

import java.time.Duration;

import io.github.natsboot.deadletter.DeadLetterReason;
import io.github.natsboot.event.KeyValueCaughtUpEvent;
import io.github.natsboot.event.KeyValueEntryFailedEvent;
import io.github.natsboot.listener.FailureLog;
import io.github.natsboot.listener.ListenerHooks;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerInstrumentation;
import io.github.natsboot.listener.ListenerInstrumentation.Settlement;
import io.github.natsboot.listener.ListenerInvoker;
import io.github.natsboot.listener.ListenerObserver;
import io.github.natsboot.listener.ListenerScope;
import io.github.natsboot.listener.error.ErrorHandler;
import io.github.natsboot.listener.error.Outcome;
import io.nats.client.Message;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Works on one entry after the other, each until it succeeds or is given up. The server
 * does not deliver an entry twice, so retries are made here, in place.
 */
final class EntryProcessor {

	private static final Log logger = LogFactory.getLog(EntryProcessor.class);

	private final KeyValueListenerEndpoint endpoint;

	private final ListenerInfo listener;

	private final ListenerInvoker method;

	private final ListenerObserver observer;

	private final ListenerScope scope;

	private final ListenerInstrumentation instrumentation;

	private final ErrorHandler errorHandler;

	private final ApplicationEventPublisher events;

	EntryProcessor(KeyValueListenerEndpoint endpoint, ErrorHandler errorHandler, ListenerHooks hooks,
			ApplicationEventPublisher events) {
		this.endpoint = endpoint;
		this.listener = endpoint.info();
		this.method = hooks.invoker(this.listener, endpoint.method());
		this.observer = hooks.observer(this.listener);
		this.scope = hooks.scope();
		this.instrumentation = hooks.instrumentation();
		this.errorHandler = errorHandler;
		this.events = events;
	}

	/**
	 * Work on an entry.
	 * @param message the entry as it came
	 * @param stop ends the waiting for a retry
	 * @throws VirtualMachineError when the process cannot go on
	 */
	void process(Message message, Stop stop) {
		KeyValueEntry entry = new KeyValueEntry(message);
		if (this.endpoint.ignoreDeletes() && entry.getOperation() != KeyValueOperation.PUT) {
			return;
		}
		for (int count = 1;; count++) {
			Duration wait = attempt(message, entry, count, stop);
			if (wait == null) {
				return;
			}
			if (stop.await(wait)) {
				logger.warn("Stopped " + this.listener.describe() + " before it had worked on " + describe(entry)
						+ ", which had failed " + count + ((count == 1) ? " time" : " times"));
				return;
			}
		}
	}

	/**
	 * Make one attempt.
	 * @return the wait before the next, or {@code null} if there is none
	 */
	private @Nullable Duration attempt(Message message, KeyValueEntry entry, int count, Stop stop) {
		this.scope.open(this.listener, message, count);
		try {
			Attempt attempt = new Attempt(message, entry);
			this.observer.observe(message, attempt);
			// The client drops what an interrupted thread publishes.
			Thread.interrupted();
			Throwable failure = attempt.failure;
			Outcome outcome = (failure != null) ? decide(failure, count, stop) : new Outcome.Ack();
			Thread.interrupted();
			if (failure != null && outcome instanceof Outcome.DeadLetter giveUp) {
				giveUp(message, entry, giveUp.reason(), count, failure);
				return null;
			}
			if (failure == null || !(outcome instanceof Outcome.Retry retry)) {
				this.instrumentation.settled(this.listener, message, Settlement.ACK);
				return null;
			}
			Duration wait = atMost(this.endpoint.retry().maxDelay(), retry.delay());
			this.instrumentation.settled(this.listener, message, Settlement.RETRY);
			FailureLog.warnInOneLine(logger, "Attempt " + count + " at " + describe(entry) + " failed in "
					+ this.listener.describe() + "; the next follows in " + wait.toMillis() + " ms", failure);
			return wait;
		}
		finally {
			this.scope.close();
		}
	}

	private Outcome decide(Throwable failure, int count, Stop stop) {
		return stop.isAbandoned() ? new Outcome.Retry(Duration.ZERO) : this.errorHandler.handle(failure, count);
	}

	/**
	 * All that is behind this entry waits too, so that what an exception asks for has a
	 * limit.
	 */
	private static Duration atMost(Duration limit, Duration delay) {
		return (delay.compareTo(limit) > 0) ? limit : delay;
	}

	/**
	 * Everything that was in the bucket has been worked on.
	 */
	void caughtUp() {
		publish(new KeyValueCaughtUpEvent(this, this.listener.id(), this.endpoint.bucket()));
	}

	private void giveUp(Message message, KeyValueEntry entry, DeadLetterReason reason, int attempts,
			Throwable failure) {
		String text = "Gave up on " + describe(entry) + " (" + reason.code() + ", " + attempts
				+ ((attempts == 1) ? " attempt" : " attempts") + ") in " + this.listener.describe();
		FailureLog.error(logger, text, failure);
		this.instrumentation.settled(this.listener, message, Settlement.GIVEN_UP);
		publish(new KeyValueEntryFailedEvent(this, this.listener.id(), entry.getBucket(), entry.getKey(),
				entry.getRevision(), reason.code()));
	}

	private void publish(ApplicationEvent event) {
		try {
			this.events.publishEvent(event);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener of " + event.getClass().getSimpleName() + " has failed", ex);
		}
	}

	private static String describe(KeyValueEntry entry) {
		return "key '" + entry.getKey() + "' of bucket '" + entry.getBucket() + "', revision " + entry.getRevision()
				+ " (" + entry.getOperation() + ")";
	}

	/**
	 * Tells of the stop of the listener.
	 */
	interface Stop {

		/**
		 * Wait for so long. An interrupt does not end the waiting, a stop does.
		 * @return whether the listener stops
		 */
		boolean await(Duration time);

		/**
		 * Whether the method was interrupted because it took too long to stop: what it
		 * throws says nothing about the entry.
		 */
		boolean isAbandoned();

	}

	/**
	 * A call of the method.
	 */
	private final class Attempt implements ListenerObserver.Work {

		private final Message message;

		private final KeyValueEntry entry;

		private @Nullable Throwable failure;

		Attempt(Message message, KeyValueEntry entry) {
			this.message = message;
			this.entry = entry;
		}

		@Override
		public @Nullable Throwable run() {
			try {
				EntryProcessor.this.method.invoke(this.message, this.message, this.message.metaData(), this.entry,
						this.entry.getOperation());
			}
			catch (StackOverflowError ex) {
				this.failure = ex;
			}
			catch (VirtualMachineError ex) {
				throw ex;
			}
			catch (Throwable ex) {
				this.failure = ex;
			}
			return this.failure;
		}

	}

}
