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

import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Sees to it that this instance of the application loads one key once at a time, and
 * different keys side by side.
 */
final class CacheLoads {

	private final ConcurrentMap<String, KeyLock> locks = new ConcurrentHashMap<>();

	/**
	 * Load while nobody else here loads the same key. A load may load another key, or the
	 * same one.
	 */
	<T> @Nullable T once(String key, Callable<@Nullable T> load) throws Exception {
		KeyLock lock = this.locks.compute(key, (same, existing) -> {
			KeyLock used = (existing != null) ? existing : new KeyLock();
			used.users++;
			return used;
		});
		lock.lock.lock();
		try {
			return load.call();
		}
		finally {
			lock.lock.unlock();
			this.locks.compute(key, (same, existing) -> (existing != null && --existing.users > 0) ? existing : null);
		}
	}

	/**
	 * A lock, and how many use it. The number changes within the map's own lock.
	 */
	private static final class KeyLock {

		private final ReentrantLock lock = new ReentrantLock();

		private int users;

	}

}
