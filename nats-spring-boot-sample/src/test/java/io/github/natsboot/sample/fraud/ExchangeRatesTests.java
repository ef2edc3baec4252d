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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ExchangeRates}.
 */
class ExchangeRatesTests {

	private final ExchangeRates rates = new ExchangeRates();

	@Test
	void eurosStayWhatTheyAre() {
		assertThat(this.rates.toEuros(new BigDecimal("99.9"), "EUR")).isEqualByComparingTo("99.9");
	}

	@Test
	void dollarsAreConverted() {
		assertThat(this.rates.toEuros(new BigDecimal("100"), "USD")).isEqualByComparingTo("92");
	}

	@Test
	void aCurrencyWithoutRateIsNamed() {
		assertThatExceptionOfType(NoExchangeRateException.class)
			.isThrownBy(() -> this.rates.toEuros(BigDecimal.ONE, "XXX"))
			.withMessage("There is no exchange rate for XXX");
	}

}
