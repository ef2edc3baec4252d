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

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.natsboot.sample.api.FraudVerdict;
import io.github.natsboot.sample.api.Order;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * The latest orders that this instance knows of, in memory.
 */
@Component
@Profile("order")
class OrderBook {

	static final int MAX_ORDERS = 100_000;

	private final Map<String, OrderStatus> orders = Collections.synchronizedMap(new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, OrderStatus> eldest) {
			return size() > MAX_ORDERS;
		}

	});

	@Nullable OrderStatus find(String id) {
		return this.orders.get(id);
	}

	OrderStatus accepted(Order order) {
		return advance(OrderStatus.accepted(order));
	}

	void screened(FraudVerdict verdict) {
		advance(OrderStatus.screened(verdict));
	}

	void deadLettered(Order order, String reason, int attempts) {
		advance(OrderStatus.deadLettered(order, reason, attempts));
	}

	private OrderStatus advance(OrderStatus status) {
		return this.orders.merge(status.id(), status, (known, next) -> next.isAfter(known) ? next : known);
	}

}
