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

package io.github.natsboot.autoconfigure.endpoint;

import io.github.natsboot.deadletter.DeadLetterOperations;
import io.github.natsboot.event.DeadLetterOperationEvent;
import io.github.natsboot.event.DeadLetterOperationEvent.Operation;
import io.github.natsboot.event.DeadLetterOperationEvent.Request;
import io.github.natsboot.event.DeadLetterOperationEvent.Result;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.audit.AuditEventRepository;
import org.springframework.boot.actuate.audit.InMemoryAuditEventRepository;
import org.springframework.boot.actuate.audit.listener.AuditListener;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class NatsDeadLettersEndpointAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(NatsDeadLettersEndpointAutoConfiguration.class, NatsAuditAutoConfiguration.class))
		.withInitializer((context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
		.withBean(DeadLetterOperations.class, () -> mock(DeadLetterOperations.class));

	private final ApplicationContextRunner audited = this.runner
		.withBean(AuditEventRepository.class, InMemoryAuditEventRepository::new)
		.withBean(AuditListener.class);

	@Test
	void endpointIsNotThereUnlessItIsExposed() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(NatsDeadLettersEndpoint.class));
	}

	@Test
	void exposedEndpointIsThere() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=natsdeadletters")
			.run((context) -> assertThat(context).hasSingleBean(NatsDeadLettersEndpoint.class));
	}

	@Test
	void endpointWithoutAccessIsNotThere() {
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=natsdeadletters",
					"management.endpoint.natsdeadletters.access=none")
			.run((context) -> assertThat(context).doesNotHaveBean(NatsDeadLettersEndpoint.class));
	}

	@Test
	void withoutDeadLettersThereIsNoEndpoint() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(NatsDeadLettersEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(NatsDeadLettersEndpoint.class));
	}

	@Test
	void operationsAreAuditedWhereThereIsAnAudit() {
		this.audited.run((context) -> {
			context.publishEvent(new DeadLetterOperationEvent(this, Operation.REPLAY_ENDED,
					new Request("ORDERS_DLQ", "all", 7, "order.repaired", 20, 3, true, false, "alice"),
					new Result("CANCELLED", 3, 0, 1, 0, "bob")));
			assertThat(context.getBean(AuditEventRepository.class).find("alice", null, null)).singleElement()
				.satisfies((event) -> {
					assertThat(event.getType()).isEqualTo("NATS_DEAD_LETTER_REPLAY_ENDED");
					assertThat(event.getData()).containsEntry("stream", "ORDERS_DLQ")
						.containsEntry("succeeded", 3L)
						.containsEntry("after", 7L)
						.containsEntry("target", "order.repaired")
						.containsEntry("rate", 20)
						.containsEntry("maxReplays", 3)
						.containsEntry("cancelledBy", "bob")
						.containsEntry("forced", true);
				});
		});
	}

	@Test
	void operationsOfNobodyAreAuditedToo() {
		this.audited.run((context) -> {
			context.publishEvent(new DeadLetterOperationEvent(this, Operation.READ,
					new Request("ORDERS_DLQ", "sequence=1", false, null), new Result("COMPLETED", 1, 0, 0, 0, null)));
			assertThat(context.getBean(AuditEventRepository.class).find(null, null, null)).singleElement()
				.satisfies((event) -> assertThat(event.getType()).isEqualTo("NATS_DEAD_LETTER_READ"));
		});
	}

	@Test
	void withoutAnAuditThereIsNoListener() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(DeadLetterAuditListener.class));
	}

}
