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

package io.github.natsboot.cache;

import java.util.concurrent.atomic.LongAdder;

/**
 * What this instance of the application has done with a cache since it started. Safe for
 * use by several threads.
 */
public final class NatsCacheStatistics {

	private final LongAdder hits = new LongAdder();

	private final LongAdder misses = new LongAdder();

	private final LongAdder puts = new LongAdder();

	private final LongAdder evictions = new LongAdder();

	NatsCacheStatistics() {
	}

	void looked(boolean found) {
		(found ? this.hits : this.misses).increment();
	}

	void put() {
		this.puts.increment();
	}

	void evicted() {
		this.evictions.increment();
	}

	/**
	 * The number of look-ups that found an entry.
	 * @return the number
	 */
	public long getHits() {
		return this.hits.sum();
	}

	/**
	 * The number of look-ups that found none.
	 * @return the number
	 */
	public long getMisses() {
		return this.misses.sum();
	}

	/**
	 * The number of entries that were stored.
	 * @return the number
	 */
	public long getPuts() {
		return this.puts.sum();
	}

	/**
	 * The number of keys that were evicted; clearing does not count.
	 * @return the number
	 */
	public long getEvictions() {
		return this.evictions.sum();
	}

}
