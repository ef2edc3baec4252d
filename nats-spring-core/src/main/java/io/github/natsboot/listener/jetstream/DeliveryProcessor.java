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
import io.github.natsboot.listener.AckMode;
import io.github.natsboot.listener.FailureLog;
import io.github.natsboot.listener.ListenerHooks;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerInvoker;
import io.github.natsboot.listener.ListenerObserver;
import io.github.natsboot.listener.ListenerScope;
import io.github.natsboot.listener.jetstream.KeptDeliveries.Kept;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one delivery, in order: those that the method must not see any more are
 * settled unseen; the others are observed, given to the method, and settled by how it
 * went, or by the method. Returns when the delivery is settled, so that whoever calls
 * this may count on it. Safe for concurrent use.
 */
final class DeliveryProcessor {

	private static final Log logger = LogFactory.getLog(DeliveryProcessor.class);

	private final ListenerInfo listener;

	private final ListenerInvoker method;

	private final boolean manual;

	private final @Nullable String sendTo;

	private final Settler settler;

	private final JetStreamOperations jetStream;

	private final ListenerObserver observer;

	private final ListenerScope scope;

	DeliveryProcessor(JetStreamListenerEndpoint endpoint, Settler settler, JetStreamOperations jetStream,
			ListenerHooks hooks) {
		this.listener = endpoint.info();
		this.method = hooks.invoker(this.listener, endpoint.method());
		this.manual = endpoint.ackMode() == AckMode.MANUAL;
		this.sendTo = endpoint.sendTo();
		this.settler = settler;
		this.jetStream = jetStream;
		this.observer = hooks.observer(this.listener);
		this.scope = hooks.scope();
	}

	/**
	 * Work on a delivery until it is settled.
	 * @param openLimit how long a delivery may stay unsettled by the method before that
	 * is reported
	 * @throws VirtualMachineError when the process cannot go on; the delivery is not
	 * settled
	 */
	void process(Delivery delivery, Duration openLimit) {
		this.scope.open(this.listener, delivery.message(), delivery.attempt());
		try {
			if (!this.settler.settleUnseen(delivery)) {
				this.observer.observe(delivery.message(),
						() -> this.manual ? attemptManually(delivery, openLimit) : attempt(delivery));
			}
		}
		finally {
			this.scope.close();
		}
	}

	/**
	 * Try once more to end a message that waits here for its dead letter to be stored.
	 */
	void settle(Kept message) {
		this.scope.open(this.listener, message.delivery().message(), message.delivery().attempt());
		try {
			this.settler.settle(message);
		}
		finally {
			this.scope.close();
		}
	}

	private @Nullable Throwable attempt(Delivery delivery) {
		Throwable failure = call(delivery, null);
		if (!isAbandoned(delivery, failure)) {
			this.settler.settle(delivery, failure);
		}
		return failure;
	}

	private @Nullable Throwable attemptManually(Delivery delivery, Duration openLimit) {
		ManualAcknowledgment acknowledgment = new ManualAcknowledgment(delivery, this.settler);
		Throwable failure = call(delivery, acknowledgment);
		// Where an interceptor answered in place of the method, nobody else will settle.
		if ((failure != null || !acknowledgment.isHandedOut()) && acknowledgment.giveUp()) {
			if (!isAbandoned(delivery, failure)) {
				this.settler.settle(delivery, failure);
			}
			return failure;
		}
		if (failure != null) {
			FailureLog.warn(logger, "The method of " + this.listener.describe()
					+ " failed after it had settled message " + delivery + "; that stays as it is", failure);
		}
		acknowledgment.awaitSettled(System.nanoTime(), openLimit);
		return failure;
	}

	private @Nullable Throwable call(Delivery delivery, @Nullable ManualAcknowledgment acknowledgment) {
		Throwable failure = null;
		try {
			Object value = (acknowledgment == null)
					? this.method.invoke(delivery.message(), delivery.message(), delivery.metaData())
					: this.method.invokeTelling(delivery.message(), acknowledgment::handOut, delivery.message(),
							delivery.metaData(), acknowledgment);
			// What follows must reach the server even if the method left an interrupt
			// behind.
			Thread.interrupted();
			if (this.method.wrapsValue()) {
				delivery.awaitOthers();
				value = this.method.unwrap(value, delivery::isAbandoned);
			}
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
		return failure;
	}

	private boolean isAbandoned(Delivery delivery, @Nullable Throwable failure) {
		if (failure == null || !delivery.isAbandoned() || !delivery.isAcknowledged()) {
			return false;
		}
		FailureLog.debug(logger, "The method of " + this.listener.describe() + " was interrupted at message " + delivery
				+ ", which will be delivered again", failure);
		return true;
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

}
