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

package io.github.natsboot.docs.howto;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.sample.api.FraudVerdict;
import io.github.natsboot.sample.api.Order;
import io.github.natsboot.sample.api.Verdict;
import io.github.natsboot.support.NatsHeaders;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Component;

@Component
class Screening {

	private static final Logger log = LoggerFactory.getLogger(Screening.class);

	private final Rules rules = new Rules();

	// tag::core[]
	@NatsListener(subjects = "greeting")
	void greeted(String text) {
		log.info("Received {}", text);
	}
	// end::core[]

	// tag::reply[]
	@NatsListener(subjects = "fraud.check", queue = "fraud", concurrency = "8")
	FraudVerdict check(@Valid Order order) {
		return this.rules.check(order);
	}
	// end::reply[]

	// tag::stream[]
	@JetStreamListener(stream = "ORDERS", subjects = "order.created", durable = "fraud", concurrency = "4")
	void screen(Order order) {
		this.rules.check(order);
	}
	// end::stream[]

	// tag::send-to[]
	@JetStreamListener(stream = "ORDERS", subjects = "order.created", durable = "pricing")
	@SendTo("order.priced")
	Order price(Order order) {
		return this.rules.price(order);
	}
	// end::send-to[]

	// tag::arguments[]
	@JetStreamListener(stream = "ORDERS", subjects = "order.>", durable = "audit")
	void record(@Valid @Payload Order order, @Header(NatsHeaders.SUBJECT) String subject,
			@Header(NatsHeaders.DELIVERY_ATTEMPT) long attempt,
			@Header(name = "tenant", required = false) @Nullable String tenant) {
		log.info("{} on {}, attempt {}, tenant {}", order.id(), subject, attempt, tenant);
	}
	// end::arguments[]

	/**
	 * What the listeners call.
	 */
	static class Rules {

		FraudVerdict check(Order order) {
			return new FraudVerdict(order, Verdict.values()[0], 10, "small");
		}

		Order price(Order order) {
			return order;
		}

	}

}
