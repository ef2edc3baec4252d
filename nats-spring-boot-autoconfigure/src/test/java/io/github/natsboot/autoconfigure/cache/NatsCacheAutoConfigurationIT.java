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

package io.github.natsboot.autoconfigure.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.natsboot.autoconfigure.InvalidNatsPropertyException;
import io.github.natsboot.autoconfigure.NatsAutoConfiguration;
import io.github.natsboot.autoconfigure.NatsListenerAutoConfiguration;
import io.github.natsboot.autoconfigure.metrics.NatsCacheMetricsAutoConfiguration;
import io.github.natsboot.cache.NatsCache;
import io.github.natsboot.cache.NatsCacheManager;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.BeanInstantiationException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizer;
import org.springframework.boot.cache.autoconfigure.metrics.CacheMetricsAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.support.NoOpCacheManager;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Caches in an auto-configured application, against a real server.
 */
@WithNatsServer
@ExtendWith(OutputCaptureExtension.class)
class NatsCacheAutoConfigurationIT {

	private final NatsTestServer server;

	private Connection connection;

	private ApplicationContextRunner context;

	NatsCacheAutoConfigurationIT(NatsTestServer server) {
		this.server = server;
	}

	@BeforeEach
	void configure() throws Exception {
		this.connection = Nats.connect(this.server.url());
		this.context = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, NatsAutoConfiguration.class,
					NatsListenerAutoConfiguration.class, NatsCacheAutoConfiguration.class,
					NatsCacheMetricsAutoConfiguration.class, CacheAutoConfiguration.class,
					CacheMetricsAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withUserConfiguration(Application.class)
			.withPropertyValues("nats.servers=" + this.server.url(), "nats.cache.enabled=true");
	}

	@Test
	void nothingIsMadeTooEarlyForPostProcessors(CapturedOutput output) {
		this.context.run((context) -> {
			assertThat(context).hasSingleBean(NatsCacheManager.class);
			assertThat(output).doesNotContain("not eligible for getting processed");
		});
	}

	@AfterEach
	void removeBuckets() throws Exception {
		JetStreamManagement management = this.connection.jetStreamManagement();
		for (String name : management.getStreamNames()) {
			management.deleteStream(name);
		}
		this.connection.close();
	}

	@Test
	void annotatedMethodsAreCachedInABucketWithNothingElseConfigured() {
		this.context.run((context) -> {
			assertThat(context).hasSingleBean(CacheManager.class).hasSingleBean(NatsCacheManager.class);
			Shop shop = context.getBean(Shop.class);
			assertThat(shop.price("book")).isEqualTo(new Price("book", 1));
			assertThat(shop.price("book")).isEqualTo(new Price("book", 1));
			assertThat(this.connection.keyValue("cache").get("prices.book").getValueAsString())
				.isEqualTo("{\"article\":\"book\",\"amount\":1}");
		});
		this.context
			.run((context) -> assertThat(context.getBean(Shop.class).price("book")).isEqualTo(new Price("book", 1)));
	}

	@Test
	void withoutTheOptInTheChoiceIsSpringBoots() {
		this.context.withPropertyValues("nats.cache.enabled=false")
			.run((context) -> assertThat(context.getBean(CacheManager.class))
				.isInstanceOf(ConcurrentMapCacheManager.class));
	}

	@Test
	void aCacheManagerOfTheApplicationWins() {
		this.context.withBean("own", CacheManager.class, ConcurrentMapCacheManager::new)
			.run((context) -> assertThat(context).hasSingleBean(CacheManager.class)
				.doesNotHaveBean(NatsCacheManager.class));
	}

	@Test
	void cachingThatIsSwitchedOffStaysOff() {
		this.context.withPropertyValues("spring.cache.type=none")
			.run((context) -> assertThat(context.getBean(CacheManager.class)).isInstanceOf(NoOpCacheManager.class));
	}

	@Test
	void neitherSpringBootsModuleForCachesNorMetersAreNeeded() {
		new ApplicationContextRunner()
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.cache", "io.micrometer.core"))
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, NatsAutoConfiguration.class,
					NatsListenerAutoConfiguration.class, NatsCacheAutoConfiguration.class,
					NatsCacheMetricsAutoConfiguration.class))
			.withPropertyValues("nats.servers=" + this.server.url(), "nats.cache.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(NatsCacheManager.class));
	}

	@Test
	void cachesAreKeptAsTheyAreConfigured() {
		this.context
			.withPropertyValues("nats.cache.time-to-live=1h", "nats.cache.bucket=shop",
					"nats.cache.caches.offers.bucket=offers", "nats.cache.caches.offers.time-to-live=1d",
					"nats.cache.caches.offers.type=" + Price.class.getName(),
					"nats.cache.caches.offers.cache-null-values=false")
			.run((context) -> {
				context.getBean(Shop.class).price("book");
				NatsCache offers = (NatsCache) context.getBean(CacheManager.class).getCache("offers");
				assertThat(offers.isAllowNullValues()).isFalse();
				offers.put("a", new Price("a", 1));
				assertThat(timeToLive("shop", "prices.book")).isEqualTo("3600s");
				assertThat(timeToLive("offers", "offers.a")).isEqualTo("86400s");
			});
	}

	private String timeToLive(String bucket, String key) throws Exception {
		return this.connection.jetStreamManagement()
			.getLastMessage("KV_" + bucket, "$KV." + bucket + "." + key)
			.getHeaders()
			.getFirst("Nats-TTL");
	}

	@Test
	void aBucketThatIsDeclaredIsUsedAsItIs() {
		this.context
			.withPropertyValues("nats.jetstream.key-value.cache.storage=memory",
					"nats.jetstream.key-value.cache.allow-message-ttl=true", "nats.cache.time-to-live=1h")
			.run((context) -> {
				context.getBean(Shop.class).price("book");
				assertThat(this.connection.keyValueManagement().getStatus("cache").getStorageType().toString())
					.isEqualToIgnoringCase("memory");
				assertThat(timeToLive("cache", "prices.book")).isEqualTo("3600s");
			});
	}

	@Test
	void aCustomizerKnowsTypesWithArguments() {
		this.context.withBean(NatsCacheManagerBuilderCustomizer.class, () -> (builder) -> builder.cache("lists",
				builder.configuration("lists").withType(new ParameterizedTypeReference<List<Price>>() {
				})))
			.run((context) -> {
				context.getBean(CacheManager.class).getCache("lists").put("a", List.of(new Price("a", 1)));
				assertThat(context.getBean(CacheManager.class).getCache("lists").get("a").get())
					.isEqualTo(List.of(new Price("a", 1)));
			});
	}

	@Test
	void springBootsCustomizersOfCacheManagersAreApplied() {
		List<CacheManager> customized = new ArrayList<>();
		this.context.withBean("natsOnly", CacheManagerCustomizer.class, () -> new NatsOnly(customized))
			.withBean("others", CacheManagerCustomizer.class, () -> new OthersOnly(customized))
			.run((context) -> assertThat(customized).containsExactly(context.getBean(NatsCacheManager.class)));
	}

	@Test
	void cachesThatSpringBootNamesAreThereFromTheStart() {
		this.context
			.withPropertyValues("spring.cache.cache-names=prices,offers",
					"nats.cache.caches.offers.cache-null-values=false", "nats.cache.time-to-live=1h")
			.run((context) -> {
				NatsCacheManager manager = context.getBean(NatsCacheManager.class);
				assertThat(manager.getCacheNames()).containsExactlyInAnyOrder("prices", "offers");
				assertThat(((NatsCache) manager.getCache("offers")).isAllowNullValues()).isFalse();
				context.getBean(Shop.class).price("book");
				assertThat(timeToLive("cache", "prices.book")).isEqualTo("3600s");
				assertThat(manager.getCache("others")).isNotNull();
				assertThat(context.getBean(MeterRegistry.class).find("cache.gets").tags("cache", "prices").meters())
					.isNotEmpty();
			});
	}

	@Test
	void metersOfConfiguredCachesAreSpringBoots() {
		this.context.withPropertyValues("nats.cache.caches.prices.time-to-live=1h").run((context) -> {
			context.getBean(Shop.class).price("book");
			context.getBean(Shop.class).price("book");
			context.getBean(CacheManager.class).getCache("prices").evict("book");
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("cache.gets").tags("cache", "prices", "result", "hit").functionCounter().count())
				.isEqualTo(1);
			assertThat(meters.get("cache.gets").tags("cache", "prices", "result", "miss").functionCounter().count())
				.isEqualTo(1);
			assertThat(meters.get("cache.puts").tags("cache", "prices").functionCounter().count()).isEqualTo(1);
			assertThat(meters.get("cache.removals").tags("cache", "prices").functionCounter().count()).isEqualTo(1);
		});
	}

	@Test
	void aValueThatCannotWorkIsNamed() {
		this.context.withPropertyValues("nats.cache.timeout=0s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("nats.cache.timeout"));
		this.context.withPropertyValues("nats.cache.caches.prices.time-to-live=10ms")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.satisfies((failure) -> assertThat(failure).isInstanceOf(IllegalArgumentException.class)
					.hasMessageContaining("at least one second")));
		this.context.withPropertyValues("nats.cache.bucket=a.b")
			.run((context) -> assertThat(context.getStartupFailure())
				.hasCauseInstanceOf(BeanInstantiationException.class)
				.hasStackTraceContaining(InvalidNatsPropertyException.class.getName())
				.hasStackTraceContaining("nats.cache"));
	}

	@Test
	void entriesOfPropertiesExpire() {
		this.context.withPropertyValues("nats.cache.time-to-live=1s").run((context) -> {
			Shop shop = context.getBean(Shop.class);
			shop.price("book");
			await().atMost(Duration.ofSeconds(10)).until(() -> shop.price("book").amount() == 2);
		});
	}

	record NatsOnly(List<CacheManager> customized) implements CacheManagerCustomizer<NatsCacheManager> {

		@Override
		public void customize(NatsCacheManager manager) {
			this.customized.add(manager);
		}

	}

	record OthersOnly(List<CacheManager> customized) implements CacheManagerCustomizer<ConcurrentMapCacheManager> {

		@Override
		public void customize(ConcurrentMapCacheManager manager) {
			this.customized.add(manager);
		}

	}

	record Price(String article, int amount) {
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	@Import(Shop.class)
	static class Application {

	}

	static class Shop {

		private final AtomicInteger calls = new AtomicInteger();

		@Cacheable("prices")
		Price price(String article) {
			return new Price(article, this.calls.incrementAndGet());
		}

	}

}
