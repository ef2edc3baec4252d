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

import io.github.natsboot.sample.api.Verdict;

/**
 * Numbers of orders and verdicts.
 *
 * @param orders number of orders
 * @param approved number of orders approved
 * @param review number of orders to be reviewed
 * @param rejected number of orders rejected
 */
record Counts(long orders, long approved, long review, long rejected) {

	static final Counts NONE = new Counts(0, 0, 0, 0);

	Counts plusOrder() {
		return new Counts(this.orders + 1, this.approved, this.review, this.rejected);
	}

	Counts plus(Verdict verdict) {
		return switch (verdict) {
			case APPROVED -> new Counts(this.orders, this.approved + 1, this.review, this.rejected);
			case REVIEW -> new Counts(this.orders, this.approved, this.review + 1, this.rejected);
			case REJECTED -> new Counts(this.orders, this.approved, this.review, this.rejected + 1);
		};
	}

}
