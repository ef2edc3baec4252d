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

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link NatsServerExtension}. What it does with a server is tested by
 * {@link NatsServerExtensionIT}.
 */
class NatsServerExtensionTests {

	private final ExtensionContext context = mock(ExtensionContext.class);

	@Test
	void theClassIsSkippedWithTheReasonWhenThereIsNoServer(@TempDir Path empty) {
		given(this.context.getDisplayName()).willReturn("OrdersIT");
		NatsServerSource none = NatsServerSource.find(NatsServerBinary.find(Map.of("PATH", ""), empty), Map.of(),
				() -> DockerEngine.none("nobody installed it"));
		assertThat(new NatsServerExtension(() -> none).evaluateExecutionCondition(this.context)).satisfies((result) -> {
			assertThat(result.isDisabled()).isTrue();
			assertThat(result.getReason()).get()
				.asString()
				.contains("No nats-server", "no executable, because PATH has no nats-server",
						"no container, because nobody installed it");
		});
	}

	@Test
	void theClassRunsWhenThereIsAServer() {
		NatsServerSource some = NatsServerSource.of(Path.of("/bin/sh"));
		assertThat(new NatsServerExtension(() -> some).evaluateExecutionCondition(this.context).isDisabled()).isFalse();
	}

	@Test
	void aClassWithoutTheAnnotationHasNoServer() {
		given(this.context.getElement()).willReturn(Optional.of(String.class));
		given(this.context.getDisplayName()).willReturn("OrdersIT");
		assertThatIllegalStateException().isThrownBy(() -> new NatsServerExtension().beforeAll(this.context))
			.withMessage("OrdersIT is in no class with @WithNatsServer");
	}

}
