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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.support.AbstractValueAdaptingCache;

/**
 * A cache in a key-value bucket, shared by all instances of the application. Safe for use
 * by several threads.
 * <p>
 * Each access asks the server and waits for it. What cannot be read or written is a
 * {@link CacheAccessException}.
 */
public final class NatsCache extends AbstractValueAdaptingCache {

	private final String name;

	private final CacheBucket bucket;

	private final CacheKeys keys;

	private final CacheValues values;

	private final Executor executor;

	private final CacheLoads loads = new CacheLoads();

	private final ConcurrentMap<String, CompletableFuture<?>> retrievals = new ConcurrentHashMap<>();

	private final NatsCacheStatistics statistics = new NatsCacheStatistics();

	NatsCache(String name, boolean allowNullValues, CacheBucket bucket, CacheKeys keys, CacheValues values,
			Executor executor) {
		super(allowNullValues);
		this.name = name;
		this.bucket = bucket;
		this.keys = keys;
		this.values = values;
		this.executor = executor;
	}

	@Override
	public String getName() {
		return this.name;
	}

	/**
	 * The bucket, with the entries of other caches besides.
	 * @return an {@code io.nats.client.KeyValue}
	 */
	@Override
	public Object getNativeCache() {
		return this.bucket.nativeBucket();
	}

	/**
	 * What this instance of the application has done with the cache.
	 * @return the numbers, which go on changing
	 */
	public NatsCacheStatistics getStatistics() {
		return this.statistics;
	}

	@Override
	protected @Nullable Object lookup(Object key) {
		Object value = lookup(this.keys.encode(key));
		this.statistics.looked(value != null);
		return value;
	}

	private @Nullable Object lookup(String key) {
		CacheValue value = this.bucket.read(key);
		return (value != null) ? this.values.decode(value) : null;
	}

	/**
	 * Get a value, or load it. This instance loads a key once at a time; where several
	 * instances load one, the first to store it wins, and all return what it has stored.
	 */
	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
		ValueWrapper existing = get(key);
		if (existing != null) {
			return (T) existing.get();
		}
		String encoded = this.keys.encode(key);
		try {
			return (T) this.loads.once(encoded, () -> {
				Object meanwhile = lookup(encoded);
				return fromStoreValue(
						(meanwhile != null) ? meanwhile : storeIfAbsent(encoded, toStoreValue(load(key, valueLoader))));
			});
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new ValueRetrievalException(key, valueLoader, ex);
		}
	}

	private static <T> @Nullable T load(Object key, Callable<T> valueLoader) {
		try {
			return valueLoader.call();
		}
		catch (Exception ex) {
			throw new ValueRetrievalException(key, valueLoader, ex);
		}
	}

	@Override
	public CompletableFuture<?> retrieve(Object key) {
		return supply(() -> get(key));
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
		String encoded = this.keys.encode(key);
		CompletableFuture<T> started = new CompletableFuture<>();
		CompletableFuture<?> running = this.retrievals.putIfAbsent(encoded, started);
		if (running != null) {
			return (CompletableFuture<T>) running.copy();
		}
		// What one caller does to its future is no concern of the others.
		CompletableFuture<T> mine = started.copy();
		supply(() -> get(key))
			.thenCompose((existing) -> (existing != null) ? CompletableFuture.completedFuture((T) existing.get())
					: valueLoader.get()
						.thenApplyAsync((loaded) -> (T) fromStoreValue(storeIfAbsent(encoded, toStoreValue(loaded))),
								this.executor))
			.whenComplete((value, failure) -> {
				this.retrievals.remove(encoded, started);
				if (failure != null) {
					started.completeExceptionally(failure);
				}
				else {
					started.complete(value);
				}
			});
		return mine;
	}

	/**
	 * An executor that refuses is a failure as any other.
	 */
	private <T extends @Nullable Object> CompletableFuture<T> supply(Supplier<T> access) {
		try {
			return CompletableFuture.supplyAsync(access, this.executor);
		}
		catch (RejectedExecutionException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	@Override
	public void put(Object key, @Nullable Object value) {
		this.bucket.write(this.keys.encode(key), this.values.encode(toStoreValue(value)));
		this.statistics.put();
	}

	@Override
	public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
		CacheValue existing = writeIfAbsent(this.keys.encode(key), toStoreValue(value));
		return (existing != null) ? toValueWrapper(this.values.decode(existing)) : null;
	}

	/**
	 * @return what is in the cache then
	 */
	private Object storeIfAbsent(String key, Object value) {
		CacheValue existing = writeIfAbsent(key, value);
		return (existing != null) ? this.values.decode(existing) : value;
	}

	private @Nullable CacheValue writeIfAbsent(String key, Object value) {
		CacheValue existing = this.bucket.writeIfAbsent(key, this.values.encode(value));
		if (existing == null) {
			this.statistics.put();
		}
		return existing;
	}

	@Override
	public void evict(Object key) {
		this.bucket.remove(this.keys.encode(key));
		this.statistics.evicted();
	}

	@Override
	public boolean evictIfPresent(Object key) {
		if (this.bucket.read(this.keys.encode(key)) == null) {
			return false;
		}
		evict(key);
		return true;
	}

	@Override
	public void clear() {
		this.bucket.clear();
	}

	@Override
	public boolean invalidate() {
		return this.bucket.clear();
	}

}
