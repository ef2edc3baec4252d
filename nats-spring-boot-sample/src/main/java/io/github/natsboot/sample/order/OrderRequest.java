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
import java.util.UUID;

import io.github.natsboot.sample.api.Order;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * An order as it comes in over HTTP.
 *
 * @param id id of the order; one is made if none is given
 * @param amount the amount
 * @param currency currency of the amount, {@code EUR} if none is given
 * @param customer who orders, if that is to be known
 */
record OrderRequest(@Pattern(regexp = Order.ID) @Nullable String id,
		@NotNull @Positive @Digits(integer = 12, fraction = 4) BigDecimal amount,
		@Pattern(regexp = Order.CURRENCY) @Nullable String currency,
		@Size(min = 1, max = 64) @Nullable String customer) {

	Order toOrder() {
		String id = (this.id != null) ? this.id : UUID.randomUUID().toString();
		return new Order(id, this.amount, this.currency, this.customer);
	}

}
