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

package io.github.natsboot.test;

import java.time.Duration;

import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import org.awaitility.Awaitility;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Brings the server back after a test method that has ended, paused or reloaded it. The
 * last of all, and so the first after a method: what else is given back then needs the
 * server.
 */
final class ServerRevivalTestExecutionListener implements TestExecutionListener, Ordered {

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void afterTestMethod(TestContext testContext) {
		if (testContext.hasApplicationContext()) {
			ApplicationContext context = testContext.getApplicationContext();
			RunningServer server = context.getBeanProvider(RunningServer.class).getIfUnique();
			if (server != null) {
				server.restore();
				// Also where the method has brought the server back by itself.
				context.getBeanProvider(Connection.class).ifUnique(ServerRevivalTestExecutionListener::awaitAnswer);
			}
		}
	}

	/**
	 * The connection's status may be that before the loss.
	 */
	private static void awaitAnswer(Connection connection) {
		if (connection.getStatus() != Status.CLOSED) {
			Awaitility.await("the application's connection is up again")
				.pollDelay(Duration.ZERO)
				.atMost(Duration.ofSeconds(20))
				.ignoreExceptions()
				.until(() -> connection.getStatus() == Status.CLOSED || connection.RTT() != null);
		}
	}

}
