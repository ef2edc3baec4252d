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

package io.github.natsboot.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.test.server.NatsTestServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Publishing while the server is away; each test has a server of its own.
 */
class JetStreamOutageIT {

	private NatsTestServer server;

	private Connection connection;

	@BeforeEach
	void start() throws Exception {
		this.server = NatsTestServer.builder().syncAlways(true).start();
		this.connection = connect(this.server);
		this.connection.jetStreamManagement()
			.addStream(StreamConfiguration.builder().name("ORDERS").subjects("orders.>").build());
	}

	@AfterEach
	void stop() throws Exception {
		Thread.interrupted();
		this.connection.close();
		this.server.close();
	}

	@Test
	void aPublishDuringAKillIsStoredExactlyOnceAndAcknowledged() throws Exception {
		JetStreamTemplate template = JetStreamTemplate.builder(this.connection).build();
		CompletableFuture<List<PublishAck>> publisher = CompletableFuture.supplyAsync(() -> {
			List<PublishAck> acks = new ArrayList<>();
			for (int i = 0; i < 400; i++) {
				acks.add(template.publish("orders.created", "message " + i));
			}
			return acks;
		});
		awaitStored(50);
		this.server.kill();
		this.server.restart();
		assertThat(publisher).succeedsWithin(Duration.ofSeconds(30)).satisfies((acks) -> assertThat(acks).hasSize(400));
		assertThat(publisher.join().stream().mapToLong(PublishAck::getSeqno).distinct().count()).isEqualTo(400);
		assertThat(stored()).isEqualTo(400);
	}

	@Test
	void asynchronousPublishesDuringAKillAreStoredExactlyOnceAndAcknowledged() throws Exception {
		JetStreamTemplate template = template(Duration.ofSeconds(1), Duration.ofSeconds(15), 100);
		CompletableFuture<List<CompletableFuture<PublishAck>>> publisher = CompletableFuture.supplyAsync(() -> {
			List<CompletableFuture<PublishAck>> acks = new ArrayList<>();
			for (int i = 0; i < 3000; i++) {
				acks.add(template.publishAsync("orders.created", "message " + i));
			}
			return acks;
		});
		awaitStored(100);
		this.server.kill();
		this.server.restart();
		assertThat(publisher).succeedsWithin(Duration.ofSeconds(60));
		List<CompletableFuture<PublishAck>> acks = publisher.join();
		assertThat(CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new)))
			.succeedsWithin(Duration.ofSeconds(30));
		assertThat(acks.stream().mapToLong((ack) -> ack.join().getSeqno()).distinct().count()).isEqualTo(3000);
		assertThat(stored()).isEqualTo(3000);
		assertThat(template.getInFlight()).isZero();
	}

	@Test
	void aPausedServerDelaysTheAcknowledgementButDoesNotDoubleTheMessage() throws Exception {
		JetStreamTemplate template = template(Duration.ofMillis(300), Duration.ofSeconds(10), 10);
		this.server.pause();
		CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(this.server::resume);
		PublishAck ack = template.publish("orders.created", "x");
		assertThat(ack.getSeqno()).isEqualTo(1);
		Awaitility.await().during(Duration.ofMillis(300)).until(() -> stored() == 1);
	}

	@Test
	void whileTheServerIsDownTheOutcomeIsUnknownWithinTheTimeForRetries() {
		JetStreamTemplate template = template(Duration.ofMillis(500), Duration.ofSeconds(2), 10);
		this.server.kill();
		long start = System.nanoTime();
		assertThatExceptionOfType(PublishUnknownException.class)
			.isThrownBy(() -> template.message("x").subject("orders.created").id("4711").publish())
			.satisfies((ex) -> assertThat(ex.getMessageId()).isEqualTo("4711"))
			.withMessageContaining("'4711'");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(500),
				Duration.ofMillis(2500));
		assertThat(template.publishAsync("orders.created", "x")).failsWithin(Duration.ofSeconds(3))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(PublishUnknownException.class);
		assertThat(template.getInFlight()).isZero();
	}

	@Test
	void anInterruptWhileWaitingLeavesTheOutcomeUnknownAndTheFlagSet() throws Exception {
		JetStreamTemplate template = JetStreamTemplate.builder(this.connection).build();
		this.server.pause();
		CompletableFuture<Boolean> flag = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				template.publish("orders.created", "x");
				flag.complete(false);
			}
			catch (PublishUnknownException ex) {
				flag.complete(Thread.currentThread().isInterrupted());
			}
		});
		thread.start();
		Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		thread.interrupt();
		assertThat(flag).succeedsWithin(Duration.ofSeconds(2)).isEqualTo(true);
		this.server.resume();
	}

	@Test
	void anInterruptWhileWaitingForAPlaceSendsNothing() throws Exception {
		JetStreamTemplate template = template(Duration.ofSeconds(5), Duration.ofSeconds(5), 1);
		this.server.pause();
		CompletableFuture<PublishAck> first = template.publishAsync("orders.created", "1");
		CompletableFuture<CompletableFuture<PublishAck>> second = new CompletableFuture<>();
		Thread thread = new Thread(() -> second.complete(template.publishAsync("orders.created", "2")));
		thread.start();
		Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
		thread.interrupt();
		assertThat(second).succeedsWithin(Duration.ofSeconds(2));
		this.server.resume();
		assertThat(second.join()).failsWithin(Duration.ofSeconds(1))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(NatsInterruptedException.class);
		assertThat(first).succeedsWithin(Duration.ofSeconds(5));
		assertThat(stored()).isEqualTo(1);
	}

	@Test
	void withoutJetStreamThatIsSaidAtOnce() throws Exception {
		try (NatsTestServer plain = NatsTestServer.builder().jetStream(false).start();
				Connection other = connect(plain)) {
			JetStreamTemplate template = JetStreamTemplate.builder(other).build();
			long start = System.nanoTime();
			assertThatExceptionOfType(JetStreamUnavailableException.class)
				.isThrownBy(() -> template.publish("orders.created", "x"))
				.withMessageContaining("-js");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
			assertThat(template.publishAsync("orders.created", "x")).failsWithin(Duration.ofSeconds(3))
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(JetStreamUnavailableException.class);
		}
	}

	@Test
	void closingTheConnectionMeanwhileLeavesTheOutcomeUnknown() throws Exception {
		JetStreamTemplate template = JetStreamTemplate.builder(this.connection).build();
		this.server.pause();
		CompletableFuture<PublishAck> open = template.publishAsync("orders.created", "x");
		this.connection.close();
		this.server.resume();
		assertThat(open).failsWithin(Duration.ofSeconds(5))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(PublishUnknownException.class);
		assertThat(template.getInFlight()).isZero();
	}

	private void awaitStored(long count) {
		Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> stored() >= count);
	}

	private long stored() throws Exception {
		return this.connection.jetStreamManagement().getStreamInfo("ORDERS").getStreamState().getMsgCount();
	}

	private JetStreamTemplate template(Duration timeout, Duration retryTimeout, int maxInFlight) {
		return JetStreamTemplate.builder(this.connection)
			.options(new JetStreamTemplateOptions(timeout, retryTimeout, maxInFlight, true))
			.build();
	}

	private static Connection connect(NatsTestServer server) throws Exception {
		return Nats.connect(Options.builder()
			.server(server.url())
			.maxReconnects(-1)
			.reconnectWait(Duration.ofMillis(100))
			.reconnectJitter(Duration.ofMillis(10))
			.build());
	}

}
