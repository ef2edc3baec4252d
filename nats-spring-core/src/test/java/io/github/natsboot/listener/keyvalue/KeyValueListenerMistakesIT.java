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

import java.util.concurrent.CompletableFuture;

import java.util.List;

import io.github.natsboot.annotation.KeyValueListener;
import io.github.natsboot.core.NatsException;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.jetstream.OrdersStream;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.api.KeyValueConfiguration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for what is wrong with a listener on keys, found when the application starts.
 */
@WithNatsServer
class KeyValueListenerMistakesIT {

	private final NatsTestServer server;

	KeyValueListenerMistakesIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeBuckets() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void aBucketThatIsNotThereIsNamedWithThoseThatAre() {
		assertThatStart(new Missing()).hasMessageContaining("Missing.work(String)")
			.hasMessageContaining("there is no bucket 'prices'; there are: rates.")
			.hasMessageContaining("nats.jetstream.key-value.prices.history=1")
			.hasMessageContaining("`nats kv add prices`");
	}

	@Test
	void noBucketIsRefused() {
		assertThatStart(new NoBucket()).hasMessageContaining("NoBucket.work(String) of bean 'noBucket'")
			.hasMessageContaining("'bucket' is empty");
	}

	@Test
	void aNameThatIsNoneOfABucketIsRefused() {
		assertThatStart(new BadBucket()).hasMessageContaining("BadBucket.work(String)")
			.hasMessageContaining("'bucket' is \"eur.rates\"");
	}

	@Test
	void aKeyThatCannotBeOneIsRefused() {
		assertThatStart(new BadKey()).hasMessageContaining("BadKey.work(String)")
			.hasMessageContaining("'keys' has \"eur.$\"");
	}

	@Test
	void aPatternThatIsNoneIsRefusedWithThePosition() {
		assertThatStart(new BadPattern()).hasMessageContaining("BadPattern.work(String)")
			.hasMessageContaining("'eur..usd' has an empty token at position 4");
	}

	@Test
	void patternsThatMatchTheSameKeysAreRefused() {
		assertThatStart(new Overlapping()).hasMessageContaining("Overlapping.work(String)")
			.hasMessageContaining("'eur.*' and 'eur.usd' match the same keys");
	}

	@Test
	void aValueThatCannotBeMissingIsRefused() {
		assertThatStart(new NeedsValue()).hasMessageContaining("NeedsValue.work(String)")
			.hasMessageContaining("deleted keys")
			.hasMessageContaining("ignoreDeletes = \"true\"");
	}

	@Test
	void aMessageThatCannotBeEmptyIsRefused() {
		assertThatStart(new NeedsMessage()).hasMessageContaining("NeedsMessage.work(Message)")
			.hasMessageContaining("deleted keys");
	}

	@Test
	void aReturnValueIsRefused() {
		assertThatStart(new Returning()).hasMessageContaining("Returning.work(String)")
			.hasMessageContaining("return nothing");
	}

	@Test
	void aResultThatComesLaterIsRefused() {
		assertThatStart(new Later()).hasMessageContaining("Later.work(String)")
			.hasMessageContaining("wait for the result in the method");
	}

	@Test
	void aChoiceThatIsNoneIsRefusedWithThoseThatAre() {
		assertThatStart(new BadChoice()).hasMessageContaining("BadChoice.work(String)")
			.hasMessageContaining("'deliver' is \"sometimes\"")
			.hasMessageContaining("LAST, UPDATES_ONLY, HISTORY");
	}

	@Test
	void aTokenThatIsNotInEachKeyIsRefused() {
		assertThatStart(new BadVariable()).hasMessageContaining("BadVariable.work(String, String)")
			.hasMessageContaining("@DestinationVariable 'currency'")
			.hasMessageContaining("eur.{currency}");
	}

	@Test
	void aServerWithoutJetStreamIsNamedAsThat() {
		try (NatsTestServer plain = NatsTestServer.builder().jetStream(false).start()) {
			assertThatThrownBy(() -> ListenerContext.start(plain, new Missing()))
				.extracting(KeyValueListenerMistakesIT::natsException, InstanceOfAssertFactories.THROWABLE)
				.hasMessageContaining("Missing.work(String)")
				.hasMessageContaining("Is JetStream enabled");
		}
	}

	private AbstractThrowableAssert<?, ?> assertThatStart(Object bean) {
		return assertThatThrownBy(() -> ListenerContext
			.start(this.server, List.of(KeyValueConfiguration.builder("rates").build().getBackingConfig()), bean)
			.close()).extracting(KeyValueListenerMistakesIT::natsException, InstanceOfAssertFactories.THROWABLE);
	}

	private static Throwable natsException(Throwable failure) {
		return (failure instanceof NatsException || failure.getCause() == null) ? failure : failure.getCause();
	}

	static class Missing {

		@KeyValueListener(bucket = "prices", ignoreDeletes = "true")
		void work(String value) {
		}

	}

	static class NoBucket {

		@KeyValueListener(keys = "eur.*", ignoreDeletes = "true")
		void work(String value) {
		}

	}

	static class BadBucket {

		@KeyValueListener(bucket = "eur.rates", ignoreDeletes = "true")
		void work(String value) {
		}

	}

	static class BadKey {

		@KeyValueListener(bucket = "rates", keys = "eur.$", ignoreDeletes = "true")
		void work(String value) {
		}

	}

	static class BadPattern {

		@KeyValueListener(bucket = "rates", keys = "eur..usd", ignoreDeletes = "true")
		void work(String value) {
		}

	}

	static class Overlapping {

		@KeyValueListener(bucket = "rates", keys = { "eur.*", "eur.usd" }, ignoreDeletes = "true")
		void work(String value) {
		}

	}

	static class NeedsValue {

		@KeyValueListener(bucket = "rates")
		void work(String value) {
		}

	}

	static class NeedsMessage {

		@KeyValueListener(bucket = "rates")
		void work(Message<String> message) {
		}

	}

	static class Returning {

		@KeyValueListener(bucket = "rates", ignoreDeletes = "true")
		String work(String value) {
			return value;
		}

	}

	static class Later {

		@KeyValueListener(bucket = "rates", ignoreDeletes = "true")
		CompletableFuture<Void> work(String value) {
			return CompletableFuture.completedFuture(null);
		}

	}

	static class BadChoice {

		@KeyValueListener(bucket = "rates", deliver = "sometimes", ignoreDeletes = "true")
		void work(String value) {
		}

	}

	static class BadVariable {

		@KeyValueListener(bucket = "rates", keys = { "eur.{currency}", "gbp.usd" }, ignoreDeletes = "true")
		void work(String value, @DestinationVariable String currency) {
		}

	}

}
