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

package io.github.natsboot.listener.jetstream;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.nats.client.Message;
import io.nats.client.impl.NatsJetStreamMetaData;
import io.nats.client.impl.NatsMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LaneKeeper}.
 */
class LaneKeeperTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final AtomicInteger room = new AtomicInteger();

	private final LaneKeeper keeper = new LaneKeeper(this.room::addAndGet);

	@Test
	void messagesOfOneSubjectAreGivenOutOneAfterTheOther() throws Exception {
		offer("a", 1);
		offer("a", 2);
		offer("b", 3);
		Delivery first = take();
		Delivery other = take();
		assertThat(number(first)).isEqualTo(1);
		assertThat(number(other)).isEqualTo(3);
		assertThat(take()).isNull();
		first.ack();
		assertThat(this.keeper.proceed(first)).isEmpty();
		assertThat(number(take())).isEqualTo(2);
		assertThat(this.keeper.size()).isEqualTo(2);
	}

	@Test
	void retryHoldsUpItsSubjectOnlyAndIsAnotherAttempt() throws Exception {
		offer("a", 1);
		offer("a", 2);
		Delivery first = take();
		first.retry(Duration.ofMillis(50));
		this.keeper.proceed(first);
		offer("b", 3);
		assertThat(number(take())).isEqualTo(3);
		assertThat(take()).isNull();
		Delivery again = this.keeper.take(TimeUnit.SECONDS.toNanos(5));
		assertThat(again).isSameAs(first);
		assertThat(again.attempt()).isEqualTo(2);
	}

	@Test
	void threadThatWaitsWakesForARetryThatIsAskedForLater() throws Exception {
		offer("a", 1);
		Delivery first = take();
		CompletableFuture<@Nullable Delivery> waiting = CompletableFuture.supplyAsync(() -> {
			try {
				return this.keeper.take(TimeUnit.SECONDS.toNanos(20));
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		TimeUnit.MILLISECONDS.sleep(50);
		first.retry(Duration.ofMillis(10));
		this.keeper.proceed(first);
		assertThat(waiting).succeedsWithin(Duration.ofSeconds(2)).isSameAs(first);
	}

	@Test
	void messageThatIsNeitherSettledNorRetriedKeepsItsLaneShut() throws Exception {
		offer("a", 1);
		offer("a", 2);
		this.keeper.proceed(take());
		assertThat(take()).isNull();
		assertThat(this.keeper.close()).isEmpty();
	}

	@Test
	void messageThatIsHereIsNotKeptTwice() throws Exception {
		offer("a", 1);
		offer("a", 1);
		Delivery first = take();
		first.ack();
		this.keeper.proceed(first);
		assertThat(take()).isNull();
		assertThat(this.keeper.size()).isZero();
	}

	@Test
	void heldMessagesAreLinedUpInTheOrderOfTheStream() throws Exception {
		this.keeper.hold(delivery("a", 3));
		this.keeper.hold(delivery("a", 1));
		this.keeper.hold(delivery("b", 2));
		assertThat(take()).isNull();
		assertThat(this.keeper.contains(3)).isTrue();
		this.keeper.release(3);
		assertThat(number(take())).isEqualTo(1);
		assertThat(number(take())).isEqualTo(2);
		assertThat(take()).isNull();
		this.keeper.release(Long.MAX_VALUE);
		assertThat(this.keeper.here()).hasSize(3);
	}

	@Test
	void othersMayComeInPlaceOfWhatIsBegunAndOnceOfWhatCannotBe() throws Exception {
		offer("a", 1);
		Delivery first = take();
		assertThat(this.room).hasValue(1);
		offer("a", 2);
		assertThat(this.room).hasValue(1);
		// A thread that finds nothing to do.
		this.keeper.take(1_000_000);
		assertThat(this.room).hasValue(2);
		first.ack();
		this.keeper.proceed(first);
		assertThat(number(take())).isEqualTo(2);
		assertThat(this.room).hasValue(2);
	}

	@Test
	void closingGivesBackWhatIsNotBehindAMessageThatIsWorkedOn() throws Exception {
		offer("a", 1);
		Delivery running = take();
		offer("c", 5);
		offer("b", 2);
		offer("a", 3);
		offer("b", 4);
		assertThat(this.keeper.close()).extracting(LaneKeeperTests::number).containsExactly(2L, 4L, 5L);
		assertThat(take()).isNull();
		assertThat(this.keeper.offer(delivery("d", 6))).isFalse();
		assertThat(this.keeper.offer(delivery("a", 7))).isTrue();
		running.ack();
		assertThat(this.keeper.proceed(running)).extracting(LaneKeeperTests::number).containsExactly(3L, 7L);
	}

	@Test
	void whatWaitsForARetryIsGivenBackBeforeWhatIsBehindIt() throws Exception {
		offer("a", 1);
		offer("a", 2);
		Delivery first = take();
		this.keeper.close();
		first.retry(LONG);
		assertThat(this.keeper.proceed(first)).extracting(LaneKeeperTests::number).containsExactly(1L, 2L);
	}

	@Test
	void nothingIsGivenOutDuringAPause() throws Exception {
		offer("a", 1);
		this.keeper.pause(true);
		assertThat(take()).isNull();
		this.keeper.pause(false);
		assertThat(take()).isNotNull();
	}

	private void offer(String subject, long number) {
		assertThat(this.keeper.offer(delivery(subject, number))).isTrue();
	}

	private @Nullable Delivery take() throws InterruptedException {
		return this.keeper.take(0);
	}

	private static long number(Delivery delivery) {
		return delivery.metaData().streamSequence();
	}

	private static Delivery delivery(String subject, long number) {
		Delivery delivery = new Delivery(message(subject, number), true, new ConsumerProgress());
		delivery.retryHere();
		return delivery;
	}

	private static Message message(String subject, long number) {
		return new NatsMessage(subject, "$JS.ACK.ORDERS.fraud.1." + number + "." + number + "."
				+ ZonedDateTime.parse("2026-01-31T08:00:00Z").toEpochSecond() + "000000000.0", null) {

			@Override
			public boolean isJetStream() {
				return true;
			}

			@Override
			public NatsJetStreamMetaData metaData() {
				return new NatsJetStreamMetaData(this);
			}

			@Override
			public void ack() {
			}

		};
	}

}
