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

import java.util.function.Supplier;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips tests where no nats-server can be had, and says why in the log as well as in the
 * report. For tests that start servers themselves; {@link WithNatsServer} brings it.
 *
 * @since 0.1.0
 */
public final class NatsServerCondition implements ExecutionCondition {

	private static final System.Logger logger = System.getLogger(NatsServerCondition.class.getName());

	private final Supplier<NatsServerSource> source;

	/**
	 * Create a new instance, for JUnit.
	 */
	public NatsServerCondition() {
		this(NatsServerSource::find);
	}

	NatsServerCondition(Supplier<NatsServerSource> source) {
		this.source = source;
	}

	/**
	 * Create a condition for tests that need a cluster, which cannot be made of
	 * containers.
	 * @return the condition
	 */
	public static NatsServerCondition forCluster() {
		return new NatsServerCondition(() -> NatsServerSource.find().forCluster());
	}

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		NatsServerSource source = this.source.get();
		if (source.isAvailable()) {
			return ConditionEvaluationResult.enabled(source.reason());
		}
		logger.log(System.Logger.Level.WARNING,
				() -> "Skipping " + context.getDisplayName() + ", no nats-server: " + source.reason());
		return ConditionEvaluationResult.disabled("No nats-server: " + source.reason());
	}

}
