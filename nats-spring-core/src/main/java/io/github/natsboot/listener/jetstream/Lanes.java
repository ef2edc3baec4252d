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
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.nats.client.Connection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Gives a listener's workers the messages of each subject one after the other. Receives
 * on a thread of its own: whoever works on a message cannot look at the same time for one
 * that comes and for one whose turn, or whose retry, has come.
 */
final class Lanes {

	private static final Log logger = LogFactory.getLog(Lanes.class);

	private static final Duration RECEIVE_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration SHORTLY = Duration.ofMillis(20);

	private static final Duration AWAY = Duration.ofMillis(100);

	private static final long STANDSTILL_NANOS = Duration.ofSeconds(10).toNanos();

	private static final Duration END_TIMEOUT = Duration.ofSeconds(1);

	private final DurableConsumer consumer;

	private final PullSubscription pull;

	private final LaneKeeper keeper;

	private final OrderBarrier barrier;

	private final Consumer<Delivery> handBack;

	private volatile @Nullable Thread receiver;

	/**
	 * Used by whoever calls {@link #tend(long, long)}.
	 */
	private volatile long leftBefore;

	private volatile long movedAt;

	private volatile boolean warned;

	/**
	 * Create the lanes.
	 * @param handBack hands a message back that cannot be lined up any more
	 */
	Lanes(Connection connection, DurableConsumer consumer, PullSubscription pull, Consumer<Delivery> handBack) {
		this.consumer = consumer;
		this.pull = pull;
		this.keeper = new LaneKeeper(pull::setAside);
		this.barrier = new OrderBarrier(connection, consumer, this.keeper);
		this.handBack = handBack;
		pull.askOnlyIf(this.barrier::mayAsk);
	}

	/**
	 * Begin to receive.
	 * @param ending whether that makes no sense any more
	 * @param broken is told when the process cannot go on
	 */
	void start(ThreadFactory threads, BooleanSupplier ending, Consumer<VirtualMachineError> broken) {
		Thread thread = threads.newThread(() -> receive(ending, broken));
		this.receiver = thread;
		thread.start();
	}

	void connectionLost() {
		this.barrier.connectionLost();
	}

	void connectionBack() {
		this.barrier.connectionBack();
	}

	private void receive(BooleanSupplier ending, Consumer<VirtualMachineError> broken) {
		while (!ending.getAsBoolean()) {
			try {
				receive();
			}
			catch (InterruptedException ex) {
				logger.trace("Interrupted while waiting for messages; whether to stop is looked up");
			}
			catch (VirtualMachineError ex) {
				broken.accept(ex);
				return;
			}
			catch (Throwable ex) {
				logger.error("Could not receive or line up messages", ex);
			}
		}
	}

	private void receive() throws InterruptedException {
		if (this.barrier.isDue()) {
			// Nothing more comes through the former inbox when the server is asked.
			this.pull.renewInbox();
			this.barrier.begin();
			this.pull.begin();
		}
		this.barrier.look();
		Delivery delivery = this.pull
			.receive(this.barrier.isOpen() ? RECEIVE_TIMEOUT : this.barrier.isAway() ? AWAY : SHORTLY);
		if (delivery != null) {
			keep(delivery);
		}
	}

	private void keep(Delivery delivery) {
		delivery.retryHere();
		boolean kept = this.barrier.admits(delivery) ? this.keeper.offer(delivery) : this.keeper.hold(delivery);
		if (!kept) {
			this.handBack.accept(delivery);
		}
	}

	/**
	 * Wait for a message that may be begun. {@link #proceed(Delivery)} has to follow.
	 * @return the message, or {@code null} if there was none in time
	 */
	@Nullable Delivery take(Duration timeout) throws InterruptedException {
		return this.keeper.take(timeout.toNanos());
	}

	/**
	 * Go on with what is behind a message, or with its retry.
	 */
	void proceed(Delivery delivery) {
		this.keeper.proceed(delivery).forEach(this.handBack);
	}

	/**
	 * Begin nothing, or begin again.
	 */
	void pause(boolean paused) {
		this.keeper.pause(paused);
	}

	/**
	 * Keep everything alive that is here.
	 */
	void tend(long now, long keepAliveNanos) {
		this.keeper.here().forEach((delivery) -> delivery.keepAlive(now, keepAliveNanos));
		warnOfStandstill(now);
	}

	/**
	 * Full lanes are usual where there is much to do for few subjects, and no trouble as
	 * long as messages are settled.
	 */
	private void warnOfStandstill(long now) {
		long left = this.keeper.left();
		if (this.keeper.size() < this.barrier.limit() || left != this.leftBefore) {
			this.leftBefore = left;
			this.movedAt = now;
			this.warned = false;
		}
		else if (!this.warned && now - this.movedAt > STANDSTILL_NANOS) {
			this.warned = true;
			logger.warn("The " + this.keeper.size() + " messages that are here of " + this.consumer
					+ " wait for a retry, or for others of their subject. Nothing else is asked for until some of them "
					+ "are settled; a larger max_ack_pending of the consumer lets more of them wait");
		}
	}

	/**
	 * End, after the subscription was closed, and hand back what is not being worked on,
	 * nor behind something that is, in the order of the stream. What is behind follows
	 * when its turn would have come.
	 * @param arrived what had come and was not received
	 */
	void end(List<Delivery> arrived) {
		Thread thread = this.receiver;
		if (thread != null) {
			thread.interrupt();
			try {
				thread.join(END_TIMEOUT.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		arrived.forEach(this::keep);
		this.keeper.close().forEach(this.handBack);
	}

}
