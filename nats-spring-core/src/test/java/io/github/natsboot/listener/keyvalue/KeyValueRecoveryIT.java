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

package io.github.natsboot.listener.keyvalue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.natsboot.annotation.KeyValueListener;
import io.github.natsboot.event.KeyValueCaughtUpEvent;
import io.github.natsboot.event.ListenerStoppedEvent;
import io.github.natsboot.listener.ListenerConfigurationException;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerState;
import io.github.natsboot.listener.jetstream.OrdersStream;
import io.github.natsboot.test.server.NatsTestCluster;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StorageType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for listeners on keys that go on after something broke.
 */
@WithNatsServer
@ExtendWith(OutputCaptureExtension.class)
class KeyValueRecoveryIT {

	private final NatsTestServer server;

	private Connection connection;

	KeyValueRecoveryIT(NatsTestServer server) {
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
	void watchingGoesOnAfterTheServerWasKilled() throws Exception {
		try (NatsTestServer own = NatsTestServer.builder().syncAlways(true).start()) {
			Rates listener = new Rates();
			try (ListenerContext context = RatesBucket.start(own, listener)) {
				put(RatesBucket.of(context), 0, 50);
				await().until(() -> listener.seen.size() == 50);
				own.kill();
				own.restart();
				await().until(() -> context.connection().getStatus() == Connection.Status.CONNECTED);
				put(RatesBucket.of(context), 50, 100);
				await().atMost(Duration.ofSeconds(2)).until(() -> listener.seen.size() >= 100);
				assertThat(listener.seen).isEqualTo(numbers(0, 100));
				assertThat(context.registry().getListenerContainer("rates").state()).isEqualTo(ListenerState.RUNNING);
				assertThat(context.events(KeyValueCaughtUpEvent.class)).hasSize(1);
			}
		}
	}

	@Test
	void watchingGoesOnAtOnceAfterTheServerWasStoppedInOrder() throws Exception {
		try (NatsTestServer own = NatsTestServer.builder().start()) {
			Rates listener = new Rates();
			try (ListenerContext context = RatesBucket.start(own, listener)) {
				put(RatesBucket.of(context), 0, 5);
				await().until(() -> listener.seen.size() == 5);
				own.terminate();
				own.restart();
				await().until(() -> context.connection().getStatus() == Connection.Status.CONNECTED);
				put(RatesBucket.of(context), 5, 10);
				// Below the time-out of a request to the server that stopped.
				await().pollInterval(Duration.ofMillis(10))
					.atMost(Duration.ofMillis(1500))
					.until(() -> listener.seen.size() == 10);
			}
		}
	}

	@Test
	void changesDuringALossOfTheConnectionComeAfterIt() throws Exception {
		Rates listener = new Rates();
		try (ListenerContext context = RatesBucket.start(this.server, listener)) {
			KeyValue rates = this.connection.keyValue(RatesBucket.NAME);
			for (int i = 0; i < 10; i++) {
				put(rates, i * 20, i * 20 + 10);
				context.connection().forceReconnect();
				put(rates, i * 20 + 10, i * 20 + 20);
				await().until(() -> context.connection().getStatus() == Connection.Status.CONNECTED);
			}
			await().atMost(Duration.ofSeconds(5)).until(() -> listener.seen.size() >= 200);
			assertThat(listener.seen).isEqualTo(numbers(0, 200));
		}
	}

	@Test
	void currentValuesThatWereOnTheirWayComeAfterALossAndNoneTwice() throws Exception {
		KeyValue rates = RatesBucket.make(this.connection, 3);
		put(rates, 0, 2000);
		put(rates, 0, 2000);
		Slow listener = new Slow();
		try (ListenerContext context = RatesBucket.start(this.server, listener)) {
			for (int i = 1; i < 5; i++) {
				int count = i * 300;
				await().until(() -> listener.seen.size() > count);
				context.connection().forceReconnect();
			}
			await().atMost(Duration.ofSeconds(20)).until(() -> context.events(KeyValueCaughtUpEvent.class).size() == 1);
			assertThat(listener.seen).isEqualTo(numbers(0, 2000));
		}
	}

	@Test
	void aChangeBeforeTheFirstOneOfUpdatesOnlyIsNotMissedInALoss() throws Exception {
		Updates listener = new Updates();
		KeyValue rates = RatesBucket.make(this.connection, 1);
		rates.put("key", "before");
		try (ListenerContext context = RatesBucket.start(this.server, listener)) {
			context.connection().forceReconnect();
			rates.put("key", "after");
			await().until(() -> listener.seen.size() == 1);
			assertThat(listener.seen).containsExactly("after");
		}
	}

	@Test
	void aConsumerThatWasDeletedIsReplaced() throws Exception {
		Rates listener = new Rates();
		try (ListenerContext context = RatesBucket.start(this.server, listener)) {
			KeyValue rates = RatesBucket.of(context);
			put(rates, 0, 5);
			await().until(() -> listener.seen.size() == 5);
			String consumer = context.management().getConsumerNames("KV_rates").get(0);
			context.management().deleteConsumer("KV_rates", consumer);
			put(rates, 5, 10);
			await().atMost(Duration.ofSeconds(2)).until(() -> listener.seen.size() == 10);
			assertThat(context.management().getConsumerNames("KV_rates")).hasSize(1).doesNotContain(consumer);
		}
	}

	@Test
	void aListenerIsImpairedWhileTheServerIsSilentAndGoesOnThen() throws Exception {
		try (NatsTestServer own = NatsTestServer.builder().syncAlways(true).start()) {
			Rates listener = new Rates();
			try (ListenerContext context = RatesBucket.start(own, listener)) {
				own.pause();
				await().atMost(Duration.ofSeconds(20))
					.until(() -> !context.registry().getListenerContainer("rates").state().isHealthy());
				own.resume();
				put(RatesBucket.of(context), 0, 5);
				await().atMost(Duration.ofSeconds(10)).until(() -> listener.seen.size() == 5);
				await().atMost(Duration.ofSeconds(5))
					.until(() -> context.registry().getListenerContainer("rates").state().isHealthy());
			}
		}
	}

	@Test
	void watchingGoesOnAfterTheLossOfTheLeader() throws Exception {
		try (NatsTestCluster cluster = NatsTestCluster.start(3);
				Connection other = Nats.connect(Options.builder()
					.servers(cluster.urls().toArray(String[]::new))
					.maxReconnects(-1)
					.reconnectWait(Duration.ofMillis(100))
					.build())) {
			KeyValueConfiguration bucket = RatesBucket.keeping(1).replicas(3).build();
			other.keyValueManagement().create(bucket);
			KeyValue rates = other.keyValue(RatesBucket.NAME);
			NatsTestServer leader = cluster.leaderOf(other.jetStreamManagement(), "KV_rates");
			NatsTestServer follower = cluster.servers()
				.stream()
				.filter((candidate) -> candidate != leader)
				.findFirst()
				.orElseThrow();
			Rates listener = new Rates();
			try (ListenerContext context = ListenerContext.start(follower, listener)) {
				put(rates, 0, 20);
				await().until(() -> listener.seen.size() == 20);
				leader.kill();
				int next = putUntilStored(rates, 20);
				await().atMost(Duration.ofSeconds(5)).until(() -> listener.seen.contains(Integer.toString(next)));
				assertThat(listener.seen).doesNotHaveDuplicates();
			}
		}
	}

	/**
	 * Elections take their time.
	 */
	private static int putUntilStored(KeyValue rates, int number) {
		await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100)).ignoreExceptions().until(() -> {
			rates.put("key." + number, Integer.toString(number));
			return true;
		});
		return number;
	}

	@Test
	void aBucketThatIsDeletedAndNotDeclaredStopsTheListener(CapturedOutput output) throws Exception {
		RatesBucket.make(this.connection, 1);
		Rates listener = new Rates();
		try (ListenerContext context = ListenerContext.start(this.server, listener)) {
			this.connection.keyValueManagement().delete(RatesBucket.NAME);
			await().atMost(Duration.ofSeconds(10)).until(() -> context.events(ListenerStoppedEvent.class).size() == 1);
			ListenerState state = context.registry().getListenerContainer("rates").state();
			assertThat(state.status()).isEqualTo(ListenerState.Status.FAILED);
			assertThat(state.reason()).contains("there is no such bucket any more");
			assertThat(output).contains("Stopped listener 'rates' (Rates.rate(String)) on bucket 'rates'");
			assertThatExceptionOfType(ListenerConfigurationException.class)
				.isThrownBy(() -> context.registry().start("rates"))
				.withMessageContaining("there is no bucket 'rates'");
			KeyValue rates = RatesBucket.make(this.connection, 1);
			context.registry().start("rates");
			put(rates, 0, 1);
			await().until(() -> listener.seen.size() == 1);
			assertThat(context.registry().getListenerContainer("rates").state()).isEqualTo(ListenerState.RUNNING);
		}
	}

	@Test
	void aDeclaredBucketThatIsDeletedIsMadeAgain() throws Exception {
		Rates listener = new Rates();
		try (ListenerContext context = RatesBucket.start(this.server, listener)) {
			put(RatesBucket.of(context), 0, 5);
			await().until(() -> listener.seen.size() == 5);
			this.connection.keyValueManagement().delete(RatesBucket.NAME);
			await().atMost(Duration.ofSeconds(10))
				.until(() -> this.connection.keyValueManagement().getBucketNames().contains(RatesBucket.NAME));
			put(RatesBucket.of(context), 5, 6);
			await().until(() -> listener.seen.size() == 6);
			assertThat(context.events(ListenerStoppedEvent.class)).isEmpty();
		}
	}

	@Test
	void aBucketThatIsLostWithTheMemoryOfTheServerIsMadeAgain() throws Exception {
		try (NatsTestServer own = NatsTestServer.builder().start()) {
			Rates listener = new Rates();
			KeyValueConfiguration bucket = RatesBucket.keeping(1).storageType(StorageType.Memory).build();
			try (ListenerContext context = ListenerContext.start(own, List.of(bucket.getBackingConfig()), listener)) {
				put(RatesBucket.of(context), 0, 5);
				await().until(() -> listener.seen.size() == 5);
				own.kill();
				own.restart();
				await().atMost(Duration.ofSeconds(10))
					.ignoreExceptions()
					.until(() -> RatesBucket.of(context).put("key.5", "5") == 1);
				await().atMost(Duration.ofSeconds(3)).until(() -> listener.seen.size() == 6);
			}
		}
	}

	@Test
	void aBucketThatWasMadeAnewIsFollowedFromItsBeginning() throws Exception {
		Rates listener = new Rates();
		RatesBucket.make(this.connection, 1);
		try (ListenerContext context = ListenerContext.start(this.server, listener)) {
			KeyValue rates = this.connection.keyValue(RatesBucket.NAME);
			put(rates, 0, 5);
			await().until(() -> listener.seen.size() == 5);
			this.connection.keyValueManagement().delete(RatesBucket.NAME);
			RatesBucket.make(this.connection, 1);
			put(rates, 5, 15);
			await().atMost(Duration.ofSeconds(5)).until(() -> listener.seen.size() == 15);
			assertThat(listener.seen).isEqualTo(numbers(0, 15));
		}
	}

	@Test
	void aConnectionThatWasClosedStopsTheListener() throws Exception {
		try (ListenerContext context = RatesBucket.start(this.server, new Rates())) {
			context.connection().close();
			await().atMost(Duration.ofSeconds(5)).until(() -> context.events(ListenerStoppedEvent.class).size() == 1);
			assertThat(context.registry().getListenerContainer("rates").state().reason())
				.contains("the connection was closed");
		}
	}

	@Test
	void outOfMemoryStopsTheListener() throws Exception {
		try (ListenerContext context = RatesBucket.start(this.server, new Exhausted())) {
			RatesBucket.of(context).put("key", "x");
			await().until(() -> context.events(ListenerStoppedEvent.class).size() == 1);
			assertThat(context.registry().getListenerContainer("exhausted").state().reason())
				.contains("OutOfMemoryError");
		}
	}

	private static void put(KeyValue rates, int from, int to) throws Exception {
		for (int i = from; i < to; i++) {
			rates.put("key." + i, Integer.toString(i));
		}
	}

	private static List<String> numbers(int from, int to) {
		return IntStream.range(from, to).mapToObj(Integer::toString).toList();
	}

	static class Rates {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@KeyValueListener(id = "rates", bucket = "rates")
		void rate(@Nullable String value) {
			this.seen.add(String.valueOf(value));
		}

	}

	static class Slow {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@KeyValueListener(id = "rates", bucket = "rates", ignoreDeletes = "true")
		void rate(String value) throws InterruptedException {
			TimeUnit.MILLISECONDS.sleep(1);
			this.seen.add(value);
		}

	}

	static class Updates {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@KeyValueListener(bucket = "rates", deliver = "UPDATES_ONLY", ignoreDeletes = "true")
		void rate(String value) {
			this.seen.add(value);
		}

	}

	static class Exhausted {

		@KeyValueListener(id = "exhausted", bucket = "rates", ignoreDeletes = "true")
		void rate(String value) {
			throw new OutOfMemoryError("as asked");
		}

	}

}
