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

package io.github.natsboot.autoconfigure.health;

import java.time.Duration;

import io.github.natsboot.autoconfigure.NatsAutoConfiguration;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@WithNatsServer
class NatsHealthIndicatorIT {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(NatsAutoConfiguration.class, NatsHealthContributorAutoConfiguration.class));

	@Test
	void aConnectionWhoseServerAnswersIsUp(NatsTestServer server) {
		run(server).run((context) -> {
			Health health = health(context);
			assertThat(health.getStatus()).hasToString("UP");
			assertThat(health.getDetails()).containsEntry("server", server.name())
				.containsEntry("url", server.url())
				.containsEntry("state", "CONNECTED")
				.containsEntry("reconnects", 0L)
				.containsEntry("jetStream", "available")
				.containsKeys("version", "rtt");
		});
	}

	@Test
	void theUserInformationOfTheAddressIsNotShown() {
		try (NatsTestServer server = NatsTestServer.builder().user("alice", "s3cr3t").jetStream(false).start()) {
			this.runner.withPropertyValues("nats.servers=" + server.url().replace("//", "//alice:s3cr3t@"))
				.run((context) -> {
					assertThat(health(context).getDetails()).containsEntry("url", server.url())
						.containsEntry("jetStream", "not available");
					server.kill();
					await().until(() -> context.getBean(Connection.class).getStatus() != Status.CONNECTED);
					await().untilAsserted(() -> assertThat(health(context).getDetails()).containsKey("lastError"));
					assertThat(health(context).toString()).doesNotContain("s3cr3t").doesNotContain("alice");
				});
		}
	}

	@Test
	void aLostConnectionIsDownWithTheReasonAndComesBack() {
		try (NatsTestServer server = NatsTestServer.start()) {
			run(server).withPropertyValues("nats.reconnect.wait=100ms").run((context) -> {
				server.kill();
				await().until(() -> context.getBean(Connection.class).getStatus() != Status.CONNECTED);
				Health health = health(context);
				assertThat(health.getStatus()).hasToString("DOWN");
				assertThat(health.getDetails()).containsEntry("reason", "Not connected").doesNotContainKey("rtt");
				server.restart();
				await().atMost(Duration.ofSeconds(10))
					.untilAsserted(() -> assertThat(health(context).getStatus()).hasToString("UP"));
				assertThat(health(context).getDetails()).containsEntry("reconnects", 1L);
			});
		}
	}

	@Test
	void aServerThatDoesNotAnswerIsDownInTime() {
		try (NatsTestServer server = NatsTestServer.start()) {
			run(server).withPropertyValues("nats.drain-timeout=0s").run((context) -> {
				server.pause();
				long start = System.nanoTime();
				Health health = health(context);
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
				assertThat(health.getStatus()).hasToString("DOWN");
				assertThat(health.getDetails()).containsEntry("reason", "No answer from the server within 3 s");
				server.resume();
			});
		}
	}

	@Test
	void contributionsMayAddDetailsAndSetTheStatus(NatsTestServer server) {
		run(server)
			.withBean(NatsHealthContribution.class,
					() -> (health) -> health.down().withDetail("listeners", "orders: stopped"))
			.run((context) -> {
				assertThat(health(context).getStatus()).hasToString("DOWN");
				assertThat(health(context).getDetails()).containsEntry("listeners", "orders: stopped");
			});
	}

	@Test
	void healthCanBeSwitchedOff(NatsTestServer server) {
		run(server).withPropertyValues("management.health.nats.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("natsHealthContributor"));
	}

	@Test
	void healthIsLeftOutWithoutItsModule(NatsTestServer server) {
		run(server).withClassLoader(new FilteredClassLoader(HealthContributor.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("natsHealthContributor"));
	}

	private ApplicationContextRunner run(NatsTestServer server) {
		return this.runner.withPropertyValues("nats.servers=" + server.url());
	}

	private static Health health(AssertableApplicationContext context) {
		return context.getBean("natsHealthContributor", HealthIndicator.class).health(true);
	}

}
