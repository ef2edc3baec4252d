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

package io.github.natsboot.test.server;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NatsServerExtension} with a real server.
 */
@WithNatsServer
class NatsServerExtensionIT {

	private static NatsTestServer beforeAll;

	private final NatsTestServer constructor;

	private NatsTestServer beforeEach;

	NatsServerExtensionIT(NatsTestServer server) {
		this.constructor = server;
	}

	@BeforeAll
	static void beforeAll(NatsTestServer server) {
		beforeAll = server;
	}

	@BeforeEach
	void beforeEach(NatsTestServer server) {
		this.beforeEach = server;
	}

	@Test
	void everyParameterIsTheOneServerOfTheClass(NatsTestServer server) {
		assertThat(server.isRunning()).isTrue();
		assertThat(server).isSameAs(beforeAll).isSameAs(this.constructor).isSameAs(this.beforeEach);
	}

	@Nested
	class InANestedClass {

		@Test
		void theServerIsThatOfTheOuterClass(NatsTestServer server) {
			assertThat(server.isRunning()).isTrue();
			assertThat(server).isSameAs(beforeAll);
		}

	}

	@Nested
	@WithNatsServer(jetStream = false, configuration = "max_payload: 2048")
	@TestInstance(Lifecycle.PER_CLASS)
	class InANestedClassWithItsOwnAnnotation {

		private final NatsTestServer own;

		InANestedClassWithItsOwnAnnotation(NatsTestServer own) {
			this.own = own;
		}

		@Test
		void theServerIsItsOwn(NatsTestServer server) {
			assertThat(server.isRunning()).isTrue();
			assertThat(server).isNotSameAs(beforeAll).isSameAs(this.own);
			assertThat(server.storeDirectory()).doesNotExist();
		}

	}

}
