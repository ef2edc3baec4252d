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

import java.util.Arrays;
import java.util.List;

/**
 * Messages that are given to a method together. Filled by one thread, and kept alive by
 * another meanwhile.
 */
final class Batch implements Task {

	private final Delivery[] deliveries;

	/**
	 * Written after the delivery, so that whoever reads it sees that too.
	 */
	private volatile int size;

	private volatile boolean abandoned;

	private volatile boolean waitingForOthers;

	Batch(int capacity) {
		this.deliveries = new Delivery[capacity];
	}

	void add(Delivery delivery) {
		int index = this.size;
		this.deliveries[index] = delivery;
		this.size = index + 1;
	}

	boolean isFull() {
		return this.size == this.deliveries.length;
	}

	int size() {
		return this.size;
	}

	List<Delivery> deliveries() {
		return Arrays.asList(this.deliveries).subList(0, this.size);
	}

	@Override
	public void keepAlive(long now, long intervalNanos) {
		int count = this.size;
		for (int i = 0; i < count; i++) {
			this.deliveries[i].keepAlive(now, intervalNanos);
		}
	}

	@Override
	public void abandon() {
		this.abandoned = true;
		deliveries().forEach(Delivery::abandon);
	}

	/**
	 * Nobody looks after them any more.
	 */
	void leave() {
		deliveries().forEach(Delivery::leave);
	}

	boolean isAbandoned() {
		return this.abandoned;
	}

	void awaitOthers(boolean waiting) {
		this.waitingForOthers = waiting;
	}

	@Override
	public boolean isWaitingForOthers() {
		return this.waitingForOthers;
	}

}
