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

package io.github.natsboot.sample.fraud;

import java.math.BigDecimal;
import java.util.Map;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Exchange rates to the euro, as another system would give them.
 */
@Component
@Profile("fraud")
class ExchangeRates {

	private static final Map<String, BigDecimal> EUROS = Map.of("EUR", BigDecimal.ONE, "USD", new BigDecimal("0.92"),
			"GBP", new BigDecimal("1.17"), "CHF", new BigDecimal("1.05"), "JPY", new BigDecimal("0.0061"));

	BigDecimal toEuros(BigDecimal amount, String currency) {
		BigDecimal rate = EUROS.get(currency);
		if (rate == null) {
			throw new NoExchangeRateException(currency);
		}
		return amount.multiply(rate);
	}

}
