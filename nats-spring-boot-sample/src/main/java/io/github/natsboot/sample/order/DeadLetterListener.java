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

import java.time.Instant;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.deadletter.DeadLetterHeaders;
import io.github.natsboot.sample.api.Order;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Profile;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.stereotype.Component;

/**
 * Notes the dead letters of all listeners on the stream of orders. An order that could
 * not be screened is marked in the order book.
 */
@Component
@Profile("order")
class DeadLetterListener {

	private final DeadLetterLog log;

	private final OrderBook book;

	private final MessageReader reader;

	DeadLetterListener(DeadLetterLog log, OrderBook book, MessageReader reader) {
		this.log = log;
		this.book = book;
		this.reader = reader;
	}

	@JetStreamListener(id = "dead-letters", stream = "ORDERS_DLQ", subjects = "dlq.ORDERS.>",
			durable = "order-dead-letters")
	void received(@Payload(required = false) byte @Nullable [] body,
			@Header(DeadLetterHeaders.CONSUMER) String consumer, @Header(DeadLetterHeaders.REASON) String reason,
			@Header(DeadLetterHeaders.SEQUENCE) long sequence, @Header(DeadLetterHeaders.DELIVERIES) int deliveries,
			@Header(DeadLetterHeaders.TIME) Instant time,
			@Header(name = DeadLetterHeaders.EXCEPTION, required = false) @Nullable String exception,
			@Header(name = DeadLetterHeaders.EXCEPTION_MESSAGE, required = false) @Nullable String message) {
		// That it could not be read may be why it is here.
		Order order = (body != null) ? this.reader.order(body) : null;
		String id = (order != null) ? order.id() : null;
		this.log.add(new DeadLetterEntry(id, sequence, consumer, reason, deliveries, exception, message, time));
		if (order != null && consumer.equals("fraud")) {
			this.book.deadLettered(order, (message != null) ? reason + ": " + message : reason, deliveries);
		}
	}

}
