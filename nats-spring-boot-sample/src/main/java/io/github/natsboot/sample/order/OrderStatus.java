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
import java.util.Objects;

import io.github.natsboot.sample.api.FraudVerdict;
import io.github.natsboot.sample.api.Order;
import io.github.natsboot.sample.api.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * An order and what became of it.
 *
 * @param id id of the order
 * @param amount the amount
 * @param currency currency of the amount
 * @param customer who ordered, if known
 * @param state how far the order has come
 * @param verdict the verdict, once there is one
 * @param reason reason of the verdict, or why the order is a dead letter
 * @param attempts number of attempts to screen an order that is a dead letter
 */
record OrderStatus(String id, BigDecimal amount, String currency, @Nullable String customer, OrderState state,
		@Nullable Verdict verdict, @Nullable String reason, @Nullable Integer attempts) {

	static OrderStatus accepted(Order order) {
		return of(order, OrderState.ACCEPTED, null, null, null);
	}

	static OrderStatus screened(FraudVerdict verdict) {
		return of(verdict.order(), OrderState.SCREENED, verdict.verdict(), verdict.reason(), null);
	}

	static OrderStatus deadLettered(Order order, String reason, int attempts) {
		return of(order, OrderState.DEAD_LETTERED, null, reason, attempts);
	}

	private static OrderStatus of(Order order, OrderState state, @Nullable Verdict verdict, @Nullable String reason,
			@Nullable Integer attempts) {
		return new OrderStatus(order.id(), order.amount(), order.currency(), order.customer(), state, verdict, reason,
				attempts);
	}

	boolean isOf(Order order) {
		return this.id.equals(order.id()) && this.amount.compareTo(order.amount()) == 0
				&& this.currency.equals(order.currency()) && Objects.equals(this.customer, order.customer());
	}

	boolean isAfter(OrderStatus other) {
		return this.state.compareTo(other.state) > 0;
	}

}
