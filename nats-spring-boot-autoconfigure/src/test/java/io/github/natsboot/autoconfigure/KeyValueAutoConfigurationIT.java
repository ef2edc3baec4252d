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

package io.github.natsboot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.natsboot.annotation.KeyValueListener;
import io.github.natsboot.autoconfigure.health.NatsHealthContributorAutoConfiguration;
import io.github.natsboot.autoconfigure.health.NatsListenersHealthAutoConfiguration;
import io.github.natsboot.autoconfigure.metrics.NatsListenerMetricsAutoConfiguration;
import io.github.natsboot.provisioning.StreamDifferencesException;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.KeyValue;
import io.nats.client.Nats;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueStatus;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Key-value buckets and listeners on them in an auto-configured application, against a
 * real server.
 */
@WithNatsServer
class KeyValueAutoConfigurationIT {

	private final NatsTestServer server;

	private Connection connection;

	private ApplicationContextRunner context;

	KeyValueAutoConfigurationIT(NatsTestServer server) {
		this.server = server;
	}

	@BeforeEach
	void configure() throws Exception {
		this.connection = Nats.connect(this.server.url());
		this.context = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, NatsAutoConfiguration.class,
					NatsListenerAutoConfiguration.class, NatsListenerMetricsAutoConfiguration.class,
					NatsHealthContributorAutoConfiguration.class, NatsListenersHealthAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("nats.servers=" + this.server.url(), "nats.jetstream.key-value.rates.history=5",
					"nats.jetstream.listener.retry.delay=20ms", "nats.jetstream.listener.retry.max-retries=1",
					"nats.jetstream.listener.retry.jitter=0");
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
	void aDeclaredBucketIsMadeWithItsSettings() {
		this.context
			.withPropertyValues("nats.jetstream.key-value.rates.time-to-live=1h",
					"nats.jetstream.key-value.rates.max-value-size=10KB",
					"nats.jetstream.key-value.rates.max-bytes=1MB", "nats.jetstream.key-value.rates.storage=memory",
					"nats.jetstream.key-value.rates.compression=true", "nats.jetstream.key-value.rates.limit-marker=1m",
					"nats.jetstream.key-value.rates.description=Exchange rates")
			.run((context) -> {
				KeyValueStatus bucket = this.connection.keyValueManagement().getStatus("rates");
				assertThat(bucket.getMaxHistoryPerKey()).isEqualTo(5);
				assertThat(bucket.getTtl()).hasHours(1);
				assertThat(bucket.getMaximumValueSize()).isEqualTo(10 * 1024);
				assertThat(bucket.getMaxBucketSize()).isEqualTo(1024 * 1024);
				assertThat(bucket.getStorageType()).isEqualTo(StorageType.Memory);
				assertThat(bucket.isCompressed()).isTrue();
				assertThat(bucket.getLimitMarkerTtl()).isEqualTo(Duration.ofMinutes(1));
				assertThat(bucket.getDescription()).isEqualTo("Exchange rates");
				StreamConfiguration stream = configuration("KV_rates");
				assertThat(stream.getAllowRollup()).isTrue();
				assertThat(stream.getAllowDirect()).isTrue();
			});
	}

	@Test
	void aBucketThatIsABeanIsMade() {
		this.context
			.withBean(KeyValueConfiguration.class,
					() -> KeyValueConfiguration.builder("sessions").maxHistoryPerKey(2).build())
			.run((context) -> assertThat(this.connection.keyValueManagement().getBucketNames())
				.containsExactlyInAnyOrder("rates", "sessions"));
	}

	@Test
	void aNameThatIsNoneOfABucketIsNamedWithItsProperty() {
		this.context.withPropertyValues("nats.jetstream.key-value[a.b].history=1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidNatsPropertyException.class,
						(failure) -> assertThat(failure.getProperty()).isEqualTo("nats.jetstream.key-value.a.b")));
	}

	@Test
	void verifyStartsOnlyWithBucketsAsTheyAreDeclared() throws Exception {
		this.connection.keyValueManagement().create(KeyValueConfiguration.builder("rates").maxHistoryPerKey(3).build());
		this.context.withPropertyValues("nats.jetstream.provisioning=verify")
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(StreamDifferencesException.class)
				.hasMessageContaining("stream KV_rates")
				.hasMessageContaining("max-messages-per-subject: declared 5, actual 3"));
		this.context
			.withPropertyValues("nats.jetstream.provisioning=verify", "nats.jetstream.key-value.rates.history=3")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void updateChangesWhatIsDeclaredAndNothingElse() throws Exception {
		this.connection.keyValueManagement()
			.create(KeyValueConfiguration.builder("rates").maxHistoryPerKey(3).ttl(Duration.ofDays(2)).build());
		this.context.withPropertyValues("nats.jetstream.provisioning=update").run((context) -> {
			assertThat(configuration("KV_rates").getMaxMsgsPerSubject()).isEqualTo(5);
			assertThat(configuration("KV_rates").getMaxAge()).hasDays(2);
		});
	}

	@Test
	void withoutTheRightToMakeABucketItHasToBeThere() {
		this.context.withPropertyValues("nats.jetstream.provisioning=none")
			.run((context) -> assertThat(context.getStartupFailure()).hasMessageContaining("`nats kv add rates`"));
	}

	@Test
	void listenersListen() {
		this.context.withBean(Rates.class).run((context) -> {
			this.connection.keyValue("rates").put("eur.usd", "{\"value\":1.07}");
			List<Object> seen = context.getBean(Rates.class).seen;
			await().until(() -> seen.size() == 1);
			assertThat(seen).containsExactly(new Rate(1.07));
		});
	}

	@Test
	void listenersListenInAnApplicationThatIsInitializedLazilyWithVirtualThreads() {
		this.context
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("spring.threads.virtual.enabled=true")
			.withBean(Rates.class)
			.run((context) -> {
				this.connection.keyValue("rates").put("eur.usd", "{\"value\":1.07}");
				List<Object> seen = context.getBean(Rates.class).seen;
				await().until(() -> seen.size() == 1);
			});
	}

	@Test
	void healthNamesEachListenerAndIsDownWhenItsBucketIsGone() throws Exception {
		this.connection.keyValueManagement().create(KeyValueConfiguration.builder("other").build());
		this.context.withBean(Other.class).run((context) -> {
			HealthIndicator health = context.getBean(HealthIndicator.class);
			assertThat(health.health(true).toString()).contains("UP").contains("other=RUNNING");
			this.connection.keyValueManagement().delete("other");
			await().untilAsserted(() -> assertThat(health.health(true).toString()).contains("DOWN")
				.contains("there is no such bucket any more"));
		});
	}

	@Test
	void metersCountWhatIsWorkedOnAndWhatIsGivenUp() {
		this.context.withBean(Rates.class).run((context) -> {
			KeyValue rates = this.connection.keyValue("rates");
			rates.put("eur.usd", "{\"value\":1}");
			rates.put("eur.usd", "{\"value\":-1}");
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			await().until(() -> count(meters, "given_up") == 1);
			assertThat(count(meters, "ack")).isEqualTo(1);
			assertThat(count(meters, "retry")).isEqualTo(1);
		});
	}

	private static double count(MeterRegistry meters, String outcome) {
		return meters.get("nats.listener.settlements").tags("stream", "KV_rates", "outcome", outcome).counter().count();
	}

	private StreamConfiguration configuration(String stream) throws Exception {
		return this.connection.jetStreamManagement().getStreamInfo(stream).getConfiguration();
	}

	record Rate(double value) {
	}

	static class Rates {

		private final List<Object> seen = new CopyOnWriteArrayList<>();

		@KeyValueListener(bucket = "rates", keys = "eur.*")
		void rate(@Nullable Rate rate) {
			if (rate != null && rate.value() < 0) {
				throw new IllegalStateException("as asked");
			}
			this.seen.add((rate != null) ? rate : "gone");
		}

	}

	static class Other {

		@KeyValueListener(id = "other", bucket = "other", ignoreDeletes = "true")
		void value(String value) {
		}

	}

}
