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

package io.github.natsboot.sample.order;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeadLetterListener} and {@link DeadLetterLog}.
 */
class DeadLetterListenerTests {

	private final DeadLetterLog log = new DeadLetterLog();

	private final OrderBook book = new OrderBook();

	private final DeadLetterListener listener = new DeadLetterListener(this.log, this.book,
			new MessageReader(new JsonMapper()));

	@Test
	void anOrderThatCouldNotBeScreenedIsMarked() {
		receive("{\"id\":\"666\",\"amount\":13,\"currency\":\"XXX\"}", "fraud", "No rate");
		assertThat(this.book.find("666")).isEqualTo(new OrderStatus("666", new BigDecimal("13"), "XXX", null,
				OrderState.DEAD_LETTERED, null, "attempts_exhausted: No rate", 4));
		assertThat(this.log.latest()).containsExactly(new DeadLetterEntry("666", 7, "fraud", "attempts_exhausted", 4,
				"java.lang.IllegalStateException", "No rate", Instant.EPOCH));
	}

	@Test
	void aReasonMayDoWithoutText() {
		receive("{\"id\":\"666\",\"amount\":13}", "fraud", null);
		assertThat(this.book.find("666")).extracting(OrderStatus::reason).isEqualTo("attempts_exhausted");
	}

	@Test
	void anOrderThatCouldNotBeCountedIsListedButNotMarked() {
		receive("{\"id\":\"666\",\"amount\":13}", "analytics", null);
		assertThat(this.book.find("666")).isNull();
		assertThat(this.log.latest()).extracting(DeadLetterEntry::orderId).containsExactly("666");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{not json", "", "{}", "{\"id\":\"666\"}", "{\"id\":\"<b>\",\"amount\":1}",
			"{\"amount\":1}", "null", "[]" })
	void whatIsNoOrderIsListedWithoutId(String body) {
		receive(body, "fraud", null);
		assertThat(this.log.latest()).extracting(DeadLetterEntry::orderId).containsOnlyNulls();
	}

	@Test
	void whatHasNoBodyIsListedWithoutId() {
		this.listener.received(null, "fraud", "unreadable", 7, 1, Instant.EPOCH, null, null);
		assertThat(this.log.latest())
			.containsExactly(new DeadLetterEntry(null, 7, "fraud", "unreadable", 1, null, null, Instant.EPOCH));
	}

	@Test
	void aDeadLetterThatComesTwiceIsListedOnce() {
		receive("{\"id\":\"666\",\"amount\":13}", "fraud", null);
		receive("{\"id\":\"666\",\"amount\":13}", "fraud", null);
		assertThat(this.log.latest()).hasSize(1);
	}

	@Test
	void onlyTheLatestDeadLettersAreKept() {
		for (int i = 0; i < DeadLetterLog.MAX_ENTRIES + 2; i++) {
			receive("{\"id\":\"" + i + "\",\"amount\":1}", "fraud", null);
		}
		assertThat(this.log.latest()).hasSize(DeadLetterLog.MAX_ENTRIES)
			.first()
			.extracting(DeadLetterEntry::orderId)
			.isEqualTo(String.valueOf(DeadLetterLog.MAX_ENTRIES + 1));
	}

	private void receive(String body, String consumer, String message) {
		this.listener.received(body.getBytes(StandardCharsets.UTF_8), consumer, "attempts_exhausted", 7, 4,
				Instant.EPOCH, "java.lang.IllegalStateException", message);
	}

}
