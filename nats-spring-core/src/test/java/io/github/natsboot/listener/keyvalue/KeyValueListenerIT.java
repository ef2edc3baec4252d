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

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.natsboot.annotation.KeyValueListener;
import io.github.natsboot.annotation.Retry;
import io.github.natsboot.event.KeyValueCaughtUpEvent;
import io.github.natsboot.event.KeyValueEntryFailedEvent;
import io.github.natsboot.listener.ListenerContainer;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.RetryAfterException;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerInstrumentation;
import io.github.natsboot.listener.ListenerState;
import io.github.natsboot.listener.jetstream.OrdersStream;
import io.github.natsboot.support.NatsHeaders;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for listeners on the keys of a bucket.
 */
@WithNatsServer
@ExtendWith(OutputCaptureExtension.class)
class KeyValueListenerIT {

	private final NatsTestServer server;

	private Connection connection;

	KeyValueListenerIT(NatsTestServer server) {
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
	void currentValuesComeFirstAndThenChanges() throws Exception {
		KeyValue rates = RatesBucket.make(this.connection, 3);
		rates.put("eur.usd", "1.05");
		rates.put("gbp.usd", "1.31");
		rates.put("eur.usd", "1.07");
		rates.put("eur.chf", "0.93");
		Rates listener = new Rates();
		try (ListenerContext context = RatesBucket.start(this.server, listener)) {
			await().until(() -> context.events(KeyValueCaughtUpEvent.class).size() == 1);
			assertThat(listener.seen).containsExactly("usd=1.07", "chf=0.93");
			rates.put("eur.usd", "1.08");
			rates.put("gbp.usd", "1.32");
			rates.delete("eur.chf");
			await().until(() -> listener.seen.size() == 4);
			assertThat(listener.seen).containsExactly("usd=1.07", "chf=0.93", "usd=1.08", "chf=null");
			assertThat(context.events(KeyValueCaughtUpEvent.class)).singleElement().satisfies((event) -> {
				assertThat(event.getListenerId()).isEqualTo("rates.rate");
				assertThat(event.getBucket()).isEqualTo("rates");
			});
		}
	}

	@Test
	void anEmptyBucketIsCaughtUpAtOnce() throws Exception {
		try (ListenerContext context = RatesBucket.start(this.server, new Rates())) {
			await().until(() -> context.events(KeyValueCaughtUpEvent.class).size() == 1);
		}
	}

	@Test
	void aPausedListenerGoesOnWhereItWas() throws Exception {
		Rates listener = new Rates();
		try (ListenerContext context = RatesBucket.start(this.server, listener)) {
			String id = context.registry().getListenerContainers().iterator().next().info().id();
			await().until(() -> context.events(KeyValueCaughtUpEvent.class).size() == 1);
			context.registry().pause(id);
			assertThat(context.registry().getListenerContainer(id).state()).isEqualTo(ListenerState.PAUSED);
			RatesBucket.of(context).put("eur.usd", "1.07");
			RatesBucket.of(context).put("eur.chf", "0.93");
			await().during(Duration.ofMillis(500)).until(listener.seen::isEmpty);
			context.registry().resume(id);
			await().untilAsserted(() -> assertThat(listener.seen).containsExactly("usd=1.07", "chf=0.93"));
			context.registry().pause(id);
			RatesBucket.of(context).put("eur.usd", "1.08");
			context.registry().stop(id);
			assertThat(context.registry().getListenerContainer(id).state()).isEqualTo(ListenerState.STOPPED);
			assertThat(listener.seen).hasSize(2);
		}
	}

	@Test
	void updatesOnlyAndHistory() throws Exception {
		KeyValue rates = RatesBucket.make(this.connection, 3);
		rates.put("eur.usd", "1");
		rates.put("eur.usd", "2");
		Choices listener = new Choices();
		try (ListenerContext context = RatesBucket.start(this.server, listener)) {
			rates.put("eur.usd", "3");
			await().until(() -> listener.history.size() == 3 && listener.updates.size() == 1);
			assertThat(listener.history).containsExactly("1", "2", "3");
			assertThat(listener.updates).containsExactly("3");
		}
	}

	@Test
	void eachKindOfArgumentIsGiven() throws Exception {
		Everything listener = new Everything();
		try (ListenerContext context = RatesBucket.start(this.server, listener)) {
			long revision = RatesBucket.of(context).put("eur.usd", "{\"value\":1.07}");
			await().until(() -> listener.seen.size() == 1);
			assertThat(listener.seen.get(0))
				.containsExactlyInAnyOrderEntriesOf(Map.of("payload", new Rate(new BigDecimal("1.07")), "key",
						"eur.usd", "bucket", "rates", "operation", KeyValueOperation.PUT, "revision", revision, "entry",
						"eur.usd", "subject", "$KV.rates.eur.usd", "header", KeyValueOperation.PUT));
		}
	}

	@Test
	void aKeyThatIsGoneHasNoValue() throws Exception {
		Gone listener = new Gone();
		try (ListenerContext context = RatesBucket.start(this.server, listener)) {
			KeyValue rates = RatesBucket.of(context);
			rates.put("eur.usd", "{\"value\":1.07}");
			await().until(() -> listener.haveSeen(1));
			rates.delete("eur.usd");
			await().until(() -> listener.haveSeen(2));
			rates.put("eur.usd", "{\"value\":1.08}");
			await().until(() -> listener.haveSeen(3));
			rates.purge("eur.usd");
			await().until(() -> listener.haveSeen(4));
			Rate first = new Rate(new BigDecimal("1.07"));
			Rate second = new Rate(new BigDecimal("1.08"));
			assertThat(listener.nullable).containsExactly(Optional.of(first), Optional.empty(), Optional.of(second),
					Optional.empty());
			assertThat(listener.optional).isEqualTo(listener.nullable);
			assertThat(listener.notRequired).isEqualTo(listener.nullable);
			assertThat(listener.without).containsExactly(KeyValueOperation.PUT, KeyValueOperation.DELETE,
					KeyValueOperation.PUT, KeyValueOperation.PURGE);
			assertThat(listener.ignoring).containsExactly(first, second);
		}
	}

	@Test
	void aFailingChangeIsTriedAgainAndThoseBehindItWait() throws Exception {
		Failing listener = new Failing();
		try (ListenerContext context = RatesBucket.start(this.server, listener, listener.outcomes)) {
			KeyValue rates = RatesBucket.of(context);
			rates.put("a", "fails-once");
			rates.put("b", "fine");
			await().until(() -> listener.calls.size() == 3);
			assertThat(listener.calls).containsExactly("fails-once", "fails-once", "fine");
			assertThat(listener.outcomes.seen).containsExactly("RETRY a", "ACK a", "ACK b");
		}
	}

	@Test
	void whatFailsEachTimeIsGivenUpAndToldOf(CapturedOutput output) throws Exception {
		Failing listener = new Failing();
		try (ListenerContext context = RatesBucket.start(this.server, listener, listener.outcomes)) {
			KeyValue rates = RatesBucket.of(context);
			rates.put("eur.usd", "fails-always");
			long next = rates.put("b", "fine");
			await().until(() -> listener.calls.contains("fine"));
			assertThat(listener.calls).containsExactly("fails-always", "fails-always", "fails-always", "fine");
			assertThat(context.events(KeyValueEntryFailedEvent.class)).singleElement().satisfies((event) -> {
				assertThat(event.getListenerId()).isEqualTo("failing");
				assertThat(event.getBucket()).isEqualTo("rates");
				assertThat(event.getKey()).isEqualTo("eur.usd");
				assertThat(event.getRevision()).isEqualTo(next - 1);
				assertThat(event.getReason()).isEqualTo("attempts_exhausted");
			});
			assertThat(listener.outcomes.seen).containsExactly("RETRY eur.usd", "RETRY eur.usd", "GIVEN_UP eur.usd",
					"ACK b");
			assertThat(output).contains("Gave up on key 'eur.usd' of bucket 'rates', revision 1 (PUT) "
					+ "(attempts_exhausted, 3 attempts) in listener 'failing'");
			assertThat(output.toString().lines().filter((line) -> line.contains("Gave up")))
				.noneMatch((line) -> line.contains("fails-always"));
			assertThat(context.registry().getListenerContainer("failing").state()).isEqualTo(ListenerState.RUNNING);
		}
	}

	@Test
	void anUnreadableValueIsGivenUpAtOnce() throws Exception {
		Unreadable listener = new Unreadable();
		try (ListenerContext context = RatesBucket.start(this.server, listener)) {
			RatesBucket.of(context).put("eur.usd", "{\"value\":");
			await().until(() -> context.events(KeyValueEntryFailedEvent.class).size() == 1);
			assertThat(context.events(KeyValueEntryFailedEvent.class).get(0).getReason()).isEqualTo("unreadable");
			RatesBucket.of(context).put("eur.usd", "{\"value\":1}");
			await().until(() -> listener.seen.size() == 1);
		}
	}

	@Test
	void aListenerIsStoppedAndStartedByIdAndBeginsAnew() throws Exception {
		Rates listener = new Rates();
		try (ListenerContext context = RatesBucket.start(this.server, listener)) {
			KeyValue rates = RatesBucket.of(context);
			rates.put("eur.usd", "1.07");
			await().until(() -> listener.seen.size() == 1);
			ListenerContainer container = context.registry().getListenerContainer("rates.rate");
			assertThat(container.state()).isEqualTo(ListenerState.RUNNING);
			context.registry().stop("rates.rate");
			assertThat(container.state()).isEqualTo(ListenerState.STOPPED);
			assertThat(context.management().getConsumerNames("KV_rates")).isEmpty();
			rates.put("eur.usd", "1.08");
			rates.put("eur.usd", "1.09");
			context.registry().start("rates.rate");
			await().until(() -> listener.seen.size() == 2);
			assertThat(listener.seen).containsExactly("usd=1.07", "usd=1.09");
		}
	}

	@Test
	void anInterruptLosesNoEntryThatWaitsForARetry() throws Exception {
		Failing listener = new Failing();
		InterruptingOutcomes interrupting = new InterruptingOutcomes();
		try (ListenerContext context = RatesBucket.start(this.server, listener, interrupting)) {
			RatesBucket.of(context).put("a", "fails-once");
			RatesBucket.of(context).put("b", "fine");
			await().until(() -> listener.calls.size() == 3);
			assertThat(listener.calls).containsExactly("fails-once", "fails-once", "fine");
		}
	}

	@Test
	void aChangeThatIsToBeRetriedMuchLaterHoldsUpOthersNoLongerThanTheSettingsSay() throws Exception {
		Postponing listener = new Postponing();
		try (ListenerContext context = RatesBucket.start(this.server, listener)) {
			RatesBucket.of(context).put("a", "late");
			RatesBucket.of(context).put("b", "fine");
			await().untilAsserted(() -> assertThat(listener.calls).containsExactly("late", "late", "fine"));
		}
	}

	@Test
	void aStopEndsTheWaitingForARetry(CapturedOutput output) throws Exception {
		Patient listener = new Patient();
		try (ListenerContext context = RatesBucket.start(this.server, listener)) {
			RatesBucket.of(context).put("eur.usd", "1");
			await().until(() -> listener.calls.get() == 1);
			long begin = System.nanoTime();
			context.registry().stop("patient");
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
			assertThat(output).contains("before it had worked on key 'eur.usd' of bucket 'rates', revision 1");
		}
	}

	@Test
	void aMethodThatDoesNotEndIsInterruptedWhenTheListenerStops() throws Exception {
		Endless listener = new Endless();
		try (ListenerContext context = RatesBucket.start(this.server, listener)) {
			RatesBucket.of(context).put("eur.usd", "1");
			assertThat(listener.begun.await(10, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(listener.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aMethodMayStopItsOwnListener() throws Exception {
		OnceOnly listener = new OnceOnly();
		try (ListenerContext context = RatesBucket.start(this.server, listener)) {
			listener.context = context;
			RatesBucket.of(context).put("a", "1");
			await().until(() -> context.registry().getListenerContainer("once").state().equals(ListenerState.STOPPED));
			RatesBucket.of(context).put("b", "2");
			context.registry().start("once");
			await().until(() -> listener.seen.size() == 3);
			assertThat(listener.seen).containsExactly("1", "1", "2");
		}
	}

	@Test
	void composedAndRepeatedAnnotationsWithPlaceholders() throws Exception {
		System.setProperty("test.keys", "eur.*,gbp.*");
		Composed listener = new Composed();
		try (ListenerContext context = RatesBucket.start(this.server, listener)) {
			assertThat(context.registry().getListenerContainers())
				.extracting((container) -> container.info().id() + " " + container.info().subjects())
				.containsExactlyInAnyOrder("composed.rate [$KV.rates.usd.*]",
						"composed.several [$KV.rates.eur.*, $KV.rates.gbp.*]", "composed.several#2 [$KV.rates.jpy.*]");
			RatesBucket.of(context).put("usd.eur", "a");
			RatesBucket.of(context).put("gbp.eur", "b");
			RatesBucket.of(context).put("jpy.eur", "c");
			RatesBucket.of(context).put("chf.eur", "d");
			await().until(() -> listener.seen.size() == 3);
			assertThat(listener.seen).containsExactlyInAnyOrder("a", "b", "c");
		}
		finally {
			System.clearProperty("test.keys");
		}
	}

	@Test
	void aListenerThatDoesNotStartWithTheApplicationIsStopped() throws Exception {
		try (ListenerContext context = RatesBucket.start(this.server, new NotStarted())) {
			assertThat(context.registry().getListenerContainer("later").state()).isEqualTo(ListenerState.STOPPED);
		}
	}

	@Test
	void manyValuesComeOnceAndInOrder() throws Exception {
		KeyValue rates = RatesBucket.make(this.connection, 1);
		for (int i = 0; i < 1000; i++) {
			rates.put("key." + i, Integer.toString(i));
		}
		All listener = new All();
		try (ListenerContext context = RatesBucket.start(this.server, listener)) {
			await().until(() -> context.events(KeyValueCaughtUpEvent.class).size() == 1);
			assertThat(listener.seen).hasSize(1000);
			for (int i = 0; i < 1000; i++) {
				assertThat(listener.seen.get(i)).isEqualTo(Integer.toString(i));
			}
		}
	}

	record Rate(BigDecimal value) {
	}

	static class Rates {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@KeyValueListener(bucket = "rates", keys = "eur.{currency}")
		void rate(@Nullable BigDecimal value, @DestinationVariable String currency) {
			this.seen.add(currency + "=" + value);
		}

	}

	static class Choices {

		final List<String> updates = new CopyOnWriteArrayList<>();

		final List<String> history = new CopyOnWriteArrayList<>();

		@KeyValueListener(bucket = "rates", deliver = "updates-only", ignoreDeletes = "true")
		void update(String value) {
			this.updates.add(value);
		}

		@KeyValueListener(bucket = "rates", deliver = "HISTORY", ignoreDeletes = "true")
		void history(String value) {
			this.history.add(value);
		}

	}

	static class Everything {

		final List<Map<String, Object>> seen = new CopyOnWriteArrayList<>();

		@KeyValueListener(bucket = "rates", ignoreDeletes = "true")
		void rate(Rate rate, @Header(NatsHeaders.KEY) String key, @Header(NatsHeaders.BUCKET) String bucket,
				@Header(NatsHeaders.STREAM_SEQUENCE) long revision,
				@Header(NatsHeaders.OPERATION) KeyValueOperation header, KeyValueOperation operation,
				KeyValueEntry entry, Message message) {
			this.seen.add(Map.of("payload", rate, "key", key, "bucket", bucket, "operation", operation, "revision",
					revision, "entry", entry.getKey(), "subject", message.getSubject(), "header", header));
		}

	}

	static class Gone {

		final List<Optional<Rate>> nullable = new CopyOnWriteArrayList<>();

		final List<Optional<Rate>> optional = new CopyOnWriteArrayList<>();

		final List<Optional<Rate>> notRequired = new CopyOnWriteArrayList<>();

		final List<KeyValueOperation> without = new CopyOnWriteArrayList<>();

		final List<Rate> ignoring = new CopyOnWriteArrayList<>();

		boolean haveSeen(int count) {
			return this.nullable.size() == count && this.optional.size() == count && this.notRequired.size() == count
					&& this.without.size() == count && this.ignoring.size() == (count + 1) / 2;
		}

		@KeyValueListener("rates")
		void nullable(@Nullable Rate rate) {
			this.nullable.add(Optional.ofNullable(rate));
		}

		@KeyValueListener("rates")
		void optional(Optional<Rate> rate) {
			this.optional.add(rate);
		}

		@KeyValueListener("rates")
		void notRequired(@Payload(required = false) Rate rate) {
			this.notRequired.add(Optional.ofNullable(rate));
		}

		@KeyValueListener("rates")
		void without(KeyValueOperation operation, KeyValueEntry entry) {
			this.without.add(operation);
		}

		@KeyValueListener(bucket = "rates", ignoreDeletes = "true")
		void ignoring(Rate rate) {
			this.ignoring.add(rate);
		}

	}

	static class Failing {

		final List<String> calls = new CopyOnWriteArrayList<>();

		final Outcomes outcomes = new Outcomes();

		@KeyValueListener(id = "failing", bucket = "rates", ignoreDeletes = "true")
		void work(String value) {
			this.calls.add(value);
			if (value.equals("fails-always") || (value.equals("fails-once") && this.calls.size() == 1)) {
				throw new IllegalStateException("as asked");
			}
		}

	}

	static class Outcomes implements ListenerInstrumentation {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@Override
		public void settled(ListenerInfo listener, Message message, Settlement settlement) {
			this.seen.add(settlement + " " + new KeyValueEntry(message).getKey());
		}

	}

	/**
	 * Leaves an interrupt behind, and interrupts the waiting for a retry.
	 */
	static class InterruptingOutcomes implements ListenerInstrumentation {

		@Override
		public void settled(ListenerInfo listener, Message message, Settlement settlement) {
			Thread worker = Thread.currentThread();
			worker.interrupt();
			if (settlement == Settlement.RETRY) {
				CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS).execute(worker::interrupt);
			}
		}

	}

	static class Unreadable {

		final List<Rate> seen = new CopyOnWriteArrayList<>();

		@KeyValueListener(bucket = "rates", ignoreDeletes = "true")
		void work(Rate rate) {
			this.seen.add(rate);
		}

	}

	static class Postponing {

		final List<String> calls = new CopyOnWriteArrayList<>();

		@KeyValueListener(bucket = "rates", ignoreDeletes = "true",
				retry = @Retry(maxRetries = "1", delay = "10ms", maxDelay = "100ms"))
		void work(String value) {
			this.calls.add(value);
			if (value.equals("late")) {
				throw new RetryAfterException(Duration.ofHours(1));
			}
		}

	}

	static class Patient {

		final AtomicInteger calls = new AtomicInteger();

		@KeyValueListener(id = "patient", bucket = "rates", ignoreDeletes = "true",
				retry = @Retry(delay = "30s", maxDelay = "1m"))
		void work(String value) {
			this.calls.incrementAndGet();
			throw new IllegalStateException("as asked");
		}

	}

	static class Endless {

		final CountDownLatch begun = new CountDownLatch(1);

		final CountDownLatch interrupted = new CountDownLatch(1);

		@KeyValueListener(bucket = "rates", ignoreDeletes = "true")
		void work(String value) {
			this.begun.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				this.interrupted.countDown();
			}
		}

	}

	static class OnceOnly {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@Nullable ListenerContext context;

		@KeyValueListener(id = "once", bucket = "rates", ignoreDeletes = "true")
		void work(String value, @Header(NatsHeaders.KEY) String key) {
			if (key.equals("a") && this.seen.isEmpty()) {
				this.context.registry().stop("once");
			}
			this.seen.add(value);
		}

	}

	@KeyValueListener(bucket = "rates", ignoreDeletes = "true")
	@Retention(RetentionPolicy.RUNTIME)
	@interface RateListener {

		@AliasFor(annotation = KeyValueListener.class)
		String[] keys();

	}

	static class Composed {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@RateListener(keys = "usd.*")
		void rate(String value) {
			this.seen.add(value);
		}

		@KeyValueListener(bucket = "#{'rates'}", keys = "${test.keys}", ignoreDeletes = "true")
		@KeyValueListener(bucket = "rates", keys = "jpy.*", ignoreDeletes = "${none:true}")
		void several(String value) {
			this.seen.add(value);
		}

	}

	static class NotStarted {

		@KeyValueListener(id = "later", bucket = "rates", ignoreDeletes = "true", autoStartup = "false")
		void work(String value) {
		}

	}

	static class All {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@KeyValueListener(bucket = "rates", ignoreDeletes = "true")
		void work(String value) {
			this.seen.add(value);
		}

	}

}
