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

package io.github.natsboot.deadletter;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Requests to replay or discard that mean two things are refused.
 */
class DeadLetterRequestTests {

	@Test
	void singleOneIsNotAskedForTogetherWithOthers() {
		DeadLetterFilter filter = DeadLetterFilter.ALL.listener("fraud");
		assertThatIllegalArgumentException().isThrownBy(() -> ReplayRequest.of("ORDERS_DLQ").sequence(1).filter(filter))
			.withMessageContainingAll("'sequence'", "'filter'");
		assertThatIllegalArgumentException().isThrownBy(() -> ReplayRequest.of("ORDERS_DLQ").after(1).sequence(1))
			.withMessageContainingAll("'sequence'", "'after'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> DiscardRequest.of("ORDERS_DLQ").sequence(1).filter(filter))
			.withMessageContainingAll("'sequence'", "'filter'");
	}

}
