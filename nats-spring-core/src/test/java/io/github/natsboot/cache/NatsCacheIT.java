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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.LongStream;

import io.github.natsboot.listener.jetstream.OrdersStream;
import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.github.natsboot.provisioning.Provisioning;
import io.github.natsboot.provisioning.ProvisioningException;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.RequiresServerVersion;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.Nats;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StreamConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.cache.Cache;
import org.springframework.cache.Cache.ValueRetrievalException;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link NatsCache} against a real server.
 */
@WithNatsServer
class NatsCacheIT {

	private final NatsTestServer server;

	private Connection connection;

	NatsCacheIT(NatsTestServer server) {
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
	void aValueIsFoundByAllInstances() {
		Cache cache = prices();
		cache.put("book", new Price("eur", 20));
		assertThat(prices().get("book", Price.class)).isEqualTo(new Price("eur", 20));
		assertThat(prices().get("pen")).isNull();
	}

	@Test
	@RequiresServerVersion("2.11.0")
	void theBucketHoldsPlainJsonUnderALegalKey() throws Exception {
		prices().put(new SimpleKey("a book", 3), new Price("eur", 20));
		KeyValue bucket = this.connection.keyValue("cache");
		assertThat(bucket.keys()).containsExactly("prices.==key.2.a=20book.==integer.3");
		assertThat(bucket.get("prices.==key.2.a=20book.==integer.3").getValueAsString())
			.isEqualTo("{\"currency\":\"eur\",\"amount\":20}");
		StreamConfiguration stream = this.connection.jetStreamManagement().getStreamInfo("KV_cache").getConfiguration();
		assertThat(stream.getMaxMsgsPerSubject()).isEqualTo(1);
		assertThat(stream.getAllowMessageTtl()).isTrue();
	}

	@Test
	void cachesOfOneBucketDoNotSeeEachOther() {
		NatsCacheManager manager = manager((builder) -> {
		});
		Cache prices = manager.getCache("texts");
		Cache others = manager.getCache("other.texts");
		prices.put("a", "1");
		others.put("a", "2");
		prices.clear();
		assertThat(prices.get("a")).isNull();
		assertThat(others.get("a", String.class)).isEqualTo("2");
		assertThat(others.invalidate()).isTrue();
		assertThat(others.invalidate()).isFalse();
	}

	@Test
	void nullIsAValueAndNotAMiss() {
		Cache cache = prices();
		cache.put("book", null);
		assertThat(cache.get("book")).isNotNull().extracting(Cache.ValueWrapper::get).isNull();
		AtomicInteger loads = new AtomicInteger();
		assertThat(cache.get("book", () -> {
			loads.incrementAndGet();
			return new Price("eur", 1);
		})).isNull();
		assertThat(loads).hasValue(0);
		assertThat(cache.putIfAbsent("book", new Price("eur", 1))).isNotNull()
			.extracting(Cache.ValueWrapper::get)
			.isNull();
	}

	@Test
	void nullIsRefusedWhereItIsNoValue() {
		Cache cache = manager((builder) -> builder.cache("prices",
				NatsCacheConfiguration.DEFAULTS.withType(Price.class).withNullValues(false)))
			.getCache("prices");
		assertThatIllegalArgumentException().isThrownBy(() -> cache.put("book", null)).withMessageContaining("prices");
	}

	@Test
	void emptyTextsAndBytesAreNotNull() {
		NatsCacheManager manager = manager(
				(builder) -> builder.cache("bytes", NatsCacheConfiguration.DEFAULTS.withType(byte[].class)));
		manager.getCache("texts").put("a", "");
		manager.getCache("bytes").put("a", new byte[0]);
		assertThat(manager.getCache("texts").get("a", String.class)).isEmpty();
		assertThat(manager.getCache("bytes").get("a", byte[].class)).isEmpty();
		manager.getCache("texts").put("b", "null");
		assertThat(manager.getCache("texts").get("b", String.class)).isEqualTo("null");
	}

	@Test
	void aTypeWithArgumentsIsReadAsSuch() {
		Cache cache = manager((builder) -> builder.cache("lists",
				NatsCacheConfiguration.DEFAULTS.withType(new ParameterizedTypeReference<List<Price>>() {
				})))
			.getCache("lists");
		cache.put("all", List.of(new Price("eur", 1), new Price("usd", 2)));
		assertThat(cache.get("all").get()).isEqualTo(List.of(new Price("eur", 1), new Price("usd", 2)));
	}

	@Test
	void putIfAbsentStoresOnce() throws Exception {
		List<Callable<@Nullable Object>> tries = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			Cache cache = prices();
			Price price = new Price("eur", i);
			tries.add(() -> {
				Cache.ValueWrapper existing = cache.putIfAbsent("book", price);
				return (existing != null) ? existing.get() : price;
			});
		}
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Object> results = new ArrayList<>();
			for (Future<Object> result : threads.invokeAll(tries)) {
				results.add(result.get());
			}
			assertThat(results).hasSize(20).containsOnly(prices().get("book").get());
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	@RequiresServerVersion("2.11.0")
	void anEvictedKeyIsGoneAndCanBePutAgain() throws Exception {
		NatsCache cache = prices();
		cache.put("book", new Price("eur", 1));
		cache.evict("book");
		assertThat(cache.get("book")).isNull();
		assertThat(cache.evictIfPresent("book")).isFalse();
		assertThat(cache.putIfAbsent("book", new Price("eur", 2))).isNull();
		assertThat(cache.get("book", Price.class)).isEqualTo(new Price("eur", 2));
		assertThat(cache.evictIfPresent("book")).isTrue();
		// The marker of the eviction is not kept for ever.
		assertThat(this.connection.jetStreamManagement()
			.getLastMessage("KV_cache", "$KV.cache.prices.book")
			.getHeaders()
			.getFirst("Nats-TTL")).isEqualTo("60s");
	}

	@Test
	@RequiresServerVersion("2.11.0")
	void anEntryExpires() {
		Cache cache = manager((builder) -> builder.cache("prices",
				NatsCacheConfiguration.DEFAULTS.withType(Price.class).withTimeToLive(Duration.ofSeconds(1))))
			.getCache("prices");
		cache.put("book", new Price("eur", 1));
		cache.putIfAbsent("pen", new Price("eur", 2));
		assertThat(cache.get("book")).isNotNull();
		await().atMost(Duration.ofSeconds(10)).until(() -> cache.get("book") == null && cache.get("pen") == null);
		assertThat(cache.putIfAbsent("book", new Price("eur", 3))).isNull();
	}

	@Test
	void aLoadIsMadeOncePerInstanceAndKey() throws Exception {
		Cache cache = prices();
		AtomicInteger loads = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Callable<Price>> calls = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				calls.add(() -> cache.get("book", () -> {
					TimeUnit.MILLISECONDS.sleep(100);
					return new Price("eur", loads.incrementAndGet());
				}));
			}
			for (Future<Price> result : threads.invokeAll(calls)) {
				assertThat(result.get()).isEqualTo(new Price("eur", 1));
			}
			assertThat(loads).hasValue(1);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void ofTwoInstancesThatLoadTheFirstToStoreWins() throws Exception {
		Cache here = prices();
		Cache there = prices();
		Price loaded = here.get("book", () -> {
			there.put("book", new Price("eur", 1));
			return new Price("eur", 2);
		});
		assertThat(loaded).isEqualTo(new Price("eur", 1));
		assertThat(here.get("book", Price.class)).isEqualTo(loaded);
	}

	@Test
	void aLoadMayLoadAnotherKeyAndTheSameOne() {
		Cache cache = prices();
		assertThat(cache.get("a", () -> cache.get("b", () -> cache.get("a", () -> new Price("eur", 1)))))
			.isEqualTo(new Price("eur", 1));
	}

	@Test
	void aLoadThatFailsStoresNothing() {
		Cache cache = prices();
		assertThatExceptionOfType(ValueRetrievalException.class).isThrownBy(() -> cache.get("book", () -> {
			throw new IllegalStateException("as asked");
		})).withCauseInstanceOf(IllegalStateException.class);
		assertThat(cache.get("book")).isNull();
		assertThat(cache.get("book", () -> new Price("eur", 1))).isEqualTo(new Price("eur", 1));
	}

	@Test
	void aFutureIsLoadedOncePerInstanceAndKey() throws Exception {
		Cache cache = prices();
		AtomicInteger loads = new AtomicInteger();
		CompletableFuture<Price> source = new CompletableFuture<>();
		CountDownLatch asked = new CountDownLatch(1);
		CompletableFuture<Price> first = cache.retrieve("book", () -> {
			loads.incrementAndGet();
			asked.countDown();
			return source;
		});
		assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Price> second = cache.retrieve("book", () -> {
			loads.incrementAndGet();
			return source;
		});
		source.complete(new Price("eur", 1));
		assertThat(first).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(new Price("eur", 1));
		assertThat(second).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(new Price("eur", 1));
		assertThat(loads).hasValue(1);
		assertThat(cache.retrieve("book").get(5, TimeUnit.SECONDS)).isInstanceOfSatisfying(Cache.ValueWrapper.class,
				(wrapper) -> assertThat(wrapper.get()).isEqualTo(new Price("eur", 1)));
		assertThat(cache.retrieve("pen").get(5, TimeUnit.SECONDS)).isNull();
		assertThat(cache.retrieve("ink", () -> CompletableFuture.failedFuture(new IllegalStateException("as asked"))))
			.failsWithin(Duration.ofSeconds(5))
			.withThrowableThat()
			.withMessageContaining("as asked");
	}

	@Test
	void oneWhoCancelsDoesNotCancelForOthers() throws Exception {
		NatsCache cache = prices();
		CompletableFuture<Price> source = new CompletableFuture<>();
		CountDownLatch asked = new CountDownLatch(1);
		CompletableFuture<Price> first = cache.retrieve("book", () -> {
			asked.countDown();
			return source;
		});
		assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Price> second = cache.retrieve("book", () -> source);
		CompletableFuture<Price> third = cache.retrieve("book", () -> source);
		first.cancel(true);
		second.cancel(true);
		source.complete(new Price("eur", 1));
		assertThat(third).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(new Price("eur", 1));
		assertThat(first).isCancelled();
	}

	@Test
	void anExecutorThatRefusesIsAFailureThatPasses() {
		AtomicBoolean full = new AtomicBoolean(true);
		Cache cache = manager(
				(builder) -> builder.cache("prices", NatsCacheConfiguration.DEFAULTS.withType(Price.class))
					.executor((task) -> {
						if (full.get()) {
							throw new RejectedExecutionException("as asked");
						}
						task.run();
					}))
			.getCache("prices");
		CompletableFuture<Price> source = CompletableFuture.completedFuture(new Price("eur", 1));
		assertThat(cache.retrieve("book", () -> source)).failsWithin(Duration.ofSeconds(5))
			.withThrowableThat()
			.withMessageContaining("as asked");
		assertThat(cache.retrieve("book")).failsWithin(Duration.ofSeconds(5));
		full.set(false);
		assertThat(cache.retrieve("book", () -> source)).succeedsWithin(Duration.ofSeconds(5))
			.isEqualTo(new Price("eur", 1));
	}

	@Test
	void aKeyOfVeryManyPartsIsShortened() {
		Cache cache = prices();
		List<Long> key = LongStream.range(0, 10_000).boxed().toList();
		cache.put(key, new Price("eur", 1));
		assertThat(cache.get(key, Price.class)).isEqualTo(new Price("eur", 1));
		assertThat(cache.get(key.subList(1, 10_000))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", ".a", "a.", "a..b", "a b", "a*", "a>", "ä", "a.b\n" })
	void aTextThatIsNoKeyIsRefused(String text) {
		Cache cache = manager((builder) -> builder.keyEncoder((key) -> text)
			.cache("prices", NatsCacheConfiguration.DEFAULTS.withType(Price.class))).getCache("prices");
		assertThatExceptionOfType(CacheAccessException.class).isThrownBy(() -> cache.get("x"))
			.withMessageContaining("no key");
	}

	@Test
	void whatInstancesDoIsCounted() {
		NatsCache cache = prices();
		cache.get("book");
		cache.put("book", new Price("eur", 1));
		cache.get("book");
		cache.get("book");
		cache.evict("book");
		assertThat(cache.getStatistics().getMisses()).isEqualTo(1);
		assertThat(cache.getStatistics().getHits()).isEqualTo(2);
		assertThat(cache.getStatistics().getPuts()).isEqualTo(1);
		assertThat(cache.getStatistics().getEvictions()).isEqualTo(1);
	}

	@Test
	void aVeryLongKeyIsShortened() throws Exception {
		Cache cache = prices();
		cache.put("x".repeat(5000), new Price("eur", 1));
		cache.put("x".repeat(5001), new Price("eur", 2));
		assertThat(cache.get("x".repeat(5000), Price.class)).isEqualTo(new Price("eur", 1));
		assertThat(this.connection.keyValue("cache").keys())
			.allSatisfy((key) -> assertThat(key).matches("prices\\.==sha-256\\.[0-9a-f]{64}"));
	}

	@Test
	void aKeyThatCannotBeEncodedIsRefused() {
		assertThatExceptionOfType(CacheAccessException.class).isThrownBy(() -> prices().get(new Object()))
			.withMessageStartingWith("Cache 'prices': A key of java.lang.Object cannot be encoded");
	}

	@Test
	void aValueOfAnotherTypeIsNotWritten() {
		assertThatExceptionOfType(CacheAccessException.class).isThrownBy(() -> prices().put("book", "20 euros"))
			.withMessage("Cache 'prices': its values are of " + Price.class.getName()
					+ ", and not of java.lang.String, which could not be read again");
	}

	@Test
	void aValueThatCannotBeReadIsAnErrorThatShowsNothingOfIt() throws Exception {
		Cache cache = prices();
		this.connection.keyValue("cache").put("prices.book", "{\"currency\":\"eur\",\"amount\":\"s3cr3t\"}");
		assertThatExceptionOfType(CacheAccessException.class).isThrownBy(() -> cache.get("book"))
			.withMessageContaining("cannot be read as " + Price.class.getName())
			.withMessageContaining("amount")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("s3cr3t"));
		cache.put("book", new Price("eur", 1));
		assertThat(cache.get("book")).isNotNull();
	}

	@Test
	void aTypeNameInTheBucketIsNothingButText() throws Exception {
		Cache cache = manager(
				(builder) -> builder.cache("things", NatsCacheConfiguration.DEFAULTS.withType(Price.class)))
			.getCache("things");
		this.connection.keyValue("cache")
			.put("things.a", "[\"javax.swing.JEditorPane\",{\"page\":\"http://localhost:1/\"}]");
		this.connection.keyValue("cache")
			.put("things.b", "{\"@class\":\"javax.swing.JEditorPane\",\"currency\":\"eur\",\"amount\":1}");
		assertThatExceptionOfType(CacheAccessException.class).isThrownBy(() -> cache.get("a"));
		try {
			assertThat(cache.get("b").get()).isInstanceOf(Price.class);
		}
		catch (CacheAccessException ex) {
			assertThat(ex).hasMessageContaining("@class");
		}
	}

	@Test
	void aCacheWithoutATypeSaysHowToDeclareIt() {
		Cache cache = manager((builder) -> {
		}).getCache("untyped");
		assertThatExceptionOfType(CacheAccessException.class).isThrownBy(() -> cache.put("a", "x"))
			.withMessageContaining("nats.cache.caches.untyped.type=<class>");
		assertThat(cache.get("a")).isNull();
	}

	@Test
	void methodsOfDifferentTypesAreBothNamed() {
		CacheTypes types = new CacheTypes();
		types.declare("mixed", Price.class, "Shop.price");
		types.declare("mixed", String.class, "Shop.text");
		types.declare("mixed", Price.class, "Shop.other");
		Cache cache = manager((builder) -> builder.types(types)).getCache("mixed");
		assertThatExceptionOfType(CacheAccessException.class).isThrownBy(() -> cache.put("a", "x"))
			.withMessageContaining("Shop.price")
			.withMessageContaining("Shop.text");
	}

	@Test
	void withoutAConnectionAnAccessFailsAtOnce() throws Exception {
		Cache cache = prices();
		this.connection.close();
		assertThatExceptionOfType(CacheAccessException.class).isThrownBy(() -> cache.get("book"))
			.withMessage("Cache 'prices': there is no connection to the server");
	}

	@Test
	void aBucketThatIsGoneIsAnErrorThatNamesItsStream() throws Exception {
		Cache cache = prices();
		cache.put("book", new Price("eur", 1));
		this.connection.keyValueManagement().delete("cache");
		assertThatExceptionOfType(CacheAccessException.class).isThrownBy(() -> cache.get("book"))
			.withMessageContaining("prices");
		assertThatExceptionOfType(CacheAccessException.class).isThrownBy(() -> cache.put("book", new Price("eur", 1)))
			.withMessageContaining("KV_cache");
	}

	@Test
	void aBucketThatKeepsSeveralValuesIsRefused() throws Exception {
		this.connection.keyValueManagement().create(KeyValueConfiguration.builder("cache").maxHistoryPerKey(2).build());
		assertThatExceptionOfType(CacheConfigurationException.class).isThrownBy(this::prices)
			.withMessageContaining("it keeps 2 values of each key");
	}

	@Test
	void aTimeToLiveThatTheBucketCannotKeepIsRefused() throws Exception {
		this.connection.keyValueManagement()
			.create(KeyValueConfiguration.builder("cache").ttl(Duration.ofMinutes(5)).build());
		assertThat(manager((builder) -> builder.cache("prices",
				NatsCacheConfiguration.DEFAULTS.withTimeToLive(Duration.ofMinutes(5))))
			.getCache("prices")).isNotNull();
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> manager((builder) -> builder.cache("prices",
					NatsCacheConfiguration.DEFAULTS.withTimeToLive(Duration.ofMinutes(6)))))
			.withMessageContaining("Cache 'prices'")
			.withMessageContaining("nats.jetstream.key-value.cache.allow-message-ttl=true");
	}

	@Test
	void withoutTheRightToMakeABucketItHasToBeThere() throws Exception {
		assertThatExceptionOfType(ProvisioningException.class)
			.isThrownBy(() -> manager(Provisioning.NONE, (builder) -> {
			}))
			.withMessageContaining("`nats kv add cache`");
		this.connection.keyValueManagement().create(KeyValueConfiguration.builder("cache").build());
		Cache cache = manager(Provisioning.NONE, (builder) -> {
		}).getCache("texts");
		cache.put("a", "1");
		cache.evict("a");
		// Where markers cannot expire there is none.
		assertThat(this.connection.jetStreamManagement().getStreamInfo("KV_cache").getStreamState().getMsgCount())
			.isZero();
	}

	@Test
	void namesAreThoseConfiguredAndThoseAskedFor() {
		NatsCacheManager manager = manager((builder) -> builder.cache("b", NatsCacheConfiguration.DEFAULTS));
		assertThat(manager.getCacheNames()).contains("b");
		manager.getCache("a");
		assertThat(manager.getCacheNames()).contains("a", "b");
		assertThat(manager.getCache("a")).isSameAs(manager.getCache("a"));
		assertThat(manager.getCache("a").getNativeCache()).isInstanceOf(KeyValue.class);
	}

	private NatsCache prices() {
		return (NatsCache) manager((builder) -> {
		}).getCache("prices");
	}

	private NatsCacheManager manager(Consumer<NatsCacheManager.Builder> customizer) {
		return manager(Provisioning.CREATE, customizer);
	}

	private NatsCacheManager manager(Provisioning provisioning, Consumer<NatsCacheManager.Builder> customizer) {
		try {
			NatsCacheManager.Builder builder = NatsCacheManager.builder(this.connection, new JetStreamProvisioner(
					this.connection, this.connection.jetStreamManagement(), provisioning, List.of()));
			builder.cache("prices", builder.configuration("prices").withType(Price.class));
			for (String texts : List.of("texts", "other.texts")) {
				builder.cache(texts, builder.configuration(texts).withType(String.class));
			}
			customizer.accept(builder);
			NatsCacheManager manager = builder.build();
			manager.afterPropertiesSet();
			return manager;
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	record Price(String currency, int amount) {
	}

}
