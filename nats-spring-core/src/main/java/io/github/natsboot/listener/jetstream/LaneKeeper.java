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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Lines messages up by their subject, one lane for each, so that the messages of a lane
 * are begun one after the other, and those of different lanes at the same time. The first
 * of a lane leaves it when it is settled, and stays there while it waits for a retry. No
 * thread waits with it.
 * <p>
 * Also keeps those that must not be lined up yet, and says which messages are here at
 * all.
 * <p>
 * All state is guarded by one lock, under which nothing is sent and nobody called.
 */
final class LaneKeeper {

	private final ReentrantLock lock = new ReentrantLock();

	/**
	 * There may be a lane to be taken, or one whose retry is due before all others.
	 */
	private final Condition startable = this.lock.newCondition();

	private final Map<String, Lane> lanes = new HashMap<>();

	/**
	 * Everything that is here, by its number in the stream.
	 */
	private final Map<Long, Delivery> here = new HashMap<>();

	private final TreeMap<Long, Delivery> held = new TreeMap<>();

	private final ArrayDeque<Lane> ready = new ArrayDeque<>();

	private final PriorityQueue<Lane> retries = new PriorityQueue<>((one, other) -> Long.signum(one.due - other.due));

	private final IntConsumer room;

	/**
	 * Threads that wait for something to do.
	 */
	private int idle;

	/**
	 * Messages in lanes that were never begun.
	 */
	private int unbegun;

	/**
	 * So many of the unbegun have been made room for already.
	 */
	private int passedOver;

	/**
	 * Messages that have left.
	 */
	private long left;

	private boolean paused;

	private boolean closed;

	private volatile int size;

	/**
	 * Create it.
	 * @param room is told that so many other messages may be asked for in place of those
	 * that are here, because they were begun or because they cannot be begun; is called
	 * without the lock
	 */
	LaneKeeper(IntConsumer room) {
		this.room = room;
	}

	/**
	 * Line a message up.
	 * @return whether it is kept; not when this is closed
	 */
	boolean offer(Delivery delivery) {
		boolean free;
		this.lock.lock();
		try {
			if (this.closed && !this.lanes.containsKey(subject(delivery))) {
				return false;
			}
			if (!enter(delivery)) {
				free = true;
			}
			else {
				free = !lineUp(delivery) && this.idle > 0;
				this.passedOver += free ? 1 : 0;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (free) {
			this.room.accept(1);
		}
		return true;
	}

	/**
	 * Keep a message that must not be lined up yet.
	 * @return whether it is kept; not when this is closed
	 */
	boolean hold(Delivery delivery) {
		this.lock.lock();
		try {
			if (this.closed) {
				return false;
			}
			if (enter(delivery)) {
				this.held.put(number(delivery), delivery);
			}
		}
		finally {
			this.lock.unlock();
		}
		this.room.accept(1);
		return true;
	}

	/**
	 * Line up what was held, in the order of the stream.
	 * @param before only those with lower numbers
	 */
	void release(long before) {
		this.lock.lock();
		try {
			lineUpHeld(before);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void lineUpHeld(long before) {
		SortedMap<Long, Delivery> released = this.held.headMap(before);
		released.values().forEach((delivery) -> {
			lineUp(delivery);
			this.passedOver++;
		});
		released.clear();
	}

	/**
	 * Note that a message is here.
	 * @return {@code false} if it was before: the server has delivered it again, because
	 * it was not told in time that it is kept
	 */
	private boolean enter(Delivery delivery) {
		Delivery before = this.here.get(number(delivery));
		if (before != null && before.metaData().timestamp().equals(delivery.metaData().timestamp())) {
			return false;
		}
		this.here.put(number(delivery), delivery);
		this.size = this.here.size();
		return true;
	}

	/**
	 * Append a message to its lane.
	 * @return whether it can be begun
	 */
	private boolean lineUp(Delivery delivery) {
		this.unbegun++;
		Lane lane = this.lanes.get(subject(delivery));
		if (lane != null) {
			lane.deliveries.add(delivery);
			return false;
		}
		lane = new Lane();
		lane.deliveries.add(delivery);
		this.lanes.put(subject(delivery), lane);
		makeReady(lane);
		return true;
	}

	private void makeReady(Lane lane) {
		this.ready.add(lane);
		this.startable.signal();
	}

	/**
	 * Wait for a message that may be begun. {@link #proceed(Delivery)} has to follow.
	 * @return the message, or {@code null} if there was none in time
	 */
	@Nullable Delivery take(long timeoutNanos) throws InterruptedException {
		long deadline = System.nanoTime() + timeoutNanos;
		while (true) {
			Delivery delivery = null;
			int free = 0;
			this.lock.lockInterruptibly();
			try {
				Lane lane = next();
				if (lane != null) {
					delivery = lane.deliveries.getFirst();
					free = begin(lane, delivery);
				}
				else if (this.closed || deadline - System.nanoTime() <= 0) {
					return null;
				}
				else {
					free = this.paused ? 0 : passOver();
					if (free == 0) {
						await(deadline);
					}
				}
			}
			finally {
				this.lock.unlock();
			}
			if (free > 0) {
				this.room.accept(free);
			}
			if (delivery != null) {
				return delivery;
			}
		}
	}

	private @Nullable Lane next() {
		long now = System.nanoTime();
		for (Lane due = this.retries.peek(); due != null && due.due - now <= 0; due = this.retries.peek()) {
			this.ready.add(this.retries.remove());
		}
		Lane lane = this.paused ? null : this.ready.poll();
		if (lane != null && !this.ready.isEmpty() && this.idle > 0) {
			this.startable.signal();
		}
		return lane;
	}

	private int begin(Lane lane, Delivery delivery) {
		lane.running = true;
		if (delivery.isRepeated()) {
			return 0;
		}
		this.unbegun--;
		if (this.passedOver == 0) {
			return 1;
		}
		this.passedOver--;
		return 0;
	}

	/**
	 * A thread has nothing to do, so all messages that are here wait for others of their
	 * subject, and must not be in the way of those that could be begun.
	 */
	private int passOver() {
		int free = this.unbegun - this.passedOver;
		this.passedOver = this.unbegun;
		return free;
	}

	private void await(long deadline) throws InterruptedException {
		long until = deadline;
		Lane due = this.paused ? null : this.retries.peek();
		if (due != null && due.due - until < 0) {
			until = due.due;
		}
		this.idle++;
		try {
			this.startable.awaitNanos(until - System.nanoTime());
		}
		finally {
			this.idle--;
		}
	}

	/**
	 * Go on with the lane of a message that was taken: with the next one if it is
	 * settled, with the same after a while if it is to be retried. Where it is neither,
	 * those behind it stay where they are: the server will deliver it again, and must not
	 * give out the others before.
	 * @return what must not be begun any more because this is closed, in order
	 */
	List<Delivery> proceed(Delivery delivery) {
		Duration wait = delivery.takeRetry();
		this.lock.lock();
		try {
			Lane lane = Objects.requireNonNull(this.lanes.get(subject(delivery)));
			if (delivery.isSettled()) {
				lane.deliveries.removeFirst();
				this.here.remove(number(delivery), delivery);
				this.size = this.here.size();
				this.left++;
			}
			else if (wait == null) {
				return List.of();
			}
			lane.running = false;
			if (lane.deliveries.isEmpty()) {
				this.lanes.remove(subject(delivery));
			}
			else if (this.closed) {
				this.lanes.remove(subject(delivery));
				return List.copyOf(lane.deliveries);
			}
			else if (wait == null) {
				makeReady(lane);
			}
			else {
				repeat(lane, delivery, wait);
			}
			return List.of();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Give out nothing, until this is called with {@code false}. What is here stays.
	 */
	void pause(boolean paused) {
		this.lock.lock();
		try {
			this.paused = paused;
			this.startable.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void repeat(Lane lane, Delivery delivery, Duration wait) {
		delivery.repeat();
		lane.due = System.nanoTime() + wait.toNanos();
		this.retries.add(lane);
		if (this.retries.peek() == lane) {
			this.startable.signal();
		}
	}

	/**
	 * Everything that is here, being worked on or not.
	 */
	List<Delivery> here() {
		this.lock.lock();
		try {
			return List.copyOf(this.here.values());
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean contains(long number) {
		this.lock.lock();
		try {
			return this.here.containsKey(number);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The number of messages that are here.
	 */
	int size() {
		return this.size;
	}

	/**
	 * The number of messages that were settled so far.
	 */
	long left() {
		this.lock.lock();
		try {
			return this.left;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Begin nothing any more.
	 * @return what is not being worked on, nor behind something that is, in the order of
	 * the stream
	 */
	List<Delivery> close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.startable.signalAll();
			lineUpHeld(Long.MAX_VALUE);
			this.ready.clear();
			this.retries.clear();
			List<Delivery> unused = new ArrayList<>();
			this.lanes.values().removeIf((lane) -> !lane.running && unused.addAll(lane.deliveries));
			unused.sort(Comparator.comparingLong(LaneKeeper::number));
			return unused;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static String subject(Delivery delivery) {
		return delivery.message().getSubject();
	}

	private static long number(Delivery delivery) {
		return delivery.metaData().streamSequence();
	}

	/**
	 * The messages of one subject. Is in one of the queues, or being worked on.
	 */
	private static final class Lane {

		final ArrayDeque<Delivery> deliveries = new ArrayDeque<>();

		boolean running;

		/**
		 * When the first message is to be repeated.
		 */
		long due;

	}

}
