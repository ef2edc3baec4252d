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

package io.github.natsboot.autoconfigure.diagnostics;

import io.github.natsboot.autoconfigure.InvalidNatsPropertyException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Reports a property whose value cannot work.
 */
final class InvalidNatsPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidNatsPropertyException> {

	private final PropertyOrigins origins;

	InvalidNatsPropertyFailureAnalyzer(Environment environment) {
		this.origins = new PropertyOrigins(environment);
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidNatsPropertyException cause) {
		String description = "Property " + cause.getProperty() + this.origins.of(cause.getProperty()) + " is invalid: "
				+ cause.getReason();
		return new FailureAnalysis(description, cause.getAction(), cause);
	}

}
