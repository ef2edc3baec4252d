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

import java.lang.reflect.AnnotatedElement;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Which tests run against which server.
 */
class ServerVersionConditionTests {

	@ParameterizedTest
	@ValueSource(strings = { "2.12.0", "2.12.1", "2.15.1", "3.0.0" })
	void aServerThatIsNewEnoughIs(String version) {
		assertThat(evaluate(Optional.of(version), New.class).isDisabled()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "2.9.10", "2.10.27", "2.11.9", "2.12.0-preview.1" })
	void anOlderServerIsNot(String version) {
		ConditionEvaluationResult result = evaluate(Optional.of(version), New.class);
		assertThat(result.isDisabled()).isTrue();
		assertThat(result.getReason()).contains("nats-server 2.12.0 or newer is needed, and this is " + version);
	}

	@Test
	void aServerThatDoesNotTellIsTakenForNew() {
		assertThat(evaluate(Optional.empty(), New.class).isDisabled()).isFalse();
	}

	@Test
	void theServerOfTheseTestsTells() {
		NatsServerBinary server = NatsServerBinary.find();
		assertThat(server.version().isPresent()).isEqualTo(server.path().isPresent());
	}

	private static ConditionEvaluationResult evaluate(Optional<String> version, AnnotatedElement test) {
		ExtensionContext context = mock(ExtensionContext.class);
		given(context.getElement()).willReturn(Optional.of(test));
		given(context.getDisplayName()).willReturn("a test");
		return new ServerVersionCondition(() -> version).evaluateExecutionCondition(context);
	}

	@RequiresServerVersion("2.12.0")
	private static final class New {

	}

}
