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

package io.github.natsboot.autoconfigure;

import java.time.Duration;

import io.github.natsboot.autoconfigure.metrics.NatsListenerMetricsAutoConfiguration;
import io.github.natsboot.deadletter.DeadLetterNamingStrategy;
import io.github.natsboot.listener.AckMode;
import io.github.natsboot.listener.ListenerHooks;
import io.github.natsboot.listener.ListenerInstrumentation;
import io.github.natsboot.listener.ListenerInterceptor;
import io.github.natsboot.listener.ListenerScope;
import io.github.natsboot.listener.ListenerMethodFactory;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.github.natsboot.listener.Ordering;
import io.github.natsboot.listener.jetstream.BatchSettings;
import io.github.natsboot.listener.jetstream.JetStreamListenerContainerFactory;
import io.github.natsboot.listener.jetstream.JetStreamListenerDefaults;
import io.github.natsboot.listener.nats.NatsListenerContainerFactory;
import io.github.natsboot.listener.nats.NatsListenerDefaults;
import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ServerInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * The beans that listeners are made of, without a server.
 */
class NatsListenerAutoConfigurationTests {

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(NatsAutoConfiguration.class, NatsListenerAutoConfiguration.class))
		.withBean(Connection.class, NatsListenerAutoConfigurationTests::connection)
		.withBean(JetStreamManagement.class, () -> mock(JetStreamManagement.class));

	@Test
	void beansOfListenersAreThere() {
		this.context.run((context) -> assertThat(context).hasSingleBean(NatsListenerEndpointRegistry.class)
			.hasSingleBean(NatsListenerContainerFactory.class)
			.hasSingleBean(JetStreamListenerContainerFactory.class)
			.hasSingleBean(ListenerMethodFactory.class)
			.hasSingleBean(JetStreamProvisioner.class));
	}

	@Test
	void defaultsAreThoseOfTheLibrary() {
		this.context.run((context) -> {
			assertThat(context.getBean(NatsListenerContainerFactory.class).defaults())
				.isEqualTo(NatsListenerDefaults.DEFAULTS);
			assertThat(context.getBean(JetStreamListenerContainerFactory.class).defaults())
				.isEqualTo(JetStreamListenerDefaults.DEFAULTS);
		});
	}

	@Test
	void propertiesReachTheListeners() {
		this.context
			.withPropertyValues("nats.listener.concurrency=3", "nats.jetstream.listener.ack-wait=7s",
					"nats.jetstream.listener.prefetch=9", "nats.jetstream.listener.ack-mode=manual",
					"nats.jetstream.listener.ordering=key", "nats.jetstream.listener.batch.size=7",
					"nats.jetstream.listener.batch.timeout=3s", "nats.jetstream.listener.retry.max-retries=5",
					"nats.jetstream.listener.retry.delay=2s", "nats.jetstream.listener.retry.multiplier=3",
					"nats.jetstream.listener.retry.max-delay=10s", "nats.jetstream.listener.retry.jitter=0",
					"nats.jetstream.listener.dead-letter.subject=dead.{durable}",
					"nats.jetstream.listener.dead-letter.stream=DEAD")
			.run((context) -> {
				assertThat(context.getBean(NatsListenerContainerFactory.class).defaults().concurrency()).isEqualTo(3);
				JetStreamListenerDefaults defaults = context.getBean(JetStreamListenerContainerFactory.class)
					.defaults();
				assertThat(defaults.ackWait()).hasSeconds(7);
				assertThat(defaults.prefetch()).isEqualTo(9);
				assertThat(defaults.ackMode()).isEqualTo(AckMode.MANUAL);
				assertThat(defaults.ordering()).isEqualTo(Ordering.KEY);
				assertThat(defaults.batch()).isEqualTo(new BatchSettings(7, Duration.ofSeconds(3)));
				assertThat(defaults.retry().describe()).isEqualTo("5 retries after 2s, 6s, 10s, 10s, 10s");
				assertThat(defaults.deadLetterNaming())
					.isEqualTo(DeadLetterNamingStrategy.of("dead.{durable}", "DEAD"));
			});
	}

	@Test
	void strategyOfTheApplicationNamesDeadLetters() {
		this.context.withUserConfiguration(OwnNaming.class)
			.run((context) -> assertThat(
					context.getBean(JetStreamListenerContainerFactory.class).defaults().deadLetterNaming())
				.isSameAs(context.getBean(DeadLetterNamingStrategy.class)));
	}

	@Test
	void logContextIsSwitchedOffByProperty() {
		this.context.run((context) -> assertThat(context.getBean(ListenerHooks.class).scope())
			.isInstanceOf(ListenerLogContext.class));
		this.context.withPropertyValues("nats.listener.log-context=false")
			.run((context) -> assertThat(context.getBean(ListenerHooks.class).scope()).isSameAs(ListenerScope.NONE));
	}

	@Test
	void registryBacksOffWhenTheUserHasOne() {
		this.context.withUserConfiguration(OwnRegistry.class)
			.run((context) -> assertThat(context).hasSingleBean(NatsListenerEndpointRegistry.class)
				.hasBean("ownRegistry"));
	}

	@Test
	void interceptorsAndInstrumentationsOfTheUserTakePart() {
		ListenerInstrumentation own = new ListenerInstrumentation() {
		};
		ListenerInterceptor first = ListenerInterceptor.Invocation::proceed;
		ListenerInterceptor second = (invocation) -> invocation.proceed();
		this.context.withBean("second", ListenerInterceptor.class, () -> second)
			.withBean("first", OrderedInterceptor.class, () -> new OrderedInterceptor(first))
			.withBean(ListenerInstrumentation.class, () -> own)
			.run((context) -> {
				ListenerHooks hooks = context.getBean(ListenerHooks.class);
				assertThat(hooks.interceptors()).hasSize(2).last().isSameAs(second);
				assertThat(hooks.instrumentation()).isSameAs(own);
			});
	}

	@Test
	void metersStayWhenTheUserHasAnInstrumentation() {
		this.context.withConfiguration(AutoConfigurations.of(NatsListenerMetricsAutoConfiguration.class))
			.withBean(SimpleMeterRegistry.class)
			.withBean("own", ListenerInstrumentation.class, () -> new ListenerInstrumentation() {
			})
			.run((context) -> assertThat(context.getBeansOfType(ListenerInstrumentation.class)).containsOnlyKeys("own",
					"natsListenerMeters"));
	}

	@Test
	void hooksBackOffWhenTheUserHasTheirOwn() {
		this.context.withBean("ownHooks", ListenerHooks.class, () -> ListenerHooks.NONE)
			.run((context) -> assertThat(context).hasSingleBean(ListenerHooks.class).hasBean("ownHooks"));
	}

	@Test
	void everythingBacksOffWithoutAConnection() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(NatsAutoConfiguration.class, NatsListenerAutoConfiguration.class))
			.withPropertyValues("nats.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(NatsListenerEndpointRegistry.class)
				.doesNotHaveBean(ListenerInstrumentation.class));
	}

	private static Connection connection() {
		Connection connection = mock(Connection.class);
		given(connection.getStatus()).willReturn(Connection.Status.CONNECTED);
		given(connection.getServerInfo()).willReturn(mock(ServerInfo.class));
		return connection;
	}

	private record OrderedInterceptor(ListenerInterceptor delegate) implements ListenerInterceptor, Ordered {

		@Override
		public @Nullable Object intercept(Invocation invocation) throws Exception {
			return this.delegate.intercept(invocation);
		}

		@Override
		public int getOrder() {
			return 0;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnNaming {

		@Bean
		DeadLetterNamingStrategy deadLetterNaming() {
			return DeadLetterNamingStrategy.of("given-up.{durable}", "GIVEN_UP");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRegistry {

		@Bean
		NatsListenerEndpointRegistry ownRegistry() {
			return new NatsListenerEndpointRegistry(java.time.Duration.ofSeconds(1));
		}

	}

}
