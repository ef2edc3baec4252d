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

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.natsboot.listener.jetstream.OrdersStream;
import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.github.natsboot.provisioning.Provisioning;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.interceptor.CacheErrorHandler;
import org.springframework.cache.interceptor.LoggingCacheErrorHandler;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for Spring's caching annotations on buckets, whose types are those of the
 * methods.
 */
@WithNatsServer
class AnnotatedCachingIT {

	private final NatsTestServer server;

	private Connection connection;

	AnnotatedCachingIT(NatsTestServer server) {
		this.server = server;
	}

	@BeforeEach
	void connect() throws Exception {
		this.connection = Nats.connect(this.server.url());
	}

	@AfterEach
	void removeBuckets() throws Exception {
		this.connection.close();
		OrdersStream.removeAll(this.server);
	}

	@Test
	void aMethodIsCalledOnceForAllInstances() {
		try (AnnotationConfigApplicationContext here = start(); AnnotationConfigApplicationContext there = start()) {
			Shop shop = here.getBean(Shop.class);
			Shop other = there.getBean(Shop.class);
			assertThat(shop.price("book", 3)).isEqualTo(new Price("book", 3));
			assertThat(shop.price("book", 3)).isEqualTo(new Price("book", 3));
			assertThat(other.price("book", 3)).isEqualTo(new Price("book", 3));
			assertThat(shop.calls()).isEqualTo(1);
			assertThat(other.calls()).isZero();
			assertThat(shop.price("book", 4)).isEqualTo(new Price("book", 4));
		}
	}

	@Test
	void eachKindOfReturnTypeIsKept() throws Exception {
		try (AnnotationConfigApplicationContext context = start()) {
			Shop shop = context.getBean(Shop.class);
			for (int i = 0; i < 2; i++) {
				assertThat(shop.all()).containsExactly(new Price("a", 1), new Price("b", 2));
				assertThat(shop.number("x")).isEqualTo(1);
				assertThat(shop.maybe("x")).contains("maybe x");
				assertThat(shop.maybe("none")).isEmpty();
				assertThat(shop.nothing("x")).isNull();
				assertThat(shop.synchronous("x")).isEqualTo(new Price("x", 0));
				assertThat(shop.later("x").get(5, TimeUnit.SECONDS)).isEqualTo(new Price("x", 7));
				assertThat(shop.laterSynchronous("x").get(5, TimeUnit.SECONDS)).isEqualTo(new Price("x", 8));
			}
			assertThat(shop.calls()).isEqualTo(8);
		}
	}

	@Test
	void valuesArePutAndEvicted() {
		try (AnnotationConfigApplicationContext context = start()) {
			Shop shop = context.getBean(Shop.class);
			shop.change("book", new Price("book", 9));
			assertThat(shop.changed("book")).isEqualTo(new Price("book", 9));
			shop.forget("book");
			assertThat(shop.changed("book")).isEqualTo(new Price("book", 0));
			shop.change("pen", new Price("pen", 9));
			shop.forgetAll();
			assertThat(shop.changed("pen")).isEqualTo(new Price("pen", 0));
		}
	}

	@Test
	void errorsAreTheErrorHandlersBusiness() {
		try (AnnotationConfigApplicationContext strict = start();
				AnnotationConfigApplicationContext lenient = start(Lenient.class)) {
			closeConnection();
			assertThatExceptionOfType(CacheAccessException.class)
				.isThrownBy(() -> strict.getBean(Shop.class).price("book", 3));
			assertThat(lenient.getBean(Shop.class).price("book", 3)).isEqualTo(new Price("book", 3));
			assertThat(lenient.getBean(Shop.class).synchronous("x")).isEqualTo(new Price("x", 0));
		}
	}

	private void closeConnection() {
		try {
			this.connection.close();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private AnnotationConfigApplicationContext start(Class<?>... configurations) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean(Connection.class, () -> this.connection,
				(definition) -> definition.setDestroyMethodName(""));
		context.register(Caching.class, Shop.class);
		if (configurations.length > 0) {
			context.register(configurations);
		}
		context.refresh();
		return context;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

		@Bean
		static CacheTypes cacheTypes() {
			return new CacheTypes();
		}

		@Bean
		static CacheTypesPostProcessor cacheTypesPostProcessor(CacheTypes types) {
			return new CacheTypesPostProcessor(types);
		}

		@Bean
		NatsCacheManager cacheManager(Connection connection, CacheTypes types) throws Exception {
			return NatsCacheManager
				.builder(connection,
						new JetStreamProvisioner(connection, connection.jetStreamManagement(), Provisioning.CREATE,
								List.of()))
				.types(types)
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Lenient implements CachingConfigurer {

		@Override
		public CacheErrorHandler errorHandler() {
			return new LoggingCacheErrorHandler();
		}

	}

	record Price(String article, int amount) {
	}

	static class Shop {

		private final AtomicInteger calls = new AtomicInteger();

		int calls() {
			return this.calls.get();
		}

		@Cacheable("prices")
		Price price(String article, int amount) {
			this.calls.incrementAndGet();
			return new Price(article, amount);
		}

		@Cacheable("all")
		List<Price> all() {
			this.calls.incrementAndGet();
			return List.of(new Price("a", 1), new Price("b", 2));
		}

		@Cacheable("numbers")
		int number(String key) {
			return this.calls.incrementAndGet() - 1;
		}

		@Cacheable("maybe")
		Optional<String> maybe(String key) {
			this.calls.incrementAndGet();
			return key.equals("none") ? Optional.empty() : Optional.of("maybe " + key);
		}

		@Cacheable("nothing")
		@Nullable Price nothing(String key) {
			this.calls.incrementAndGet();
			return null;
		}

		@Cacheable(cacheNames = "synchronous", sync = true)
		Price synchronous(String key) {
			this.calls.incrementAndGet();
			return new Price(key, 0);
		}

		@Cacheable("later")
		CompletableFuture<Price> later(String key) {
			this.calls.incrementAndGet();
			return CompletableFuture.completedFuture(new Price(key, 7));
		}

		@Cacheable(cacheNames = "laterSynchronous", sync = true)
		CompletableFuture<Price> laterSynchronous(String key) {
			this.calls.incrementAndGet();
			return CompletableFuture.completedFuture(new Price(key, 8));
		}

		@CachePut(cacheNames = "changes", key = "#article")
		Price change(String article, Price price) {
			return price;
		}

		@Cacheable("changes")
		Price changed(String article) {
			return new Price(article, 0);
		}

		@CacheEvict("changes")
		void forget(String article) {
		}

		@CacheEvict(cacheNames = "changes", allEntries = true)
		void forgetAll() {
		}

	}

}
