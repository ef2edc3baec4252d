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

import java.time.Duration;

import io.github.natsboot.test.EnableNatsServer;
import io.github.natsboot.test.NatsTest;
import io.github.natsboot.test.probe.NatsTestTemplate;
import io.github.natsboot.test.server.NatsTestCluster;
import io.nats.client.JetStreamManagement;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

// tag::cluster[]
@NatsTest(listeners = Screening.class, properties = "nats.jetstream.streams.ORDERS.replicas=3")
@Import(Rules.class)
@EnableNatsServer(servers = 3)
class FailoverTests {

	@Test
	void ordersAreScreenedAfterTheLossOfTheStreamsLeader(@Autowired NatsTestTemplate nats,
			@Autowired NatsTestCluster cluster, @Autowired JetStreamManagement management) {
		NatsTestTemplate patient = nats.within(Duration.ofSeconds(30));
		cluster.leaderOf(management, "ORDERS").kill();
		patient.publish("order.created", new Order("123", 99.9));
		assertThat(patient.listener("fraud").awaitAcknowledged()).hasPayload(new Order("123", 99.9));
	}

}
// end::cluster[]
