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
import java.math.RoundingMode;

import io.github.natsboot.sample.api.FraudVerdict;
import io.github.natsboot.sample.api.Order;
import io.github.natsboot.sample.api.Verdict;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * The rules: a point of risk for each 100 euros, and 20 for an unknown customer. The same
 * order always gets the same verdict, so it does no harm to screen it twice.
 */
@Component
@Profile("fraud")
class FraudRules {

	private static final BigDecimal EUROS_PER_POINT = BigDecimal.valueOf(100);

	private static final BigDecimal MAX_SCORE = BigDecimal.valueOf(100);

	private static final int UNKNOWN_CUSTOMER = 20;

	private static final int REVIEW_FROM = 50;

	private static final int REJECT_FROM = 80;

	FraudScore score(ScoreRequest request) {
		BigDecimal points = request.euros().divide(EUROS_PER_POINT, 0, RoundingMode.DOWN);
		if (request.customer() == null) {
			points = points.add(BigDecimal.valueOf(UNKNOWN_CUSTOMER));
		}
		return new FraudScore(points.min(MAX_SCORE).intValue());
	}

	FraudVerdict judge(Order order, FraudScore score) {
		int value = score.value();
		if (value >= REJECT_FROM) {
			return new FraudVerdict(order, Verdict.REJECTED, value, "The score is " + REJECT_FROM + " or more");
		}
		if (value >= REVIEW_FROM) {
			return new FraudVerdict(order, Verdict.REVIEW, value, "The score is " + REVIEW_FROM + " or more");
		}
		return new FraudVerdict(order, Verdict.APPROVED, value, "The score is below " + REVIEW_FROM);
	}

}
