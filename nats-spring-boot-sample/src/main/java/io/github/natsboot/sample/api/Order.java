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

package io.github.natsboot.sample.api;

import java.math.BigDecimal;

import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * An order, published to {@code order.created}. Anyone can publish one: the least is
 * <code>{"id":"123","amount":99.9}</code>.
 *
 * @param id id of the order
 * @param amount the amount
 * @param currency currency of the amount, {@code EUR} if none is given
 * @param customer who ordered, if known
 */
public record Order(@NotNull @Pattern(regexp = ID) String id,
		@NotNull @Positive @Digits(integer = 12, fraction = 4) BigDecimal amount,
		@Pattern(regexp = CURRENCY) String currency, @Size(min = 1, max = 64) @Nullable String customer) {

	/**
	 * A short token that is safe in addresses, subjects and headers.
	 */
	public static final String ID = "[A-Za-z0-9_-]{1,64}";

	/**
	 * Three letters.
	 */
	public static final String CURRENCY = "[A-Z]{3}";

	public Order(String id, BigDecimal amount, @Nullable String currency, @Nullable String customer) {
		this.id = id;
		this.amount = amount;
		this.currency = (currency != null) ? currency : "EUR";
		this.customer = customer;
	}

}
