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
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.github.natsboot.listener.AckMode;
import io.github.natsboot.listener.BatchListenerFailedException;
import io.github.natsboot.listener.FailureLog;
import io.github.natsboot.listener.ListenerHooks;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerInvoker;
import io.github.natsboot.listener.ListenerObserver;
import io.github.natsboot.listener.ListenerScope;
import io.nats.client.Message;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a batch: each message is read by itself, so that one that cannot be
 * read does not spoil the others; the method is given what is left; and all are settled
 * by how it went. When the method says which message it failed on, it is given those
 * after it again, without the server: handed back, they would lose an attempt each time
 * that another message fails. Safe for concurrent use.
 */
final class BatchProcessor {

	private static final Log logger = LogFactory.getLog(BatchProcessor.class);

	private static final int NONE = -1;

	private final ListenerInfo listener;

	private final ListenerInvoker method;

	private final Settler settler;

	private final ListenerObserver observer;

	private final ListenerScope scope;

	private final boolean manual;

	BatchProcessor(JetStreamListenerEndpoint endpoint, Settler settler, ListenerHooks hooks) {
		this.listener = endpoint.info();
		this.method = hooks.invoker(this.listener, endpoint.method());
		this.settler = settler;
		this.observer = hooks.observer(this.listener);
		this.scope = hooks.scope();
		this.manual = endpoint.ackMode() == AckMode.MANUAL;
	}

	/**
	 * Work on a batch until all its messages are settled.
	 * @param openLimit how long messages may stay unsettled by the method before that is
	 * reported
	 * @param mayBegin whether the method may be called; what it was not called with is
	 * handed back otherwise
	 * @throws VirtualMachineError when the process cannot go on; what is not settled by
	 * then stays so
	 */
	void process(Batch batch, Duration openLimit, BooleanSupplier mayBegin) {
		this.scope.open(this.listener, null, 0);
		try {
			workOn(batch, openLimit, mayBegin);
		}
		finally {
			this.scope.close();
		}
	}

	private void workOn(Batch batch, Duration openLimit, BooleanSupplier mayBegin) {
		if (!mayBegin.getAsBoolean()) {
			batch.deliveries().forEach(this.settler::handBack);
			return;
		}
		List<Element> left = read(batch);
		while (!left.isEmpty()) {
			if (batch.isAbandoned() || !mayBegin.getAsBoolean()) {
				left.forEach((element) -> this.settler.handBack(element.delivery()));
				return;
			}
			Round round = new Round(batch, left, openLimit);
			this.observer.observe(left.get(0).delivery().message(), round);
			left = round.left;
		}
	}

	private List<Element> read(Batch batch) {
		List<Element> elements = new ArrayList<>(batch.size());
		for (Delivery delivery : batch.deliveries()) {
			if (this.settler.settleUnseen(delivery)) {
				continue;
			}
			try {
				elements.add(new Element(delivery, this.method.read(delivery.message())));
			}
			catch (StackOverflowError ex) {
				this.settler.settle(delivery, ex);
			}
			catch (VirtualMachineError ex) {
				throw ex;
			}
			catch (Throwable ex) {
				// Also an error, which must not take the others with it.
				this.settler.settle(delivery, ex);
			}
		}
		return elements;
	}

	/**
	 * A message that could be read.
	 *
	 * @param delivery the message
	 * @param value what the method is given for it
	 */
	private record Element(Delivery delivery, @Nullable Object value) {
	}

	/**
	 * One call of the method, and what is left to be given to it again.
	 */
	private final class Round implements ListenerObserver.Work {

		private final Batch batch;

		private final List<Element> elements;

		private final Duration openLimit;

		private final @Nullable ManualBatchAcknowledgment acknowledgment;

		private final List<Element> left = new ArrayList<>();

		Round(Batch batch, List<Element> elements, Duration openLimit) {
			this.batch = batch;
			this.elements = elements;
			this.openLimit = openLimit;
			this.acknowledgment = BatchProcessor.this.manual ? new ManualBatchAcknowledgment(
					elements.stream().map(Element::delivery).toList(), BatchProcessor.this.settler) : null;
		}

		@Override
		public @Nullable Throwable run() {
			Throwable failure = call();
			ManualBatchAcknowledgment manual = this.acknowledgment;
			// Where an interceptor answered in place of the method, nobody else will
			// settle.
			if (failure != null || manual == null || !manual.isHandedOut()) {
				settleOpen(failure);
			}
			if (manual != null) {
				awaitSettled(manual);
			}
			return failure;
		}

		private void awaitSettled(ManualBatchAcknowledgment manual) {
			this.batch.awaitOthers(true);
			manual.awaitSettled(this.openLimit);
			this.batch.awaitOthers(false);
			for (int i = 0; i < this.elements.size(); i++) {
				if (manual.isReleased(i)) {
					this.left.add(this.elements.get(i));
				}
			}
		}

		/**
		 * Settle by how it went what the method has not settled itself.
		 */
		private void settleOpen(@Nullable Throwable failure) {
			int failed = index(failure);
			boolean blamed = false;
			for (int i = 0; i < this.elements.size(); i++) {
				Element element = this.elements.get(i);
				if (isOpen(i)) {
					blamed |= failed == NONE || i == failed;
					settle(element, i, failed, failure);
				}
			}
			if (failure != null && !blamed) {
				FailureLog.warn(logger, "The method of " + BatchProcessor.this.listener.describe()
						+ " failed after it had settled what it failed on; that stays as it is", failure);
			}
		}

		private void settle(Element element, int index, int failed, @Nullable Throwable failure) {
			Delivery delivery = element.delivery();
			if (failure == null || index < failed) {
				BatchProcessor.this.settler.settle(delivery, null);
			}
			else if (failed != NONE && index > failed) {
				this.left.add(element);
			}
			else if (this.batch.isAbandoned() && delivery.isAcknowledged()) {
				FailureLog.debug(
						logger, "The method of " + BatchProcessor.this.listener.describe()
								+ " was interrupted at message " + delivery + ", which will be delivered again",
						failure);
			}
			else {
				BatchProcessor.this.settler.settle(delivery, cause(failure));
			}
		}

		/**
		 * Whether the message is to be settled here. The method can settle it no more.
		 */
		private boolean isOpen(int index) {
			return this.acknowledgment == null || this.acknowledgment.giveUp(index);
		}

		private @Nullable Throwable call() {
			Throwable failure = null;
			ListenerInvoker method = BatchProcessor.this.method;
			try {
				Object value = invoke(this.elements.stream().map((element) -> element.delivery().message()).toList(),
						new ArrayList<>(this.elements.stream().map(Element::value).toList()));
				Thread.interrupted();
				if (method.wrapsValue()) {
					this.batch.awaitOthers(true);
					method.unwrap(value, this.batch::isAbandoned);
				}
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
			finally {
				this.batch.awaitOthers(false);
			}
			// What follows must reach the server even if the method left an interrupt
			// behind.
			Thread.interrupted();
			return failure;
		}

		private @Nullable Object invoke(List<Message> messages, List<?> values) throws Exception {
			ListenerInvoker method = BatchProcessor.this.method;
			return (this.acknowledgment == null) ? method.invokeBatch(messages, () -> {
			}, values) : method.invokeBatch(messages, this.acknowledgment::handOut, values, this.acknowledgment);
		}

		private int index(@Nullable Throwable failure) {
			BatchListenerFailedException failed = find(failure);
			if (failed == null) {
				return NONE;
			}
			if (failed.getIndex() >= 0 && failed.getIndex() < this.elements.size()) {
				return failed.getIndex();
			}
			logger.warn("The method of " + BatchProcessor.this.listener.describe() + " says that it failed on message "
					+ failed.getIndex() + " of a batch of " + this.elements.size() + "; all of them count as failed");
			return NONE;
		}

		private static @Nullable Throwable cause(Throwable failure) {
			BatchListenerFailedException failed = find(failure);
			return (failed != null && failed.getCause() != null) ? failed.getCause() : failure;
		}

		private static @Nullable BatchListenerFailedException find(@Nullable Throwable failure) {
			Throwable cause = failure;
			for (int depth = 0; cause != null && depth < 50; depth++) {
				if (cause instanceof BatchListenerFailedException failed) {
					return failed;
				}
				cause = cause.getCause();
			}
			return null;
		}

	}

}
