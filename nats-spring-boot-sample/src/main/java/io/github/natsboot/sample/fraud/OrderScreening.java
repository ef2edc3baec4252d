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

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.sample.api.FraudVerdict;
import io.github.natsboot.sample.api.Order;
import jakarta.validation.Valid;

import org.springframework.context.annotation.Profile;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Component;

/**
 * Screens the orders in the stream. When it throws, the order comes again after a while,
 * and ends in the dead letters after the last retry.
 */
@Component
@Profile("fraud")
class OrderScreening {

	private final NatsOperations nats;

	private final ExchangeRates rates;

	private final FraudRules rules;

	OrderScreening(NatsOperations nats, ExchangeRates rates, FraudRules rules) {
		this.nats = nats;
		this.rates = rates;
		this.rules = rules;
	}

	@JetStreamListener(id = "fraud", stream = "ORDERS", subjects = "order.created", durable = "fraud",
			concurrency = "4")
	@SendTo("order.screened")
	FraudVerdict screen(@Valid Order order) {
		BigDecimal euros = this.rates.toEuros(order.amount(), order.currency());
		FraudScore score = this.nats.request("fraud.score", new ScoreRequest(euros, order.customer()),
				FraudScore.class);
		if (score == null) {
			throw new IllegalStateException("There is no score for order " + order.id());
		}
		return this.rules.judge(order, score);
	}

}
