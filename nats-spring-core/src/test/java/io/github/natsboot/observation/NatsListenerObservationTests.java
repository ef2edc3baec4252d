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

package io.github.natsboot.observation;

import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.micrometer.observation.transport.Kind;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsJetStreamMetaData;
import io.nats.client.impl.NatsMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class NatsListenerObservationTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	@Test
	void aCoreMessageIsObservedWithNoneForWhatIsMissing() {
		observe(new NatsListenerObservationContext(message(null), "l1", "orders.*", null, null));
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("nats.listener")
			.that()
			.hasContextualNameEqualTo("process orders.*")
			.hasOnlyKeys("messaging.system", "messaging.operation.name", "messaging.operation.type",
					"messaging.destination.template", "messaging.consumer.group.name", "nats.stream",
					"nats.listener.id", "messaging.destination.name")
			.hasLowCardinalityKeyValue("messaging.system", "nats")
			.hasLowCardinalityKeyValue("messaging.operation.name", "process")
			.hasLowCardinalityKeyValue("messaging.operation.type", "process")
			.hasLowCardinalityKeyValue("messaging.destination.template", "orders.*")
			.hasLowCardinalityKeyValue("messaging.consumer.group.name", "none")
			.hasLowCardinalityKeyValue("nats.stream", "none")
			.hasLowCardinalityKeyValue("nats.listener.id", "l1")
			.hasHighCardinalityKeyValue("messaging.destination.name", "orders.1");
	}

	@Test
	void aStreamMessageIsObservedWithSequenceAndAttempt() {
		NatsJetStreamMetaData metaData = mock();
		given(metaData.streamSequence()).willReturn(42L);
		given(metaData.deliveredCount()).willReturn(3L);
		Message message = mock();
		given(message.getSubject()).willReturn("orders.1");
		given(message.isJetStream()).willReturn(true);
		given(message.metaData()).willReturn(metaData);
		observe(new NatsListenerObservationContext(message, "l1", "orders.*", "fraud", "ORDERS"));
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("nats.listener")
			.that()
			.hasLowCardinalityKeyValue("messaging.consumer.group.name", "fraud")
			.hasLowCardinalityKeyValue("nats.stream", "ORDERS")
			.hasHighCardinalityKeyValue("nats.stream.sequence", "42")
			.hasHighCardinalityKeyValue("nats.delivery.attempt", "3");
	}

	@Test
	void theTraceContextIsReadWhateverItsCase() {
		NatsListenerObservationContext context = new NatsListenerObservationContext(
				message(new Headers().add("Traceparent", "00-a")), "l1", "orders.*", null, null);
		assertThat(context.getGetter().get(context.getCarrier(), "traceparent")).isEqualTo("00-a");
		assertThat(context.getGetter().get(context.getCarrier(), "baggage")).isNull();
		assertThat(context.getGetter().get(message(null), "traceparent")).isNull();
	}

	@Test
	void aRequestIsServedAndAMessageConsumed() {
		Message request = NatsMessage.builder().subject("a").replyTo("r").build();
		assertThat(new NatsListenerObservationContext(request, "l", "a", null, null).getKind()).isEqualTo(Kind.SERVER);
		assertThat(new NatsListenerObservationContext(request, "l", "a", null, "S").getKind()).isEqualTo(Kind.CONSUMER);
		assertThat(new NatsListenerObservationContext(message(null), "l", "a", null, null).getKind())
			.isEqualTo(Kind.CONSUMER);
	}

	private void observe(NatsListenerObservationContext context) {
		NatsListenerObservation.LISTENER
			.observation(null, DefaultNatsListenerObservationConvention.INSTANCE, () -> context, this.registry)
			.observe(() -> {
			});
	}

	private static Message message(Headers headers) {
		return NatsMessage.builder().subject("orders.1").headers(headers).build();
	}

}
