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

package io.github.natsboot.docs.howto;

import java.math.BigDecimal;

import io.github.natsboot.test.server.NatsTestServer;
import io.nats.client.Connection;
import io.nats.client.KeyValue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs the snippets of the page on key-value buckets, and looks at what they do.
 */
@Tag("other-application")
class KeyValueSnippetsIT {

	@Test
	void aListenerKnowsTheValuesOfTheBucket() throws Exception {
		try (NatsTestServer server = NatsTestServer.start(); ConfigurableApplicationContext context = run(server)) {
			KeyValue bucket = context.getBean(Connection.class).keyValue("rates");
			Rates rates = context.getBean(Rates.class);
			bucket.put("eur.usd", "1.07");
			await().until(() -> new BigDecimal("1.07").equals(rates.rate("usd")));
			bucket.delete("eur.usd");
			await().until(() -> rates.rate("usd") == null);
			assertThat(context.getBean(Connection.class).keyValueManagement().getBucketNames()).contains("sessions");
		}
	}

	@Test
	void aPriceIsAskedForOnceUntilThePriceListChanges() throws Exception {
		try (NatsTestServer server = NatsTestServer.start(); ConfigurableApplicationContext context = run(server)) {
			Prices prices = context.getBean(Prices.class);
			Prices.Price first = prices.price("book", "eur");
			assertThat(prices.price("book", "eur")).isEqualTo(first);
			assertThat(context.getBean(Connection.class).keyValue("cache").keys())
				.containsExactly("prices.==key.2.book.eur");
			prices.priceListChanged();
			assertThat(prices.price("book", "eur")).isNotEqualTo(first);
		}
	}

	private static ConfigurableApplicationContext run(NatsTestServer server) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run("--nats.servers=" + server.url(), "--spring.main.banner-mode=off", "--logging.level.root=error",
					"--spring.config.name=none", "--nats.jetstream.key-value.rates.history=5",
					"--nats.cache.enabled=true", "--nats.cache.time-to-live=1h");
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import({ BucketsConfiguration.class, CachingConfiguration.class, CacheTypesConfiguration.class, Rates.class,
			Prices.class })
	static class Application {

	}

}
