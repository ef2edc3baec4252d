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

package io.github.natsboot.docs.testing;

import io.github.natsboot.deadletter.DeadLetterReason;
import io.github.natsboot.test.EnableNatsServer;
import io.github.natsboot.test.NatsTest;
import io.github.natsboot.test.probe.Disturbance;
import io.github.natsboot.test.probe.ListenerProbe;
import io.github.natsboot.test.probe.NatsTestTemplate;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;

// tag::collaborator[]
@NatsTest(listeners = Screening.class, properties = "nats.jetstream.listener.retry.delay=50ms")
@EnableNatsServer(reset = true)
class ScreeningTests {

	@MockitoBean
	Rules rules;

	@Autowired
	NatsTestTemplate nats;

	// end::collaborator[]
	// tag::retry[]
	@Test
	void aFailureIsRetriedByTheServer() {
		ListenerProbe fraud = this.nats.listener("fraud").failNext(new IllegalStateException("down"));
		this.nats.publish("order.created", new Order("123", 99.9));
		assertThat(fraud.awaitSettled()).isAttempt(1).failedWith(IllegalStateException.class).isRetried();
		assertThat(fraud.awaitSettled()).isAttempt(2).isAcknowledged();
	}
	// end::retry[]

	// tag::dead-letter[]
	@Test
	void anOrderThatAlwaysFailsIsADeadLetter() {
		given(this.rules.decide(any())).willThrow(new IllegalStateException("no rules"));
		this.nats.publish("order.created", new Order("123", 99.9));
		assertThat(this.nats.listener("fraud").awaitDeadLetter()).hasReason(DeadLetterReason.ATTEMPTS_EXHAUSTED)
			.hasException(IllegalStateException.class)
			.hasDeliveries(4)
			.hasPayload(new Order("123", 99.9));
	}
	// end::dead-letter[]

	// tag::disturbance[]
	@Test
	void anOrderIsKeptWhileItsDeadLetterCannotBeStored() {
		ListenerProbe fraud = this.nats.listener("fraud").failNext(4, new IllegalStateException("down"));
		try (Disturbance away = fraud.withoutDeadLetterStream()) {
			this.nats.publish("order.created", new Order("123", 99.9));
			assertThat(fraud.awaitUnstoredDeadLetter()).hasPayload(new Order("123", 99.9));
		}
		assertThat(fraud.awaitDeadLetter()).hasPayload(new Order("123", 99.9));
	}
	// end::disturbance[]

}
