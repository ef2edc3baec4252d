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
import java.util.List;
import java.util.stream.IntStream;

import io.github.natsboot.observation.NatsTemplateObservationContext;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.RequiresServerVersion;
import io.github.natsboot.test.server.WithNatsServer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Batches that a real server stores whole or not at all.
 */
@WithNatsServer
@RequiresServerVersion("2.12.1")
class BatchIT {

	private final NatsTestServer server;

	private Connection connection;

	private JetStreamManagement management;

	private JetStreamTemplate template;

	BatchIT(NatsTestServer server) {
		this.server = server;
	}

	@BeforeEach
	void connect() throws Exception {
		this.connection = Nats.connect(Options.builder()
			.server(this.server.url())
			.maxReconnects(-1)
			.reconnectWait(Duration.ofMillis(50))
			.build());
		this.management = this.connection.jetStreamManagement();
		for (String stream : this.management.getStreamNames()) {
			this.management.deleteStream(stream);
		}
		this.management
			.addStream(StreamConfiguration.builder().name("ORDERS").subjects("order.>").allowAtomicPublish().build());
		this.management.addStream(StreamConfiguration.builder().name("PLAIN").subjects("plain.>").build());
		this.template = template(Duration.ofSeconds(2), Duration.ofSeconds(5));
	}

	@AfterEach
	void close() throws Exception {
		this.server.resume();
		this.connection.close();
	}

	@Test
	void allMessagesAreStoredInTheirOrder() throws Exception {
		PublishAck ack = this.template.publishBatch(List.of(message("order.a", "1"), message("order.b", "2").id("own"),
				message("order.a", "3").header("tenant", "acme")));
		assertThat(ack.getBatchSize()).isEqualTo(3);
		assertThat(ack.getSeqno()).isEqualTo(3);
		assertThat(this.management.getMessage("ORDERS", 1).getData()).asString().isEqualTo("1");
		assertThat(this.management.getMessage("ORDERS", 2).getHeaders().getFirst("Nats-Msg-Id")).isEqualTo("own");
		assertThat(this.management.getMessage("ORDERS", 3).getHeaders().getFirst("tenant")).isEqualTo("acme");
	}

	@Test
	void oneMessageIsABatchTooAndAThousandAre() throws Exception {
		assertThat(this.template.publishBatch(List.of(message("order.a", "1"))).getBatchSize()).isEqualTo(1);
		List<JetStreamMessageSpec> thousand = IntStream.range(0, 1000)
			.mapToObj((i) -> message("order." + i, "x"))
			.toList();
		assertThat(this.template.publishBatch(thousand).getBatchSize()).isEqualTo(1000);
		assertThat(stored()).isEqualTo(1001);
	}

	@Test
	void nothingIsStoredWhenAnExpectationDoesNotHold() throws Exception {
		assertRejected(10071, message("order.a", "1"), message("order.b", "2").expectLastSubjectSequence(41),
				message("order.c", "3"));
	}

	@Test
	void nothingIsStoredWhenAMessageGoesElsewhere() throws Exception {
		assertRejected(10176, message("order.a", "1"), message("nowhere", "2"), message("order.c", "3"));
		assertRejected(10176, message("order.a", "1"), message("plain.b", "2"), message("order.c", "3"));
		assertRejected(10174, message("order.a", "1"), message("plain.b", "2"));
		assertThat(this.management.getStreamInfo("PLAIN").getStreamState().getMsgCount()).isZero();
	}

	@Test
	void nothingIsStoredWhenAnIdIsKnown() throws Exception {
		message("order.a", "0").id("known").publish();
		assertThatExceptionOfType(PublishRejectedException.class).isThrownBy(
				() -> this.template.publishBatch(List.of(message("order.a", "1"), message("order.b", "2").id("known"))))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(10201));
		assertThat(stored()).isEqualTo(1);
	}

	@Test
	void aStreamThatDoesNotAllowBatchesAndOneThatDoesNotExistSaySo() throws Exception {
		assertRejected(10174, message("plain.a", "1"), message("plain.b", "2"));
		assertRejected(10174, message("plain.a", "1"));
		assertThatExceptionOfType(NoStreamException.class)
			.isThrownBy(() -> this.template.publishBatch(List.of(message("oder.a", "1"), message("order.b", "2"))))
			.withMessageContaining("did you mean 'order.a'?");
		assertThatExceptionOfType(NoStreamException.class)
			.isThrownBy(() -> this.template.publishBatch(List.of(message("order.a", "1"), message("oder.b", "2"))));
		assertThat(stored()).isZero();
	}

	@Test
	void aBatchOutlastsARestartOfTheServer() throws Exception {
		this.server.kill();
		Thread restart = new Thread(() -> {
			sleep(600);
			this.server.restart();
		});
		restart.start();
		PublishAck ack = template(Duration.ofSeconds(2), Duration.ofSeconds(20))
			.publishBatch(List.of(message("order.a", "1"), message("order.b", "2")));
		restart.join();
		assertThat(ack.getBatchSize()).isEqualTo(2);
		assertThat(stored()).isEqualTo(2);
	}

	@Test
	void aServerThatIsSilentFromTheBeginningHasStoredNothing() throws Exception {
		this.server.pause();
		assertThatExceptionOfType(PublishRejectedException.class)
			.isThrownBy(() -> template(Duration.ofMillis(200), Duration.ofMillis(700))
				.publishBatch(List.of(message("order.a", "1"), message("order.b", "2"))))
			.withMessageContaining("nothing was stored");
		this.server.resume();
		this.connection.flush(Duration.ofSeconds(5));
		assertThat(stored()).isZero();
	}

	@Test
	void aCommitThatIsNotAnsweredIsUnknownAndCanBeRepeatedWithItsIds() throws Exception {
		this.server.pause();
		JetStreamTemplate impatient = template(Duration.ofMillis(200), Duration.ofMillis(700));
		List<JetStreamMessageSpec> batch = List.of(message("order.a", "1").id("one"));
		assertThatExceptionOfType(PublishUnknownException.class).isThrownBy(() -> impatient.publishBatch(batch))
			.withMessageContaining("a batch of 1 messages, the first to subject 'order.a', is unknown")
			.satisfies((ex) -> assertThat(ex.getMessageId()).isEqualTo("one"));
		this.server.resume();
		this.connection.flush(Duration.ofSeconds(5));
		assertRejected(10201, batch);
		assertThat(stored()).isEqualTo(1);
	}

	@Test
	void mistakesAreFoundBeforeAnythingIsSent() throws Exception {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.publishBatch(List.of()));
		JetStreamTemplate other = JetStreamTemplate.builder(this.connection).build();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.publishBatch(List.of(other.message("x").subject("order.a"))));
		assertThatExceptionOfType(InvalidSubjectException.class)
			.isThrownBy(() -> this.template.publishBatch(List.of(message("order.a", "1"), message("order.*", "2"))));
		assertThat(stored()).isZero();
	}

	@Test
	void aMessageThatIsTooLargeStoresNothing() throws Exception {
		byte[] large = new byte[2_000_000];
		assertThatExceptionOfType(PayloadTooLargeException.class).isThrownBy(() -> this.template.publishBatch(List
			.of(message("order.a", "1"), this.template.message(large).subject("order.b"), message("order.c", "3"))));
		assertThatExceptionOfType(PayloadTooLargeException.class).isThrownBy(() -> this.template
			.publishBatch(List.of(message("order.a", "1"), this.template.message(large).subject("order.b"))));
		assertThat(stored()).isZero();
	}

	@Test
	void theTraceIsOnEachMessage() throws Exception {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new Tracer());
		this.template = JetStreamTemplate.builder(this.connection).observationRegistry(registry).build();
		this.template.publishBatch(List.of(message("order.a", "1").header("only", "first"), message("order.b", "2")));
		for (int sequence = 1; sequence <= 2; sequence++) {
			assertThat(this.management.getMessage("ORDERS", sequence).getHeaders().getFirst("x-trace")).isEqualTo("1");
		}
		assertThat(this.management.getMessage("ORDERS", 2).getHeaders().containsKey("only")).isFalse();
	}

	@Test
	void anInterruptWhileABatchIsOpenedStoresNothingAndStays() throws Exception {
		this.server.pause();
		JetStreamTemplate patient = template(Duration.ofSeconds(20), Duration.ofSeconds(20));
		List<JetStreamMessageSpec> batch = List.of(message("order.a", "1"), message("order.b", "2"));
		Thread publisher = Thread.currentThread();
		Thread interrupter = new Thread(() -> {
			sleep(300);
			publisher.interrupt();
		});
		interrupter.start();
		assertThatExceptionOfType(NatsInterruptedException.class).isThrownBy(() -> patient.publishBatch(batch));
		assertThat(Thread.interrupted()).isTrue();
		interrupter.join();
		this.server.resume();
		this.connection.flush(Duration.ofSeconds(5));
		assertThat(stored()).isZero();
	}

	private JetStreamMessageSpec message(String subject, String payload) {
		return this.template.message(payload).subject(subject);
	}

	private void assertRejected(int code, JetStreamMessageSpec... messages) throws Exception {
		long before = stored();
		assertRejected(code, List.of(messages));
		assertThat(stored()).isEqualTo(before);
	}

	private void assertRejected(int code, List<JetStreamMessageSpec> messages) {
		assertThatExceptionOfType(PublishRejectedException.class).isThrownBy(() -> this.template.publishBatch(messages))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(code));
	}

	private long stored() throws Exception {
		return this.management.getStreamInfo("ORDERS").getStreamState().getMsgCount();
	}

	private JetStreamTemplate template(Duration timeout, Duration retryTimeout) {
		this.template = JetStreamTemplate.builder(this.connection)
			.options(new JetStreamTemplateOptions(timeout, retryTimeout, 10, true))
			.build();
		return this.template;
	}

	private static void sleep(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static final class Tracer implements ObservationHandler<NatsTemplateObservationContext> {

		private int traces;

		@Override
		public void onStart(NatsTemplateObservationContext context) {
			this.traces++;
			context.getSetter().set(context.getCarrier(), "x-trace", Integer.toString(this.traces));
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof NatsTemplateObservationContext;
		}

	}

}
