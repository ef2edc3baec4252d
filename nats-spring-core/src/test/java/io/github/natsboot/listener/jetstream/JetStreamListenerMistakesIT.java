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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.Retry;
import io.github.natsboot.core.NatsException;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextException;
import org.springframework.core.env.Environment;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Mistakes that have to be found when the application starts, with the method named.
 */
@WithNatsServer
@ExtendWith(OutputCaptureExtension.class)
class JetStreamListenerMistakesIT {

	private static final StreamConfiguration ORDERS = StreamConfiguration.builder()
		.name("ORDERS")
		.subjects("order.>")
		.build();

	private final NatsTestServer server;

	private Connection connection;

	JetStreamListenerMistakesIT(NatsTestServer server) {
		this.server = server;
	}

	@BeforeEach
	void connect() throws Exception {
		this.connection = Nats.connect(this.server.url());
	}

	@AfterEach
	void removeStreams() throws Exception {
		for (String name : this.connection.jetStreamManagement().getStreamNames()) {
			this.connection.jetStreamManagement().deleteStream(name);
		}
		this.connection.close();
	}

	@Test
	void missingStreamIsNamedWithThoseThatExist() throws Exception {
		this.connection.jetStreamManagement().addStream(ORDERS);
		assertThatStart(List.of(), new MissingStream()).hasMessageContaining("MissingStream.work(String)")
			.hasMessageContaining("'PAYMENTS'")
			.hasMessageContaining("ORDERS");
	}

	@Test
	void subjectThatIsNotTheStreamsIsRefused() {
		assertThatStart(List.of(ORDERS), new ForeignSubject()).hasMessageContaining("ForeignSubject.work(String)")
			.hasMessageContaining("'payment.created'")
			.hasMessageContaining("order.>");
	}

	@Test
	void oneDurableOnTwoMethodsIsRefusedWithBoth() {
		assertThatStart(List.of(ORDERS), new SameDurable()).hasMessageContaining("SameDurable.one(String)")
			.hasMessageContaining("SameDurable.two(String)")
			.hasMessageContaining("'fraud'");
	}

	@Test
	void deadLettersInTheSourceStreamAreRefused() {
		assertThatStart(List.of(ORDERS), new Cycle()).hasMessageContaining("Cycle.work(String)")
			.hasMessageContaining("'order.dead'")
			.hasMessageContaining("order.>");
	}

	@Test
	void invalidStreamNameIsRefusedWithThePositionOfTheFault() {
		assertThatStart(List.of(ORDERS), new BadStreamName()).hasMessageContaining("BadStreamName.work(String)")
			.hasMessageContaining("OR.DERS")
			.hasMessageContaining("position 2");
	}

	@Test
	void invalidDurableNameIsRefused() {
		assertThatStart(List.of(ORDERS), new BadDurable()).hasMessageContaining("BadDurable.work(String)")
			.hasMessageContaining("durable")
			.hasMessageContaining("position 1");
	}

	@Test
	void returnValueWithoutADestinationIsRefused() {
		assertThatStart(List.of(ORDERS), new Returning()).hasMessageContaining("Returning.work(String)")
			.hasMessageContaining("@SendTo");
	}

	@Test
	void resultThatComesBackToTheListenerIsRefused() {
		assertThatStart(List.of(ORDERS), new Endless()).hasMessageContaining("Endless.work(String)")
			.hasMessageContaining("'order.created'")
			.hasMessageContaining("never end");
	}

	@Test
	void resultThatComesBackToAListenerOnTheWholeStreamIsRefused() {
		assertThatStart(List.of(ORDERS), new EndlessOnAll()).hasMessageContaining("never end");
	}

	@Test
	void twoPayloadsAreRefused() {
		assertThatStart(List.of(ORDERS), new TwoPayloads())
			.hasMessageContaining("TwoPayloads.work(String, Environment)")
			.hasMessageContaining("takes the payload 2 times (String, Environment)");
	}

	@Test
	void listWithAReturnValueIsRefused() {
		assertThatStart(List.of(ORDERS), new Batch()).hasMessageContaining("Batch.work(List)")
			.hasMessageContaining("batch of messages");
	}

	@Test
	void variableThatIsNotInEachSubjectIsRefused() {
		assertThatStart(List.of(ORDERS), new WrongVariable()).hasMessageContaining("WrongVariable.work(String)")
			.hasMessageContaining("@DestinationVariable 'site'")
			.hasMessageContaining("order.{country}.created");
	}

	@Test
	void bracesAroundAPartOfATokenAreRefused() {
		assertThatStart(List.of(ORDERS), new PartOfAToken()).hasMessageContaining("PartOfAToken.work(String)")
			.hasMessageContaining("'order.x{site}' has braces that are not around a whole token at position 6");
	}

	@Test
	void resultThatIsNotThereYetIsRefused() {
		assertThatStart(List.of(ORDERS), new Eventual()).hasMessageContaining("Eventual.work(String)")
			.hasMessageContaining("returns before its work is done");
	}

	@Test
	void destinationWithoutAReturnValueIsRefused() {
		assertThatStart(List.of(ORDERS), new Silent()).hasMessageContaining("Silent.work(String)")
			.hasMessageContaining("@SendTo");
	}

	@Test
	void neitherStreamNorSubjectsIsRefused() {
		assertThatStart(List.of(ORDERS), new Nowhere()).hasMessageContaining("Nowhere.work(String)")
			.hasMessageContaining("'stream'");
	}

	@Test
	void subjectThatNoStreamCapturesIsRefused() {
		assertThatStart(List.of(ORDERS), new Uncaptured()).hasMessageContaining("Uncaptured.work(String)")
			.hasMessageContaining("payment.created");
	}

	@Test
	void durableOfAnotherConfigurationIsRefusedWithTheDifferences() throws Exception {
		this.connection.jetStreamManagement().addStream(ORDERS);
		this.connection.jetStreamManagement()
			.createConsumer("ORDERS",
					ConsumerConfiguration.builder()
						.durable("fraud")
						.filterSubject("order.paid")
						.ackWait(Duration.ofSeconds(7))
						.build());
		assertThatStart(List.of(), new Existing()).hasMessageContaining("Existing.work(String)")
			.hasMessageContaining("order.paid")
			.hasMessageContaining("order.created")
			.hasMessageContaining("PT7S");
	}

	@Test
	void consumerThatNeedsNoAcknowledgementIsRefused() throws Exception {
		this.connection.jetStreamManagement().addStream(ORDERS);
		this.connection.jetStreamManagement()
			.createConsumer("ORDERS",
					ConsumerConfiguration.builder()
						.durable("fraud")
						.filterSubject("order.created")
						.ackPolicy(AckPolicy.None)
						.build());
		assertThatStart(List.of(), new Existing()).hasMessageContaining("ack policy is none");
	}

	@Test
	void retrySettingsThatDoNotFitAreRefused() {
		assertThatStart(List.of(ORDERS), new BadRetry()).hasMessageContaining("BadRetry.work(String)")
			.hasMessageContaining("max-retries is -1");
	}

	@Test
	void numberThatIsNoneIsRefusedWithTheAttribute() {
		assertThatStart(List.of(ORDERS), new BadConcurrency()).hasMessageContaining("BadConcurrency.work(String)")
			.hasMessageContaining("'concurrency' is \"many\"");
	}

	@Test
	void durationThatIsNoneIsRefusedWithTheAttribute() {
		assertThatStart(List.of(ORDERS), new BadAckWait()).hasMessageContaining("'ackWait' is \"soon\"");
	}

	@Test
	void placeholderThatIsNotSetIsRefusedWithTheAttribute() {
		assertThatStart(List.of(ORDERS), new Unset()).hasMessageContaining("Unset.work(String)")
			.hasMessageContaining("'stream' is \"${no.such.property}\"");
	}

	@Test
	void declaredStreamThatExistsWithoutASubjectIsRefused() throws Exception {
		this.connection.jetStreamManagement()
			.addStream(StreamConfiguration.builder().name("ORDERS").subjects("order.created").build());
		assertThatStart(List.of(ORDERS)).hasMessageContaining("'ORDERS'")
			.hasMessageContaining("order.>")
			.hasMessageContaining("order.created");
	}

	@Test
	void declaredStreamThatOverlapsWithAnotherIsRefused() throws Exception {
		this.connection.jetStreamManagement()
			.addStream(StreamConfiguration.builder().name("OTHER").subjects("order.created").build());
		assertThatStart(List.of(ORDERS)).hasMessageContaining("'ORDERS'").hasMessageContaining("10065");
	}

	@Test
	void streamThatAcknowledgesDeadLettersAndDoesNotKeepThemIsRefused() throws Exception {
		this.connection.jetStreamManagement()
			.addStream(StreamConfiguration.builder()
				.name("ORDERS_DLQ")
				.subjects("dlq.ORDERS.>")
				.retentionPolicy(RetentionPolicy.Interest)
				.build());
		assertThatStart(List.of(ORDERS), new Fine()).hasMessageContaining("ORDERS_DLQ")
			.hasMessageContaining("retention 'interest'");
	}

	@Test
	void streamThatKeepsOneDeadLetterOfEachSubjectIsRefused() throws Exception {
		this.connection.jetStreamManagement()
			.addStream(StreamConfiguration.builder()
				.name("ORDERS_DLQ")
				.subjects("dlq.ORDERS.>")
				.maxMessagesPerSubject(1)
				.build());
		assertThatStart(List.of(ORDERS), new Fine()).hasMessageContaining("ORDERS_DLQ")
			.hasMessageContaining("keeps only 1 of each subject");
	}

	@Test
	void consumerThatDeliversHeadersOnlyIsRefused() throws Exception {
		this.connection.jetStreamManagement().addStream(ORDERS);
		this.connection.jetStreamManagement()
			.createConsumer("ORDERS",
					ConsumerConfiguration.builder()
						.durable("fraud")
						.filterSubject("order.created")
						.headersOnly(true)
						.build());
		assertThatStart(List.of(), new Existing()).hasMessageContaining("headers only");
	}

	@Test
	void streamOfDeadLettersThatDropsThemWhenFullIsWarnedOf(CapturedOutput output) throws Exception {
		this.connection.jetStreamManagement()
			.addStream(StreamConfiguration.builder()
				.name("ORDERS_DLQ")
				.subjects("dlq.ORDERS.>")
				.maxMessages(10)
				.discardPolicy(DiscardPolicy.Old)
				.build());
		try (ListenerContext context = ListenerContext.start(this.server, List.of(ORDERS), new Fine())) {
			assertThat(output).contains("ORDERS_DLQ").contains("drops the oldest when it is full");
		}
	}

	@Test
	void serverWithoutJetStreamIsNamedAsThat() throws Exception {
		try (NatsTestServer plain = NatsTestServer.builder().jetStream(false).start()) {
			assertThatThrownBy(() -> ListenerContext.start(plain, new Fine()))
				.extracting(JetStreamListenerMistakesIT::natsException, InstanceOfAssertFactories.THROWABLE)
				.hasMessageContaining("Fine.work(String)")
				.hasMessageContaining("Is JetStream enabled");
		}
	}

	private AbstractThrowableAssert<?, ?> assertThatStart(List<StreamConfiguration> streams, Object... beans) {
		return assertThatThrownBy(() -> ListenerContext.start(this.server, streams, beans).close())
			.satisfies((failure) -> assertThat(failure).isInstanceOfAny(NatsException.class,
					ApplicationContextException.class))
			.extracting(JetStreamListenerMistakesIT::natsException, InstanceOfAssertFactories.THROWABLE);
	}

	/**
	 * What stops the start of a context is wrapped in an exception of the context's.
	 */
	private static Throwable natsException(Throwable failure) {
		Throwable cause = (failure instanceof NatsException) ? failure : failure.getCause();
		assertThat(cause).isInstanceOf(NatsException.class);
		return cause;
	}

	static class MissingStream {

		@JetStreamListener(stream = "PAYMENTS", durable = "fraud")
		void work(String text) {
		}

	}

	static class ForeignSubject {

		@JetStreamListener(stream = "ORDERS", subjects = "payment.created", durable = "fraud")
		void work(String text) {
		}

	}

	static class SameDurable {

		@JetStreamListener(stream = "ORDERS", durable = "fraud")
		void one(String text) {
		}

		@JetStreamListener(stream = "ORDERS", durable = "fraud")
		void two(String text) {
		}

	}

	static class Cycle {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", deadLetter = "order.dead")
		void work(String text) {
		}

	}

	static class BadStreamName {

		@JetStreamListener(stream = "OR.DERS", durable = "fraud")
		void work(String text) {
		}

	}

	static class BadDurable {

		@JetStreamListener(stream = "ORDERS", durable = "f raud")
		void work(String text) {
		}

	}

	static class Returning {

		@JetStreamListener(stream = "ORDERS", durable = "fraud")
		String work(String text) {
			return text;
		}

	}

	static class Eventual {

		@JetStreamListener(stream = "ORDERS", durable = "fraud")
		Future<Void> work(String text) {
			return CompletableFuture.completedFuture(null);
		}

	}

	static class Endless {

		@JetStreamListener(stream = "ORDERS", subjects = "order.*", durable = "fraud")
		@SendTo("order.created")
		String work(String text) {
			return text;
		}

	}

	static class EndlessOnAll {

		@JetStreamListener(stream = "ORDERS", durable = "fraud")
		@SendTo("order.created")
		String work(String text) {
			return text;
		}

	}

	static class TwoPayloads {

		@JetStreamListener(stream = "ORDERS", durable = "fraud")
		void work(String text, Environment environment) {
		}

	}

	static class Batch {

		@JetStreamListener(stream = "ORDERS", durable = "fraud")
		@SendTo("elsewhere")
		String work(List<String> texts) {
			return texts.get(0);
		}

	}

	static class WrongVariable {

		@JetStreamListener(stream = "ORDERS", subjects = { "order.{site}.deleted", "order.{country}.created" },
				durable = "fraud")
		void work(@DestinationVariable String site) {
		}

	}

	static class PartOfAToken {

		@JetStreamListener(stream = "ORDERS", subjects = "order.x{site}", durable = "fraud")
		void work(String text) {
		}

	}

	static class Silent {

		@JetStreamListener(stream = "ORDERS", durable = "fraud")
		@SendTo("order.screened")
		void work(String text) {
		}

	}

	static class Nowhere {

		@JetStreamListener(durable = "fraud")
		void work(String text) {
		}

	}

	static class Uncaptured {

		@JetStreamListener(subjects = "payment.created", durable = "fraud")
		void work(String text) {
		}

	}

	static class Existing {

		@JetStreamListener(stream = "ORDERS", subjects = "order.created", durable = "fraud", ackWait = "30s")
		void work(String text) {
		}

	}

	static class BadRetry {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", retry = @Retry(maxRetries = "-1"))
		void work(String text) {
		}

	}

	static class BadConcurrency {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", concurrency = "many")
		void work(String text) {
		}

	}

	static class BadAckWait {

		@JetStreamListener(stream = "ORDERS", durable = "fraud", ackWait = "soon")
		void work(String text) {
		}

	}

	static class Unset {

		@JetStreamListener(stream = "${no.such.property}", durable = "fraud")
		void work(String text) {
		}

	}

	static class Fine {

		@JetStreamListener(stream = "ORDERS", durable = "fraud")
		void work(String text) {
		}

	}

}
