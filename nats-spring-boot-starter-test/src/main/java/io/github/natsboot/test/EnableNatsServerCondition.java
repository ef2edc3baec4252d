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

import io.github.natsboot.test.server.NatsServerCondition;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips tests with {@link EnableNatsServer} where the server, or the cluster, that they
 * ask for cannot be had.
 */
final class EnableNatsServerCondition implements ExecutionCondition {

	private final ExecutionCondition server;

	private final ExecutionCondition cluster;

	EnableNatsServerCondition() {
		this(new NatsServerCondition(), NatsServerCondition.forCluster());
	}

	EnableNatsServerCondition(ExecutionCondition server, ExecutionCondition cluster) {
		this.server = server;
		this.cluster = cluster;
	}

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		EnableNatsServer annotation = context.getTestClass().map(ServerSettings::find).orElse(null);
		return ((annotation != null && annotation.servers() > 1) ? this.cluster : this.server)
			.evaluateExecutionCondition(context);
	}

}
