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

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;

import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.github.natsboot.support.NatsMessageConverter;
import io.nats.client.Connection;
import io.nats.client.JetStreamOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.support.AbstractCacheManager;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Spring's caches in key-value buckets of NATS. All caches share one bucket unless they
 * are configured otherwise; each has keys of its own in it, so clearing one leaves the
 * others alone. A cache that is not configured is made with the defaults when it is asked
 * for.
 * <p>
 * Values are written with the library's converter, as JSON in general, and are read as
 * the type of the cache: the one that is configured, else the one that the methods return
 * which are annotated with it. What is in the bucket never says what class to make of it.
 */
public final class NatsCacheManager extends AbstractCacheManager {

	private final CacheServer server;

	private final NatsMessageConverter converter;

	private final CacheKeyEncoder keyEncoder;

	private final CacheTypes types;

	private final Executor executor;

	private final NatsCacheConfiguration defaults;

	private final Map<String, NatsCacheConfiguration> configurations;

	private final CacheBuckets buckets;

	private NatsCacheManager(Builder builder) {
		this.server = new CacheServer(builder.connection,
				JetStreamOptions.builder(builder.options).requestTimeout(builder.timeout).build());
		this.converter = builder.converter;
		this.keyEncoder = builder.keyEncoder;
		this.types = builder.types;
		this.executor = builder.executor;
		this.defaults = builder.defaults;
		this.configurations = Map.copyOf(builder.configurations);
		this.buckets = new CacheBuckets(this.server, builder.provisioner, builder.defaults,
				this.configurations.values());
	}

	/**
	 * Begin a cache manager.
	 * @param connection the connection
	 * @param provisioner makes the buckets, if it may
	 * @return a builder with the defaults
	 */
	public static Builder builder(Connection connection, JetStreamProvisioner provisioner) {
		return new Builder(connection, provisioner);
	}

	/**
	 * Opens the caches that are configured and sees to their buckets, and to that of all
	 * others.
	 * @throws CacheConfigurationException when a bucket cannot keep a cache as it is
	 * configured
	 * @throws io.github.natsboot.core.NatsException when a bucket is missing and cannot
	 * be made
	 */
	@Override
	protected Collection<? extends Cache> loadCaches() {
		this.buckets.open();
		return this.configurations.entrySet().stream().map((entry) -> cache(entry.getKey(), entry.getValue())).toList();
	}

	@Override
	protected @Nullable Cache getMissingCache(String name) {
		return cache(name, this.defaults);
	}

	private NatsCache cache(String name, NatsCacheConfiguration configuration) {
		CacheBucket bucket = new CacheBucket(name, configuration.bucket(), this.server,
				this.buckets.timeToLive(name, configuration), this.buckets.markersExpire(configuration.bucket()));
		return new NatsCache(name, configuration.allowNullValues(), bucket, new CacheKeys(name, this.keyEncoder),
				new CacheValues(name, this.converter,
						() -> (configuration.type() != null) ? configuration.type() : this.types.find(name)),
				this.executor);
	}

	/**
	 * Builds a cache manager. One that is no bean needs a call of
	 * {@link NatsCacheManager#afterPropertiesSet()} before it is used.
	 */
	public static final class Builder {

		private final Connection connection;

		private final JetStreamProvisioner provisioner;

		private final Map<String, NatsCacheConfiguration> configurations = new LinkedHashMap<>();

		private JetStreamOptions options = JetStreamOptions.DEFAULT_JS_OPTIONS;

		private NatsMessageConverter converter = NatsMessageConverter.createDefault();

		private CacheKeyEncoder keyEncoder = new StructuredCacheKeyEncoder();

		private CacheTypes types = new CacheTypes();

		private Executor executor = new SimpleAsyncTaskExecutor("nats-cache-");

		private NatsCacheConfiguration defaults = NatsCacheConfiguration.DEFAULTS;

		private Duration timeout = Duration.ofSeconds(2);

		private Builder(Connection connection, JetStreamProvisioner provisioner) {
			this.connection = connection;
			this.provisioner = provisioner;
		}

		/**
		 * Set the options of JetStream, such as a domain.
		 * @param jetStreamOptions the options; their time-out is not used
		 * @return this
		 */
		public Builder jetStreamOptions(JetStreamOptions jetStreamOptions) {
			this.options = jetStreamOptions;
			return this;
		}

		/**
		 * Set the converter of values. By default bytes, text and JSON.
		 * @param messageConverter the converter
		 * @return this
		 */
		public Builder converter(NatsMessageConverter messageConverter) {
			this.converter = messageConverter;
			return this;
		}

		/**
		 * Set what makes text of keys. A {@link StructuredCacheKeyEncoder} by default.
		 * @param encoder the encoder
		 * @return this
		 */
		public Builder keyEncoder(CacheKeyEncoder encoder) {
			this.keyEncoder = encoder;
			return this;
		}

		/**
		 * Set where the types are found that annotated methods declare.
		 * @param cacheTypes the types, as a {@link CacheTypesPostProcessor} fills them
		 * @return this
		 */
		public Builder types(CacheTypes cacheTypes) {
			this.types = cacheTypes;
			return this;
		}

		/**
		 * Set what runs the accesses of methods that return futures or reactive types. A
		 * thread for each by default.
		 * @param retrievals the executor
		 * @return this
		 */
		public Builder executor(Executor retrievals) {
			this.executor = retrievals;
			return this;
		}

		/**
		 * Set how long an access may wait for the server. 2 seconds by default.
		 * @param accessTimeout the time
		 * @return this
		 */
		public Builder timeout(Duration accessTimeout) {
			this.timeout = accessTimeout;
			return this;
		}

		/**
		 * Set how caches are kept that are not configured by name.
		 * @param configuration the configuration
		 * @return this
		 */
		public Builder defaults(NatsCacheConfiguration configuration) {
			this.defaults = configuration;
			return this;
		}

		/**
		 * Configure a cache.
		 * @param name its name
		 * @param configuration how it is kept
		 * @return this
		 */
		public Builder cache(String name, NatsCacheConfiguration configuration) {
			this.configurations.put(name, configuration);
			return this;
		}

		/**
		 * The configuration of a cache so far.
		 * @param name its name
		 * @return its configuration, else the defaults
		 */
		public NatsCacheConfiguration configuration(String name) {
			return this.configurations.getOrDefault(name, this.defaults);
		}

		/**
		 * Build the cache manager.
		 * @return the cache manager
		 */
		public NatsCacheManager build() {
			return new NatsCacheManager(this);
		}

	}

}
