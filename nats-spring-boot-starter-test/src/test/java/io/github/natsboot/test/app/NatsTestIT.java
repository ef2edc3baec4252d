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

package io.github.natsboot.test.app;

import io.github.natsboot.autoconfigure.NatsListenerAutoConfiguration;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.github.natsboot.test.EnableNatsServer;
import io.github.natsboot.test.NatsTest;
import io.github.natsboot.test.probe.NatsTestTemplate;
import io.github.natsboot.test.server.NatsTestServer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.web.context.WebApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;

/**
 * The slice.
 */
class NatsTestIT {

	@Nested
	@NatsTest(Orders.class)
	class WithOneListener {

		@Autowired
		private NatsTestTemplate nats;

		@Autowired
		private NatsOperations operations;

		@Autowired
		private ApplicationContext context;

		@Autowired
		private NatsTestServer server;

		@Value("${nats.servers}")
		private String servers;

		@Test
		void theListenerAskedForListens() {
			this.nats.publish("order.created", new Order("123", 99.9));
			assertThat(this.nats.listener("orders.screen").awaitSettled()).isAcknowledged()
				.hasPayload(new Order("123", 99.9));
		}

		@Test
		void noOtherListenerIsThere() {
			assertThat(this.context.getBeansOfType(Billing.class)).isEmpty();
			assertThat(this.context.getBeansOfType(Ledger.class)).isEmpty();
			assertThat(this.context.getBean(NatsListenerEndpointRegistry.class).getListenerContainers()).hasSize(2);
		}

		@Test
		void thereIsNoWebServerNorAMockOfOne() {
			assertThat(this.context).isNotInstanceOf(WebServerApplicationContext.class)
				.isNotInstanceOf(WebApplicationContext.class);
		}

		@Test
		void payloadsAreValidated() {
			this.nats.publish("order.created", new Order("", 1));
			assertThat(this.nats.listener("orders.screen").awaitSettled()).isDeadLettered();
		}

		@Test
		void componentsOfTheMessagingTakePart() {
			assertThat(this.operations.request("greeting", "Duke", String.class)).isEqualTo("HELLO DUKE");
		}

		@Test
		void theServerOfTheTestIsUsedAndNotThatOfTheProperties() {
			assertThat(this.servers).isEqualTo(this.server.url());
		}

	}

	@Nested
	@NatsTest(listeners = Billing.class, properties = "spring.application.name=billing")
	class WithACollaborator {

		@MockitoBean
		private Ledger ledger;

		@Autowired
		private NatsOperations operations;

		@Value("${spring.application.name}")
		private String name;

		@Test
		void theCollaboratorIsGivenByTheTest() {
			given(this.ledger.book(any())).willReturn("mocked");
			assertThat(this.operations.request("bill", new Order("1", 1), String.class)).isEqualTo("MOCKED");
		}

		@Test
		void propertiesOfTheAnnotationAreThere() {
			assertThat(this.name).isEqualTo("billing");
		}

	}

	@Nested
	@NatsTest(Orders.class)
	@EnableNatsServer(reset = true)
	class WithMocksOfTheTemplates {

		@MockitoBean
		private NatsOperations operations;

		@MockitoBean
		private JetStreamOperations jetStream;

		@Autowired
		private NatsTestTemplate nats;

		@ParameterizedTest
		@ValueSource(ints = { 1, 2 })
		void theTestItselfDoesNotUseThem(int run) {
			this.nats.publish("order.created", new Order("123", 99.9));
			assertThat(this.nats.listener("orders.screen").awaitSettled()).isAcknowledged().isAttempt(1);
			this.nats.publish("greeting", "Duke");
			assertThat(this.nats.listener("orders.greet").awaitCall()).succeeded();
		}

	}

	@Nested
	@NatsTest
	class WithoutListeners {

		@Autowired
		private ApplicationContext context;

		@Test
		void thereIsTheMessagingAndNothingElse() {
			assertThat(AutoConfigurationPackages.has(this.context)).isTrue();
			assertThat(this.context.getBean(NatsOperations.class)).isNotNull();
			assertThat(this.context.getBean(NatsListenerEndpointRegistry.class).getListenerContainers()).isEmpty();
		}

	}

	@Nested
	@NatsTest(excludeAutoConfiguration = NatsListenerAutoConfiguration.class)
	@EnableNatsServer(jetStream = false)
	class WithoutAnAutoConfiguration {

		@Autowired
		private ApplicationContext context;

		@Test
		void theAutoConfigurationIsLeftOut() {
			assertThat(this.context.getBeansOfType(NatsListenerEndpointRegistry.class)).isEmpty();
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.context.getBean(NatsTestTemplate.class).listener("any"))
				.withMessage("There is no listener 'any'; there are none at all; a slice has those of the "
						+ "classes that @NatsTest names");
		}

	}

}
