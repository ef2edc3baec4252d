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

package io.github.natsboot.sample.analytics;

import java.math.BigDecimal;

import io.github.natsboot.sample.api.FraudVerdict;
import io.github.natsboot.sample.api.Order;
import io.github.natsboot.sample.api.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link Analytics}.
 */
class AnalyticsTests {

	private final Analytics analytics = new Analytics();

	@Test
	void ordersAndVerdictsAreCountedByCurrencyAndCustomer() {
		Order euros = order("1", "EUR", "acme");
		Order dollars = order("2", "USD", "acme");
		this.analytics.count(euros);
		this.analytics.count(dollars);
		this.analytics.count(verdict(euros, Verdict.APPROVED));
		this.analytics.count(verdict(dollars, Verdict.REJECTED));
		assertThat(this.analytics.report().byCurrency()).containsOnly(entry("EUR", new Counts(1, 1, 0, 0)),
				entry("USD", new Counts(1, 0, 0, 1)));
		assertThat(this.analytics.report().byCustomer()).containsOnly(entry("acme", new Counts(2, 1, 0, 1)));
	}

	@Test
	void whatComesAgainIsNotCountedAgain() {
		Order order = order("1", "EUR", null);
		this.analytics.count(order);
		this.analytics.count(order);
		this.analytics.count(verdict(order, Verdict.REVIEW));
		this.analytics.count(verdict(order, Verdict.REVIEW));
		assertThat(this.analytics.report().byCustomer()).containsOnly(entry("(unknown)", new Counts(1, 0, 1, 0)));
	}

	@Test
	void aReportDoesNotChange() {
		AnalyticsReport report = this.analytics.report();
		this.analytics.count(order("1", "EUR", null));
		assertThat(report.byCurrency()).isEmpty();
	}

	@Test
	void theNumberOfCustomersIsBounded() {
		for (int i = 0; i < 1500; i++) {
			this.analytics.count(order("id" + i, "EUR", "customer" + i));
		}
		assertThat(this.analytics.report().byCustomer()).hasSize(1001)
			.containsEntry("(others)", new Counts(500, 0, 0, 0));
	}

	private static Order order(String id, String currency, @Nullable String customer) {
		return new Order(id, BigDecimal.TEN, currency, customer);
	}

	private static FraudVerdict verdict(Order order, Verdict verdict) {
		return new FraudVerdict(order, verdict, 0, "because");
	}

}
