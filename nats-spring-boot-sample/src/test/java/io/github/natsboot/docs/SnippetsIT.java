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

package io.github.natsboot.docs;

import java.util.List;
import java.util.Map;

import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.deadletter.DeadLetterHeaders;
import io.github.natsboot.docs.readme.ReadmeApplication;
import io.github.natsboot.listener.ListenerContainer;
import io.github.natsboot.listener.ListenerState;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.github.natsboot.sample.api.FraudVerdict;
import io.github.natsboot.test.server.NatsTestServer;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.MessageInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.CacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs the Java snippets of the documentation as they are, in applications of their own.
 */
@Tag("other-application")
class SnippetsIT {

	private static final Map<String, Object> ORDER = Map.of("id", "123", "amount", 99.9);

	@Test
	void readme() throws Exception {
		try (NatsTestServer server = NatsTestServer.start();
				ConfigurableApplicationContext context = run(server, ReadmeApplication.class)) {
			assertThat(context.getBean(NatsOperations.class).request("greeting", "Duke", String.class))
				.isEqualTo("Hello Duke");
			context.getBean(JetStreamOperations.class).publish("order.created", ORDER);
			JetStreamManagement management = context.getBean(JetStreamManagement.class);
			await().until(() -> management.getConsumerInfo("ORDERS", "fraud").getAckFloor().getStreamSequence() == 1);
		}
	}

	@Test
	void howTo() throws Exception {
		try (NatsTestServer server = NatsTestServer.start();
				ConfigurableApplicationContext context = run(server, HowTo.class)) {
			NatsListenerEndpointRegistry registry = context.getBean(NatsListenerEndpointRegistry.class);
			assertThat(registry.getListenerContainers()).hasSize(25)
				.extracting(ListenerContainer::state)
				.containsOnly(ListenerState.RUNNING);
			assertThat(context.getBean(NatsOperations.class).request("region.eu", "?", String.class)).isEqualTo("eu");
			assertThat(context.getBean(NatsOperations.class).request("fraud.check", ORDER, FraudVerdict.class))
				.isNotNull();
			context.getBean(JetStreamOperations.class).publish("order.created", Map.of("id", "declined", "amount", 1));
			JetStreamManagement management = context.getBean(JetStreamManagement.class);
			await().until(() -> management.getStreamInfo("ORDERS_DLQ").getStreamState().getMsgCount() == 1);
			MessageInfo deadLetter = management.getMessage("ORDERS_DLQ", 1);
			assertThat(deadLetter.getSubject()).isEqualTo("dlq.ORDERS.billing");
			assertThat(deadLetter.getHeaders().get(DeadLetterHeaders.REASON)).isEqualTo(List.of("not_retryable"));
			assertThat(context.getBean(CacheManager.class).getCache("baskets")).isNotNull();
			assertThat(management.getStreamNames()).contains("KV_sessions", "KV_cache");
			assertThat(management.getStreamInfo("AUDIT").getConfiguration().getSources()).hasSize(2);
			assertThat(management.getStreamInfo("INVOICES").getConfiguration().getSubjectTransform()).isNotNull();
		}
	}

	private static ConfigurableApplicationContext run(NatsTestServer server, Class<?> application) {
		return new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.run("--nats.servers=" + server.url(), "--spring.main.banner-mode=off", "--logging.level.root=error",
					"--spring.config.name=none", "--nats.jetstream.streams.ORDERS.subjects=order.>",
					"--nats.jetstream.streams[ORDERS_DLQ].subjects=dlq.ORDERS.>",
					"--nats.jetstream.key-value.rates.history=5", "--nats.cache.enabled=true");
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@ComponentScan(basePackages = "io.github.natsboot.docs.howto",
			excludeFilters = @Filter(SpringBootConfiguration.class))
	static class HowTo {

	}

}
