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
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The JUnit condition behind {@link RequiresDocker}.
 */
final class DockerCondition implements ExecutionCondition {

	private static final System.Logger logger = System.getLogger(DockerCondition.class.getName());

	private final Supplier<DockerEngine> engine;

	DockerCondition() {
		this(DockerEngine::find);
	}

	DockerCondition(Supplier<DockerEngine> engine) {
		this.engine = engine;
	}

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		boolean compose = AnnotationSupport.findAnnotation(context.getElement(), RequiresDocker.class)
			.map(RequiresDocker::compose)
			.orElse(false);
		DockerEngine engine = compose ? this.engine.get().withCompose("docker") : this.engine.get();
		if (engine.isAvailable()) {
			return ConditionEvaluationResult.enabled(engine.reason());
		}
		logger.log(System.Logger.Level.WARNING,
				() -> "Skipping " + context.getDisplayName() + ", no Docker: " + engine.reason());
		return ConditionEvaluationResult.disabled("No Docker: " + engine.reason());
	}

}
