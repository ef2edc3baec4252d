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

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.github.natsboot.listener.jetstream.ListenerStart.assertThatStart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Where new consumers begin in their stream.
 */
@WithNatsServer
@ExtendWith(OutputCaptureExtension.class)
class StartPositionIT {

	private final NatsTestServer server;

	private Connection connection;

	StartPositionIT(NatsTestServer server) {
		this.server = server;
	}

	@BeforeEach
	void store() throws Exception {
		this.connection = Nats.connect(this.server.url());
		this.connection.jetStreamManagement().addStream(OrdersStream.ORDERS);
		for (String text : List.of("a1", "b1", "a2", "b2", "c1")) {
			publish(text);
		}
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
		System.clearProperty("test.start-time");
		this.connection.close();
	}

	@Test
	void allBeginsWithTheFirst() throws Exception {
		assertReceives(new All(), "a1", "b1", "a2", "b2", "c1", "later");
	}

	@Test
	void newBeginsWithWhatIsStoredAfterwards() throws Exception {
		assertReceives(new New(), "later");
	}

	@Test
	void lastBeginsWithTheLast() throws Exception {
		assertReceives(new Last(), "c1", "later");
	}

	@Test
	void lastPerSubjectBeginsWithTheLastOfEach() throws Exception {
		assertReceives(new LastPerSubject(), "a2", "b2", "c1", "later");
	}

	@Test
	void startSequenceBeginsThere() throws Exception {
		assertReceives(new BySequence(), "b2", "c1", "later");
	}

	@Test
	void startTimeBeginsThere() throws Exception {
		Instant start = Instant.now();
		await().until(() -> Instant.now().toEpochMilli() > start.toEpochMilli() + 5);
		System.setProperty("test.start-time", Instant.now().toString());
		publish("a3");
		assertReceives(new ByTime(), "a3", "later");
	}

	@Test
	void consumerThatExistsGoesOnWhereItIsWhateverTheListenerSays(CapturedOutput output) throws Exception {
		this.connection.jetStreamManagement()
			.createConsumer("ORDERS",
					ConsumerConfiguration.builder()
						.durable("fraud")
						.deliverPolicy(DeliverPolicy.ByStartSequence)
						.startSequence(5)
						.build());
		assertReceives(new All(), "c1", "later");
		assertThat(output).contains("Consumer 'fraud' of stream 'ORDERS' exists and goes on from where it is");
	}

	@Test
	void positionIsNotReturnedToAtTheNextStart(CapturedOutput output) throws Exception {
		assertReceives(new BySequence(), "b2", "c1", "later");
		assertReceives(new BySequence(), "later");
		assertThat(output).doesNotContain("goes on from where it is");
	}

	@Test
	void sequenceAndTimeAreRefused() {
		assertThatStart(this.server, new Both()).hasMessageContaining("Both.work(String)")
			.hasMessageContaining("both 'startSequence' and 'startTime'");
	}

	@Test
	void sequenceForAnotherPolicyIsRefused() {
		assertThatStart(this.server, new SequenceForNew()).hasMessageContaining("SequenceForNew.work(String)")
			.hasMessageContaining("'startSequence', which the deliver policy NEW has no use for");
	}

	@Test
	void timeForAnotherPolicyIsRefused() {
		assertThatStart(this.server, new TimeForAll())
			.hasMessageContaining("'startTime', which the deliver policy ALL has no use for");
	}

	@Test
	void policyWithoutItsSequenceIsRefused() {
		assertThatStart(this.server, new WithoutSequence()).hasMessageContaining("set 'startSequence'");
	}

	@Test
	void policyWithoutItsTimeIsRefused() {
		assertThatStart(this.server, new WithoutTime()).hasMessageContaining("set 'startTime'");
	}

	@Test
	void sequenceBelowTheFirstIsRefused() {
		assertThatStart(this.server, new Zero()).hasMessageContaining("'startSequence' is 0");
	}

	@Test
	void timeThatIsNoneIsRefusedWithTheAttribute() {
		assertThatStart(this.server, new Yesterday()).hasMessageContaining("'startTime' is \"yesterday\"")
			.hasMessageContaining("2026-01-31T08:00:00Z");
	}

	@Test
	void sequenceThatIsNoneIsRefusedWithTheAttribute() {
		assertThatStart(this.server, new Third()).hasMessageContaining("'startSequence' is \"third\"");
	}

	@Test
	void policyThatIsNoneIsRefusedWithThoseThatAre() {
		assertThatStart(this.server, new Middle()).hasMessageContaining("'deliverPolicy' is \"middle\"")
			.hasMessageContaining("LAST_PER_SUBJECT");
	}

	@Test
	void lastPerSubjectWithoutSubjectsIsRefused() {
		assertThatStart(this.server, new LastOfAll()).hasMessageContaining("LastOfAll.work(String)")
			.hasMessageContaining("LAST_PER_SUBJECT needs 'subjects'");
	}

	@Test
	void positionThatAStreamOfWorkCannotHaveIsRefused() throws Exception {
		this.connection.jetStreamManagement().deleteStream("ORDERS");
		this.connection.jetStreamManagement()
			.addStream(StreamConfiguration.builder()
				.name("ORDERS")
				.subjects("order.>")
				.retentionPolicy(RetentionPolicy.WorkQueue)
				.build());
		assertThatStart(this.server, new BySequence()).hasMessageContaining("BySequence.work(String)")
			.hasMessageContaining("has the retention 'workqueue', whose consumers begin with the first message");
	}

	private void publish(String text) throws Exception {
		this.connection.jetStream().publish("order." + text.charAt(0), text.getBytes());
	}

	private void assertReceives(Recording listener, String... texts) throws Exception {
		try (ListenerContext context = OrdersStream.start(this.server, listener)) {
			context.jetStream().publish("order.z", "later");
			await().until(() -> listener.received.contains("later"));
			assertThat(listener.received).containsExactly(texts);
			await().until(() -> context.management().getConsumerInfo("ORDERS", "fraud").getNumAckPending() == 0);
		}
	}

	static class Recording {

		final List<String> received = new CopyOnWriteArrayList<>();

	}

	static class All extends Recording {

		@JetStreamListener(stream = "ORDERS", durable = "fraud")
		void work(String text) {
			this.received.add(text);
		}

	}

	static class New extends Recording {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", deliverPolicy = "new")
		void work(String text) {
			this.received.add(text);
		}

	}

	static class Last extends Recording {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", deliverPolicy = "LAST")
		void work(String text) {
			this.received.add(text);
		}

	}

	static class LastPerSubject extends Recording {

		@JetStreamListener(stream = "ORDERS", subjects = "order.>", durable = "fraud",
				deliverPolicy = "LAST_PER_SUBJECT")
		void work(String text) {
			this.received.add(text);
		}

	}

	static class BySequence extends Recording {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", startSequence = "4")
		void work(String text) {
			this.received.add(text);
		}

	}

	static class ByTime extends Recording {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", deliverPolicy = "BY_START_TIME",
				startTime = "${test.start-time}")
		void work(String text) {
			this.received.add(text);
		}

	}

	static class Both {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", startSequence = "3",
				startTime = "2026-01-31T08:00:00+01:00")
		void work(String text) {
		}

	}

	static class SequenceForNew {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", deliverPolicy = "NEW", startSequence = "3")
		void work(String text) {
		}

	}

	static class TimeForAll {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", deliverPolicy = "ALL",
				startTime = "2026-01-31T08:00:00Z")
		void work(String text) {
		}

	}

	static class WithoutSequence {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", deliverPolicy = "BY_START_SEQUENCE")
		void work(String text) {
		}

	}

	static class WithoutTime {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", deliverPolicy = "BY_START_TIME")
		void work(String text) {
		}

	}

	static class Zero {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", startSequence = "0")
		void work(String text) {
		}

	}

	static class Yesterday {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", startTime = "yesterday")
		void work(String text) {
		}

	}

	static class Third {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", startSequence = "third")
		void work(String text) {
		}

	}

	static class Middle {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", deliverPolicy = "middle")
		void work(String text) {
		}

	}

	static class LastOfAll {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", deliverPolicy = "LAST_PER_SUBJECT")
		void work(String text) {
		}

	}

}
