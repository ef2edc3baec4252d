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

package io.github.natsboot.autoconfigure.metrics;

import java.time.Duration;

import io.github.natsboot.autoconfigure.NatsAutoConfiguration;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@WithNatsServer
class NatsConnectionMetricsIT {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(NatsAutoConfiguration.class, NatsMetricsAutoConfiguration.class));

	@Test
	void theConnectionIsMeasured() {
		try (NatsTestServer server = NatsTestServer.start()) {
			this.runner.withPropertyValues("nats.servers=" + server.url(), "nats.reconnect.wait=100ms")
				.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
				.run((context) -> {
					MeterRegistry registry = context.getBean(MeterRegistry.class);
					context.getBean(MeterBinder.class).bindTo(registry);
					Connection connection = context.getBean(Connection.class);
					connection.publish("metrics", new byte[1000]);
					connection.flush(Duration.ofSeconds(5));
					assertThat(gauge(registry, "nats.client.connected")).isEqualTo(1);
					assertThat(counter(registry, "nats.client.sent.bytes").count()).isGreaterThan(1000);
					assertThat(counter(registry, "nats.client.reconnects").count()).isZero();
					assertThat(counter(registry, "nats.client.messages.dropped").count()).isZero();
					assertThat(counter(registry, "nats.client.messages.discarded").count()).isZero();
					assertThat(counter(registry, "nats.client.reader.failures").count()).isZero();
					assertThat(counter(registry, "nats.client.credentials.refused").count()).isZero();
					await().untilAsserted(() -> assertThat(gauge(registry, "nats.client.rtt")).isPositive());
					server.kill();
					await().until(() -> connection.getStatus() != Status.CONNECTED);
					assertThat(gauge(registry, "nats.client.connected")).isZero();
					assertThat(gauge(registry, "nats.client.rtt")).isNaN();
					server.restart();
					await().untilAsserted(
							() -> assertThat(counter(registry, "nats.client.reconnects").count()).isEqualTo(1));
				});
		}
	}

	@Test
	void nothingIsMeasuredWithoutARegistry(NatsTestServer server) {
		this.runner.withPropertyValues("nats.servers=" + server.url())
			.run((context) -> assertThat(context).doesNotHaveBean(MeterBinder.class));
	}

	@Test
	void nothingIsMeasuredWithoutMicrometersMeters(NatsTestServer server) {
		this.runner.withPropertyValues("nats.servers=" + server.url())
			.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("natsConnectionMetrics"));
	}

	private static double gauge(MeterRegistry registry, String name) {
		return registry.get(name).tag("nats.connection", "default").gauge().value();
	}

	private static FunctionCounter counter(MeterRegistry registry, String name) {
		return registry.get(name).tag("nats.connection", "default").functionCounter();
	}

}
