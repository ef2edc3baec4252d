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

import java.lang.module.ModuleDescriptor.Version;
import java.util.Optional;
import java.util.function.Supplier;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The JUnit condition behind {@link RequiresServerVersion}.
 */
final class ServerVersionCondition implements ExecutionCondition {

	private static final System.Logger logger = System.getLogger(ServerVersionCondition.class.getName());

	private final Supplier<Optional<String>> version;

	ServerVersionCondition() {
		this(() -> Found.VERSION);
	}

	ServerVersionCondition(Supplier<Optional<String>> version) {
		this.version = version;
	}

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		String wanted = AnnotationSupport.findAnnotation(context.getElement(), RequiresServerVersion.class)
			.map(RequiresServerVersion::value)
			.orElse("0");
		Optional<String> actual = this.version.get();
		if (actual.isEmpty() || Version.parse(actual.get()).compareTo(Version.parse(wanted)) >= 0) {
			return ConditionEvaluationResult.enabled("nats-server " + actual.orElse("of unknown version"));
		}
		String reason = "nats-server " + wanted + " or newer is needed, and this is " + actual.get();
		logger.log(System.Logger.Level.WARNING, () -> "Skipping " + context.getDisplayName() + ": " + reason);
		return ConditionEvaluationResult.disabled(reason);
	}

	private static final class Found {

		private static final Optional<String> VERSION = NatsServerBinary.find().version();

	}

}
