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

package io.github.natsboot.core;

import io.nats.client.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

class ServerFeatureTests {

	@ParameterizedTest
	@CsvSource({ "2.12.0, false", "2.12.1, true", "2.12.1-RC.2, true", "2.15.0-dev, true", "3.0.0, true",
			"2.9.10, false", "1.99.99, false", "v2.13.0, true", "0.0.0, false", "unreleased, false", "'', false" })
	void versionsAreComparedAsNumbers(String version, boolean supported) {
		assertThat(ServerFeature.ATOMIC_BATCH.isSupportedBy(version)).isEqualTo(supported);
	}

	@Test
	void aServerThatIsNotKnownIsRefused() {
		assertThatExceptionOfType(UnsupportedByServerException.class)
			.isThrownBy(() -> ServerFeature.MESSAGE_TTL.require(mock(Connection.class)))
			.withMessageContaining("this one is not known, as there was no connection yet");
	}

}
