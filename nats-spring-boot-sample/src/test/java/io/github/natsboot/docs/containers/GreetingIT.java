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

package io.github.natsboot.docs.containers;

import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.test.server.RequiresDocker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;

import static org.assertj.core.api.Assertions.assertThat;

@RequiresDocker
@Tag("other-application")
// tag::testcontainers[]
@SpringBootTest
@Testcontainers
class GreetingIT {

	@Container
	@ServiceConnection
	static final GenericContainer<?> nats = new GenericContainer<>("nats:2.15.1")
		.withCommand("-js", "--user", "app", "--pass", "secret")
		.withExposedPorts(4222);

	@Test
	void greets(@Autowired NatsOperations operations) {
		assertThat(operations.request("greeting", "Duke", String.class)).isEqualTo("Hello Duke");
	}

}
// end::testcontainers[]
