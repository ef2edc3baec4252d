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

import io.github.natsboot.sample.api.FraudVerdict;
import io.github.natsboot.sample.api.Order;
import io.github.natsboot.sample.api.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FraudRules}.
 */
class FraudRulesTests {

	private final FraudRules rules = new FraudRules();

	@ParameterizedTest
	@CsvSource({ "99.99, 0", "100, 1", "4999, 49", "1000000000000, 100" })
	void aKnownCustomerHasAPointForEachHundredEuros(BigDecimal euros, int score) {
		assertThat(this.rules.score(new ScoreRequest(euros, "acme")).value()).isEqualTo(score);
	}

	@ParameterizedTest
	@CsvSource({ "0.01, 20", "3000, 50", "9000, 100" })
	void anUnknownCustomerHasTwentyPointsMore(BigDecimal euros, int score) {
		assertThat(this.rules.score(new ScoreRequest(euros, null)).value()).isEqualTo(score);
	}

	@ParameterizedTest
	@CsvSource({ "0, APPROVED", "49, APPROVED", "50, REVIEW", "79, REVIEW", "80, REJECTED", "100, REJECTED" })
	void theScoreDecides(int score, Verdict verdict) {
		assertThat(this.rules.judge(order(), new FraudScore(score)).verdict()).isEqualTo(verdict);
	}

	@Test
	void theVerdictTellsItsOrderScoreAndReason() {
		assertThat(this.rules.judge(order(), new FraudScore(60)))
			.isEqualTo(new FraudVerdict(order(), Verdict.REVIEW, 60, "The score is 50 or more"));
	}

	private static Order order() {
		return new Order("123", new BigDecimal("99.9"), null, null);
	}

}
