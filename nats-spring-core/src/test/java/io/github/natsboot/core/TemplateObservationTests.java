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

import java.util.concurrent.CompletableFuture;

import io.github.natsboot.observation.DefaultNatsTemplateObservationConvention;
import io.github.natsboot.observation.NatsTemplateObservationContext;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

class TemplateObservationTests {

	private final Connection connection = mock(Connection.class);

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final NatsTemplate template = NatsTemplate.builder(this.connection)
		.observationRegistry(this.registry)
		.executor(Runnable::run)
		.build();

	@BeforeEach
	void writeATraceHeader() {
		this.registry.observationConfig().observationHandler(new TraceHeader());
	}

	@Test
	void aPublishIsObservedWithBoundedTags() {
		this.template.message("x").subject("orders.4711").template("orders.{id}").publish();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasNumberOfObservationsEqualTo(1)
			.hasObservationWithNameEqualTo("nats.template")
			.that()
			.hasBeenStarted()
			.hasBeenStopped()
			.hasContextualNameEqualTo("publish orders.{id}")
			.hasOnlyKeys("messaging.system", "messaging.operation.name", "messaging.operation.type",
					"messaging.destination.template", "nats.connection", "messaging.destination.name")
			.hasLowCardinalityKeyValue("messaging.system", "nats")
			.hasLowCardinalityKeyValue("messaging.operation.name", "publish")
			.hasLowCardinalityKeyValue("messaging.operation.type", "send")
			.hasLowCardinalityKeyValue("messaging.destination.template", "orders.{id}")
			.hasLowCardinalityKeyValue("nats.connection", "default")
			.hasHighCardinalityKeyValue("messaging.destination.name", "orders.4711");
	}

	@Test
	void withoutATemplateTheTagIsNoneAndNeverTheSubject() {
		this.template.publish("orders.4711", new byte[0]);
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("nats.template")
			.that()
			.hasContextualNameEqualTo("publish")
			.hasLowCardinalityKeyValue("messaging.destination.template", "none");
	}

	@Test
	void theTraceContextIsWrittenIntoTheHeaders() {
		this.template.publish("a", "x");
		ArgumentCaptor<Headers> headers = ArgumentCaptor.forClass(Headers.class);
		verify(this.connection).publish(eq("a"), any(), headers.capture(), any());
		assertThat(headers.getValue().getFirst("traceparent")).isEqualTo("00-trace");
		assertThat(headers.getValue().size()).isEqualTo(1);
	}

	@Test
	void aFailureIsObserved() {
		willThrow(new IllegalStateException("Output queue is full 5000")).given(this.connection)
			.publish(any(), any(), any(Headers.class), any());
		assertThatExceptionOfType(OutboundBufferFullException.class).isThrownBy(() -> this.template.publish("a", "x"));
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("nats.template")
			.that()
			.hasBeenStopped()
			.hasError();
	}

	@Test
	void anAsynchronousRequestIsObservedUntilItsReply() {
		CompletableFuture<Message> reply = new CompletableFuture<>();
		given(this.connection.requestWithTimeout(eq("a"), any(Headers.class), any(), any())).willReturn(reply);
		CompletableFuture<String> result = this.template.requestAsync("a", "x", String.class);
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("nats.template")
			.that()
			.isNotStopped();
		reply.complete(NatsMessage.builder().subject("r").data("ok").build());
		assertThat(result).isCompletedWithValue("ok");
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("nats.template")
			.that()
			.hasBeenStopped()
			.hasLowCardinalityKeyValue("messaging.operation.name", "request");
	}

	@Test
	void cancellingAnObservedRequestCancelsTheNativeOne() {
		CompletableFuture<Message> reply = new CompletableFuture<>();
		given(this.connection.requestWithTimeout(eq("a"), any(Headers.class), any(), any())).willReturn(reply);
		this.template.requestAsync("a", "x", String.class).cancel(true);
		assertThat(reply).isCancelled();
	}

	@Test
	void aPublishIntoAStreamIsObservedWithItsId() {
		CompletableFuture<Message> ack = CompletableFuture
			.completedFuture(NatsMessage.builder().subject("r").data("{\"stream\":\"S\",\"seq\":1}").build());
		given(this.connection.requestWithTimeout(eq("a"), any(Headers.class), any(), any())).willReturn(ack);
		given(this.connection.getStatistics()).willReturn(mock());
		JetStreamTemplate jetStream = JetStreamTemplate.builder(this.connection)
			.observationRegistry(this.registry)
			.connectionName("eu")
			.build();
		jetStream.message("x").subject("a").id("id-1").publish();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("nats.template")
			.that()
			.hasLowCardinalityKeyValue("nats.connection", "eu")
			.hasHighCardinalityKeyValue("messaging.message.id", "id-1");
	}

	@Test
	void theConventionIsReplaceable() {
		NatsTemplate renamed = NatsTemplate.builder(this.connection)
			.observationRegistry(this.registry)
			.observationConvention(new DefaultNatsTemplateObservationConvention() {

				@Override
				public String getName() {
					return "my.name";
				}

			})
			.build();
		renamed.publish("a", "x");
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("my.name")
			.that()
			.hasLowCardinalityKeyValue(KeyValue.of("messaging.system", "nats"));
	}

	/** What a tracing handler does. */
	static final class TraceHeader implements ObservationHandler<NatsTemplateObservationContext> {

		@Override
		public void onStart(NatsTemplateObservationContext context) {
			Headers carrier = context.getCarrier();
			context.getSetter().set(carrier, "traceparent", "00-trace");
			context.getSetter().set(carrier, "baggage", "name=ä");
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof NatsTemplateObservationContext;
		}

	}

}
