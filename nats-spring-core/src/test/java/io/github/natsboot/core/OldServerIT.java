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

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

import io.github.natsboot.OtherServers;
import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.github.natsboot.provisioning.Provisioning;
import io.github.natsboot.provisioning.ProvisioningException;
import io.github.natsboot.provisioning.StreamDeclaration;
import io.github.natsboot.test.server.NatsTestServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What an older server would pass over silently is refused before it is sent.
 */
class OldServerIT {

	private static NatsTestServer server;

	private static Connection connection;

	private static JetStreamManagement management;

	private static JetStreamTemplate template;

	@BeforeAll
	static void start() throws Exception {
		server = OtherServers.startOld();
		connection = Nats.connect(server.url());
		management = connection.jetStreamManagement();
		management.addStream(StreamConfiguration.builder().name("ORDERS").subjects("order.>").build());
		template = JetStreamTemplate.builder(connection).build();
	}

	@AfterAll
	static void stop() throws Exception {
		if (server != null) {
			connection.close();
			server.close();
		}
	}

	@Test
	void aLifetimeIsRefused() {
		assertRefused((spec) -> spec.timeToLive(Duration.ofHours(1)), ServerFeature.MESSAGE_TTL, "2.11.0");
		assertThatExceptionOfType(UnsupportedByServerException.class)
			.isThrownBy(() -> template.message("x").subject("order.a").timeToLive(Duration.ofHours(1)).publishAsync())
			.withMessage("The server cannot do a lifetime for each message (Nats-TTL): nats-server 2.11.0 or newer is "
					+ "needed, and this one is 2.10.27. Nothing was sent, as it would pass over it silently");
	}

	@Test
	void aPatternIsRefused() {
		assertRefused((spec) -> spec.expectLastSubjectSequence(0, "order.*"),
				ServerFeature.EXPECTED_SEQUENCE_OF_PATTERN, "2.12.0");
	}

	@Test
	void schedulesAreRefused() {
		assertRefused((spec) -> spec.scheduleSubject("order.s").deliverAt(Instant.now()),
				ServerFeature.DELAYED_MESSAGES, "2.12.0");
		assertRefused((spec) -> spec.scheduleSubject("order.s").deliverAfter(Duration.ofDays(1)),
				ServerFeature.DELAYED_MESSAGES, "2.12.0");
		assertRefused((spec) -> spec.scheduleSubject("order.s").every(Duration.ofDays(1)),
				ServerFeature.REPEATED_MESSAGES, "2.14.0");
		assertRefused((spec) -> spec.scheduleSubject("order.s").cron("@daily"), ServerFeature.REPEATED_MESSAGES,
				"2.14.0");
	}

	@Test
	void aBatchIsRefused() throws Exception {
		assertThatExceptionOfType(UnsupportedByServerException.class)
			.isThrownBy(() -> template.publishBatch(List.of(template.message("x").subject("order.batch"))))
			.satisfies((ex) -> assertThat(ex.getFeature()).isEqualTo(ServerFeature.ATOMIC_BATCH))
			.withMessageContaining("nats-server 2.12.1 or newer is needed, and this one is 2.10.27");
	}

	@Test
	void headersThatWereCopiedAreRefusedToo() {
		assertRefused((spec) -> spec.headers(new Headers().add("Nats-TTL", "60")), ServerFeature.MESSAGE_TTL, "2.11.0");
	}

	@Test
	void whatTheServerUnderstandsIsSent() {
		assertThat(template.message("x")
			.subject("order.plain")
			.expectLastSubjectSequence(0)
			.expectStream("ORDERS")
			.header("tenant", "acme")
			.publish()
			.getStream()).isEqualTo("ORDERS");
	}

	@Test
	void aStreamIsNotMadeWithoutASettingThatIsDeclared() throws Exception {
		StreamConfiguration stream = StreamConfiguration.builder()
			.name("SHORT")
			.subjects("short.>")
			.allowMessageTtl()
			.build();
		JetStreamProvisioner provisioner = new JetStreamProvisioner(connection, management, Provisioning.CREATE,
				List.of(StreamDeclaration.of(stream)));
		assertThatExceptionOfType(ProvisioningException.class).isThrownBy(provisioner::provision)
			.withMessageStartingWith("Stream 'SHORT': it is declared with allow-message-ttl. The server cannot do a "
					+ "lifetime for each message")
			.withCauseInstanceOf(UnsupportedByServerException.class);
		assertThat(management.getStreamNames()).doesNotContain("SHORT");
	}

	private static void assertRefused(UnaryOperator<JetStreamMessageSpec> settings, ServerFeature feature,
			String required) {
		assertThatExceptionOfType(UnsupportedByServerException.class)
			.isThrownBy(() -> settings.apply(template.message("x").subject("order.a")).publish())
			.satisfies((ex) -> {
				assertThat(ex.getFeature()).isEqualTo(feature);
				assertThat(ex.getFeature().requiredVersion()).isEqualTo(required);
				assertThat(ex.getActualVersion()).isEqualTo("2.10.27");
			});
	}

}
