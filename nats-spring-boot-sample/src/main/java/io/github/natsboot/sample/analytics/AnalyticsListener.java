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

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.sample.api.FraudVerdict;
import io.github.natsboot.sample.api.Order;
import jakarta.validation.Valid;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Receives what is counted. Its durable consumers have their own positions in the stream:
 * neither waits for the fraud screening, nor the screening for them.
 */
@Component
@Profile("analytics")
class AnalyticsListener {

	private final Analytics analytics;

	AnalyticsListener(Analytics analytics) {
		this.analytics = analytics;
	}

	@JetStreamListener(id = "analytics", stream = "ORDERS", subjects = "order.created", durable = "analytics")
	void created(@Valid Order order) {
		this.analytics.count(order);
	}

	@JetStreamListener(id = "analytics-verdicts", stream = "ORDERS", subjects = "order.screened",
			durable = "analytics-verdicts")
	void screened(@Valid FraudVerdict verdict) {
		this.analytics.count(verdict);
	}

}
