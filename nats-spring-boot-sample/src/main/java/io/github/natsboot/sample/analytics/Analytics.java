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

import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

import io.github.natsboot.sample.api.FraudVerdict;
import io.github.natsboot.sample.api.Order;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * What this instance has counted since it started.
 */
@Component
@Profile("analytics")
class Analytics {

	private static final int MAX_CUSTOMERS = 1000;

	private final Map<String, Counts> byCurrency = new TreeMap<>();

	private final Map<String, Counts> byCustomer = new TreeMap<>();

	private final RecentIds orders = new RecentIds();

	private final RecentIds verdicts = new RecentIds();

	synchronized void count(Order order) {
		if (this.orders.add(order.id())) {
			count(order, Counts::plusOrder);
		}
	}

	synchronized void count(FraudVerdict verdict) {
		if (this.verdicts.add(verdict.order().id())) {
			count(verdict.order(), (counts) -> counts.plus(verdict.verdict()));
		}
	}

	synchronized AnalyticsReport report() {
		return new AnalyticsReport(new TreeMap<>(this.byCurrency), new TreeMap<>(this.byCustomer));
	}

	private void count(Order order, UnaryOperator<Counts> change) {
		count(this.byCurrency, order.currency(), change);
		count(this.byCustomer, customer(order.customer()), change);
	}

	private static void count(Map<String, Counts> counts, String key, UnaryOperator<Counts> change) {
		counts.put(key, change.apply(counts.getOrDefault(key, Counts.NONE)));
	}

	private String customer(@Nullable String customer) {
		if (customer == null) {
			return "(unknown)";
		}
		boolean known = this.byCustomer.containsKey(customer) || this.byCustomer.size() < MAX_CUSTOMERS;
		return known ? customer : "(others)";
	}

}
