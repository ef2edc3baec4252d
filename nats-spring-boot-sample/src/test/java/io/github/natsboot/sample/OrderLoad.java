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

package io.github.natsboot.sample;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends orders from several threads. One that is refused is sent again with its id.
 */
final class OrderLoad implements AutoCloseable {

	private static final int THREADS = 8;

	private final SampleRun sample;

	private final String prefix;

	private final int orders;

	private final AtomicInteger next = new AtomicInteger();

	private final AtomicInteger attempts = new AtomicInteger();

	private final AtomicInteger refused = new AtomicInteger();

	private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

	private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);

	private final List<Future<?>> senders = new ArrayList<>();

	OrderLoad(SampleRun sample, String prefix, int orders) {
		this.sample = sample;
		this.prefix = prefix;
		this.orders = orders;
	}

	void start() {
		for (int i = 0; i < THREADS; i++) {
			this.senders.add(this.executor.submit(() -> {
				for (int order = this.next.getAndIncrement(); order < this.orders; order = this.next
					.getAndIncrement()) {
					send(this.prefix + order);
				}
				return null;
			}));
		}
	}

	private void send(String id) throws IOException, InterruptedException {
		while (true) {
			this.attempts.incrementAndGet();
			int status = this.sample.post("{\"id\":\"" + id + "\",\"amount\":99.9}").statusCode();
			if (status == 202) {
				this.acknowledged.add(id);
				return;
			}
			if (status != 503) {
				throw new IllegalStateException("Status " + status + " for order " + id);
			}
			this.refused.incrementAndGet();
			Thread.sleep(200);
		}
	}

	void awaitEnd() throws Exception {
		for (Future<?> sender : this.senders) {
			sender.get(2, TimeUnit.MINUTES);
		}
	}

	int attempts() {
		return this.attempts.get();
	}

	int refused() {
		return this.refused.get();
	}

	Set<String> acknowledged() {
		return this.acknowledged;
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
