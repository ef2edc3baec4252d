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
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;

import io.github.natsboot.connection.ConnectionBarrier;
import io.github.natsboot.connection.ReconnectListener;
import io.github.natsboot.listener.Ordering;
import io.github.natsboot.listener.jetstream.KeptDeliveries.Kept;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Receives and works on messages from a start of its listener to the next stop: a thread
 * for each message that may be worked on at the same time, which also receives. A shared
 * timer keeps messages alive that are being worked on or wait for it, and sees to what is
 * late.
 */
final class ConsumerLoop {

	private static final Log logger = LogFactory.getLog(ConsumerLoop.class);

	private static final Duration RECEIVE_TIMEOUT = Duration.ofSeconds(5);

	/**
	 * The same while messages wait here for their dead letters to be stored.
	 */
	private static final Duration SHORT_RECEIVE_TIMEOUT = Duration.ofSeconds(1);

	/**
	 * The wait before a message is tried again where not its method, but what is around
	 * that, has failed.
	 */
	private static final Duration FAILURE_DELAY = Duration.ofSeconds(1);

	private static final long GIVE_UP_NANOS = Duration.ofSeconds(1).toNanos();

	private static final long LOOK_MILLIS = 20;

	private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(2);

	private final Connection connection;

	private final DurableConsumer consumer;

	private final ListenerWork work;

	private final @Nullable BatchCollector batches;

	/**
	 * Where the order within each subject is kept.
	 */
	private final @Nullable Lanes lanes;

	private final ScheduledExecutorService timer;

	private final Supervisor supervisor;

	private final ConsumerProgress progress;

	private final PullWindow window;

	private final PullSubscription pull;

	private final AtomicReferenceArray<@Nullable Task> busy;

	private final List<Thread> workers = new ArrayList<>();

	/**
	 * Workers whose method stops its own listener. Nobody must wait for them, as they
	 * wait for the stop.
	 */
	private final Set<Thread> stoppingThemselves = ConcurrentHashMap.newKeySet();

	private final ReentrantLock stopLock = new ReentrantLock();

	private final long keepAliveNanos;

	private final Duration openLimit;

	private final ConnectionListener reconnectListener;

	/**
	 * What was here and not begun when the listener stopped, and would not come again.
	 */
	private final Queue<Delivery> left = new ConcurrentLinkedQueue<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile boolean stopping;

	/**
	 * When a stop ends; {@code null} as long as nobody waits for it.
	 */
	private volatile @Nullable Long workUntil;

	private volatile @Nullable String endedFor;

	private volatile @Nullable ScheduledFuture<?> tending;

	ConsumerLoop(Connection connection, DurableConsumer consumer, JetStreamListenerEndpoint endpoint, ListenerWork work,
			ScheduledExecutorService timer, Supervisor supervisor, ConsumerProgress progress) {
		this.connection = connection;
		this.consumer = consumer;
		this.work = work;
		this.openLimit = consumer.ackWait().multipliedBy(2);
		this.timer = timer;
		this.supervisor = supervisor;
		this.progress = progress;
		this.window = new PullWindow(endpoint.concurrency(), endpoint.atATime(), endpoint.prefetch(),
				consumer.ackWait());
		this.pull = new PullSubscription(connection, consumer, this.window, supervisor, progress);
		this.batches = endpoint.isBatch() ? new BatchCollector(this.pull, endpoint.batch()) : null;
		this.lanes = (endpoint.ordering() == Ordering.KEY)
				? new Lanes(connection, consumer, this.pull, work.settler()::handBack) : null;
		this.busy = new AtomicReferenceArray<>(endpoint.concurrency());
		this.keepAliveNanos = consumer.ackWait().toNanos() / 3;
		this.reconnectListener = new ReconnectListener(this::connectionLost, this::connectionBack);
	}

	void start(ThreadFactory threads) {
		this.connection.addConnectionListener(this.reconnectListener);
		for (int i = 0; i < this.busy.length(); i++) {
			int slot = i;
			Thread worker = threads.newThread(() -> work(slot));
			this.workers.add(worker);
			worker.start();
		}
		if (this.lanes != null) {
			this.lanes.start(threads, this::isEnding, this::giveUp);
		}
		long interval = Math.max(10, Math.min(500, this.consumer.ackWait().toMillis() / 8));
		this.tending = this.timer.scheduleWithFixedDelay(this::tend, 0, interval, TimeUnit.MILLISECONDS);
	}

	private void connectionLost() {
		this.pull.connectionLost();
		if (this.lanes != null) {
			this.lanes.connectionLost();
		}
		this.timer.execute(this.pull::renewInbox);
	}

	private void connectionBack() {
		this.pull.connectionBack();
		if (this.lanes != null) {
			this.lanes.connectionBack();
			// They ask when they know what to wait for.
			this.timer.execute(this.pull::renewInbox);
			return;
		}
		this.timer.execute(this.pull::begin);
	}

	private void work(int slot) {
		while (!this.stopping && this.endedFor == null) {
			try {
				settleKept(slot);
				if (this.batches != null) {
					workOn(this.batches.collect(receiveTimeout(), (gathered) -> this.busy.set(slot, gathered),
							this::isEnding));
				}
				else if (this.lanes != null) {
					workInLane(slot, this.lanes);
				}
				else {
					Delivery delivery = this.pull.receive(receiveTimeout());
					if (delivery != null) {
						work(slot, delivery);
					}
				}
			}
			catch (InterruptedException ex) {
				logger.trace("Interrupted while waiting for messages; whether to stop is looked up");
			}
			catch (VirtualMachineError ex) {
				giveUp(ex);
				return;
			}
			catch (Throwable ex) {
				logger.error("Failure outside of the listener's method at " + this.consumer, ex);
			}
			finally {
				this.busy.set(slot, null);
			}
		}
		if (!this.consumer.acknowledged()) {
			workOff(slot);
		}
	}

	/**
	 * Try to end the messages that wait here for their dead letters to be stored.
	 */
	private void settleKept(int slot) {
		while (!this.stopping && this.endedFor == null) {
			Kept message = this.work.settler().kept().takeDue();
			if (message == null) {
				return;
			}
			this.busy.set(slot, message.delivery());
			this.work.deliveries().settle(message);
			this.busy.set(slot, null);
		}
	}

	private Duration receiveTimeout() {
		return this.work.settler().kept().isEmpty() ? RECEIVE_TIMEOUT : SHORT_RECEIVE_TIMEOUT;
	}

	/**
	 * Work on what was here already when the listener stopped, as long as the stop waits:
	 * without acknowledgements the server does not deliver it again.
	 */
	private void workOff(int slot) {
		while (this.closed.getCount() > 0 || !this.left.isEmpty()) {
			try {
				this.closed.await();
				if (!mayBegin()) {
					loseLeft();
				}
				else if (this.batches != null) {
					workOn(this.batches.collect(this.left, (gathered) -> this.busy.set(slot, gathered)));
				}
				else {
					Delivery delivery = this.left.poll();
					if (delivery != null) {
						work(slot, delivery);
					}
				}
			}
			catch (InterruptedException ex) {
				logger.trace("Interrupted while waiting for the stop; whether to give up is looked up");
			}
			catch (VirtualMachineError ex) {
				giveUp(ex);
				return;
			}
			catch (Throwable ex) {
				logger.error("Failure outside of the listener's method at " + this.consumer, ex);
			}
			finally {
				this.busy.set(slot, null);
			}
		}
	}

	private void giveUp(VirtualMachineError error) {
		this.workUntil = System.nanoTime();
		this.supervisor.broken(error);
	}

	private void work(int slot, Delivery delivery) {
		if (!mayBegin()) {
			this.work.settler().handBack(delivery);
			return;
		}
		process(slot, delivery, true);
	}

	private void workInLane(int slot, Lanes lanes) throws InterruptedException {
		Delivery delivery = lanes.take(RECEIVE_TIMEOUT);
		if (delivery == null) {
			return;
		}
		boolean broken = false;
		try {
			if (mayBegin()) {
				process(slot, delivery, false);
			}
			else {
				delivery.retry(Duration.ZERO);
			}
		}
		catch (VirtualMachineError ex) {
			broken = true;
			throw ex;
		}
		finally {
			if (!broken && !isEnding()) {
				// A lane whose message is neither settled nor retried would stand still.
				delivery.retryUnlessSettled(FAILURE_DELAY);
			}
			lanes.proceed(delivery);
		}
	}

	private void process(int slot, Delivery delivery, boolean isNew) {
		long begun = System.nanoTime();
		try {
			this.busy.set(slot, delivery);
			if (isNew) {
				this.pull.begun();
			}
			this.work.deliveries().process(delivery, this.openLimit);
		}
		finally {
			this.window.worked(System.nanoTime() - begun);
			delivery.leave();
			// The client drops what an interrupted thread publishes.
			Thread.interrupted();
		}
	}

	private void workOn(@Nullable Batch batch) {
		if (batch == null) {
			return;
		}
		Thread.interrupted();
		long begun = System.nanoTime();
		try {
			this.work.batches().process(batch, this.openLimit, this::mayBegin);
		}
		finally {
			this.window.worked((System.nanoTime() - begun) / batch.size());
			batch.leave();
			// The client drops what an interrupted thread publishes.
			Thread.interrupted();
		}
	}

	private boolean isEnding() {
		return this.stopping || this.endedFor != null;
	}

	/**
	 * Whether a message that is here may be given to the method. Where it would be
	 * delivered again, somebody else gets it as soon as the listener stops.
	 */
	private boolean mayBegin() {
		if (this.consumer.acknowledged()) {
			return !isEnding();
		}
		Long until = this.workUntil;
		return until == null || System.nanoTime() - until < 0;
	}

	private void loseLeft() {
		List<Delivery> lost = new ArrayList<>();
		for (Delivery delivery = this.left.poll(); delivery != null; delivery = this.left.poll()) {
			lost.add(delivery);
		}
		this.work.settler().lose(lost);
	}

	private void tend() {
		try {
			Collection<Delivery> here = this.pull.tend();
			// What is sent meanwhile would fill the client's queue, and be late.
			if (this.connection.getStatus() == Connection.Status.CONNECTED) {
				long now = System.nanoTime();
				keepAlive(here, now);
				if (this.progress.isObservationDue(now)) {
					this.progress.observedNow();
					this.supervisor.observe();
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Throwable ex) {
			// A task that throws is never called again by the timer.
			logger.warn("Could not look after " + this.consumer, ex);
		}
	}

	private void keepAlive(Collection<Delivery> here, long now) {
		for (int i = 0; i < this.busy.length(); i++) {
			Task task = this.busy.get(i);
			if (task != null) {
				task.keepAlive(now, this.keepAliveNanos);
			}
		}
		for (Delivery delivery : here) {
			delivery.keepAlive(now, this.keepAliveNanos);
		}
		this.work.settler().kept().keepAlive(now, this.keepAliveNanos);
		if (this.lanes != null) {
			this.lanes.tend(now, this.keepAliveNanos);
		}
	}

	/**
	 * Begin nothing any more. Follow with a stop.
	 * @param reason why going on makes no sense
	 */
	void refuseWork(String reason) {
		this.endedFor = reason;
	}

	/**
	 * Why going on makes no sense.
	 * @return the reason, or {@code null} if it does
	 */
	@Nullable String endedFor() {
		return this.endedFor;
	}

	/**
	 * Stop asking, and hand back what was not begun so that another instance gets it now
	 * and not when the server has waited long enough for an acknowledgement. What cannot
	 * be handed back is left to the workers.
	 */
	void stopReceiving() {
		this.stopLock.lock();
		try {
			if (this.stopping) {
				return;
			}
			this.stopping = true;
			this.connection.removeConnectionListener(this.reconnectListener);
			List<Delivery> here = this.pull.close(DRAIN_TIMEOUT);
			if (this.lanes != null) {
				this.lanes.end(here);
			}
			else if (this.consumer.acknowledged()) {
				here.forEach(this.work.settler()::handBack);
			}
			else {
				this.left.addAll(here);
			}
		}
		finally {
			this.closed.countDown();
			this.stopLock.unlock();
		}
	}

	/**
	 * Begin nothing and ask for nothing, until {@link #resume()}. What is here is kept
	 * alive, so it does not come again.
	 */
	void pause() {
		if (this.lanes != null) {
			this.lanes.pause(true);
		}
		this.pull.pause(DRAIN_TIMEOUT);
	}

	void resume() {
		this.pull.resume();
		if (this.lanes != null) {
			this.lanes.pause(false);
		}
	}

	boolean isPaused() {
		return this.pull.isPaused();
	}

	/**
	 * The calling thread is going to wait for a stop, possibly for its turn first.
	 */
	void stopIsAwaited() {
		if (this.workers.contains(Thread.currentThread())) {
			this.stoppingThemselves.add(Thread.currentThread());
		}
	}

	/**
	 * Wait for the methods that are running; interrupt those that run beyond the
	 * deadline.
	 * @return whether all finished in time
	 */
	boolean awaitStopped(long deadline) {
		if (this.workUntil == null) {
			this.workUntil = deadline;
		}
		stopIsAwaited();
		boolean finished = true;
		for (Thread worker : this.workers) {
			finished &= join(worker, deadline);
		}
		if (!finished) {
			this.workUntil = System.nanoTime();
			abandon();
		}
		if (!finished || !this.workers.contains(Thread.currentThread())) {
			loseLeft();
		}
		this.work.settler().handBackKept();
		ScheduledFuture<?> scheduled = this.tending;
		if (scheduled != null) {
			scheduled.cancel(false);
		}
		// Behind the last acknowledgements.
		ConnectionBarrier.of(this.connection).await(this.connection);
		return finished;
	}

	/**
	 * End the waiting for methods that are still running. Their messages stay
	 * unacknowledged, unless they succeed in spite of the interrupt.
	 */
	private void abandon() {
		List<Thread> waiting = new ArrayList<>();
		for (int i = 0; i < this.busy.length(); i++) {
			Thread worker = this.workers.get(i);
			Task task = this.busy.get(i);
			if (this.stoppingThemselves.contains(worker) || !worker.isAlive()) {
				continue;
			}
			if (task != null) {
				task.abandon();
			}
			worker.interrupt();
			if (task != null && task.isWaitingForOthers()) {
				waiting.add(worker);
			}
		}
		// They run nothing of the listener's, and give up in a moment.
		long deadline = System.nanoTime() + GIVE_UP_NANOS;
		waiting.forEach((worker) -> join(worker, deadline));
	}

	private boolean join(Thread worker, long deadline) {
		try {
			long left = deadline - System.nanoTime();
			do {
				if (this.stoppingThemselves.contains(worker)) {
					return true;
				}
				worker.join(Math.max(1, Math.min(LOOK_MILLIS, TimeUnit.NANOSECONDS.toMillis(left))));
				left = deadline - System.nanoTime();
			}
			while (worker.isAlive() && left > 0);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return !worker.isAlive();
	}

	/**
	 * Why nothing can be received at the moment.
	 * @return the reason, or {@code null} if the consumer answers
	 */
	@Nullable String unansweredFor() {
		return this.pull.unansweredFor();
	}

	boolean isStopping() {
		return this.stopping;
	}

	/**
	 * Is told what the loop cannot mend itself.
	 */
	interface Supervisor extends ConsumerTrouble {

		/**
		 * The process cannot go on.
		 */
		void broken(VirtualMachineError error);

		/**
		 * The server is to be asked how far the consumer has come.
		 */
		void observe();

	}

}
