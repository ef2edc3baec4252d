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

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NoStreamException}.
 */
class NoStreamExceptionTests {

	@Test
	void theNearestStreamsComeFirstAndTheRestIsCounted() {
		Map<String, List<String>> streams = new TreeMap<>();
		IntStream.range(0, 13).forEach((i) -> streams.put("S%02d".formatted(i), List.of("other.s" + i)));
		streams.put("X", List.of("order.eu.created.*"));
		streams.put("Z", List.of("orders.>"));
		NoStreamException exception = new NoStreamException("order.created", streams, null);
		assertThat(exception)
			.hasMessageContaining("; streams: Z (orders.>), X (order.eu.created.*), S00 (other.s0), S01")
			.message()
			.endsWith("S07 (other.s7) and 5 more");
		assertThat(exception.getStreams()).hasSize(15);
	}

	@Test
	void streamsThatNobodyPublishesToAreLeftOut() {
		assertThat(new NoStreamException("order.created",
				Map.of("KV_rates", List.of("$KV.rates.>"), "OBJ_files", List.of("$O.files.>"), "ORDERS_DLQ",
						List.of("dlq.ORDERS.>"), "ORDERS", List.of("orders.>")),
				null))
			.message()
			.endsWith("; streams: ORDERS (orders.>)");
	}

	@Test
	void onlyStreamsThatNobodyPublishesTo() {
		assertThat(new NoStreamException("order.created", Map.of("KV_rates", List.of("$KV.rates.>")), null)).message()
			.endsWith("; the account has no streams but those of buckets and dead letters");
	}

}
