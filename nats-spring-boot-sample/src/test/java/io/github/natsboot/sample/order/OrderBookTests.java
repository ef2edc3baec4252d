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

import io.github.natsboot.sample.api.FraudVerdict;
import io.github.natsboot.sample.api.Order;
import io.github.natsboot.sample.api.Verdict;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OrderBook}.
 */
class OrderBookTests {

	private static final Order ORDER = new Order("123", new BigDecimal("99.9"), null, "acme");

	private final OrderBook book = new OrderBook();

	@Test
	void anUnknownOrderIsNotFound() {
		assertThat(this.book.find("123")).isNull();
	}

	@Test
	void anAcceptedOrderHasNoVerdict() {
		assertThat(this.book.accepted(ORDER)).isEqualTo(
				new OrderStatus("123", new BigDecimal("99.9"), "EUR", "acme", OrderState.ACCEPTED, null, null, null));
		assertThat(this.book.find("123")).isEqualTo(OrderStatus.accepted(ORDER));
	}

	@Test
	void aVerdictStaysWhateverComesLater() {
		this.book.screened(verdict(Verdict.APPROVED));
		this.book.accepted(ORDER);
		this.book.deadLettered(ORDER, "attempts_exhausted", 4);
		this.book.screened(verdict(Verdict.APPROVED));
		assertThat(this.book.find("123")).isEqualTo(OrderStatus.screened(verdict(Verdict.APPROVED)));
	}

	@Test
	void aDeadLetterIsNotAcceptedAgain() {
		this.book.deadLettered(ORDER, "attempts_exhausted", 4);
		assertThat(this.book.accepted(ORDER).state()).isEqualTo(OrderState.DEAD_LETTERED);
	}

	@Test
	void aDeadLetterThatIsReplayedGetsItsVerdict() {
		this.book.deadLettered(ORDER, "attempts_exhausted", 4);
		this.book.screened(verdict(Verdict.REJECTED));
		assertThat(this.book.find("123")).extracting(OrderStatus::verdict).isEqualTo(Verdict.REJECTED);
	}

	@Test
	void theOldestOrderIsForgottenFirst() {
		for (int i = 0; i <= OrderBook.MAX_ORDERS; i++) {
			this.book.accepted(new Order("id" + i, BigDecimal.ONE, null, null));
		}
		assertThat(this.book.find("id0")).isNull();
		assertThat(this.book.find("id1")).isNotNull();
	}

	private static FraudVerdict verdict(Verdict verdict) {
		return new FraudVerdict(ORDER, verdict, 0, "because");
	}

}
