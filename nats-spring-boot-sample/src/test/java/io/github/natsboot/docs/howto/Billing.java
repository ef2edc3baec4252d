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
import io.github.natsboot.annotation.Retry;
import io.github.natsboot.deadletter.DeadLetterHeaders;
import io.github.natsboot.event.DeadLetterEvent;
import io.github.natsboot.event.ListenerStoppedEvent;
import io.github.natsboot.sample.api.Order;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

@Component
class Billing {

	private static final Logger log = LoggerFactory.getLogger(Billing.class);

	private final Cards billing = new Cards();

	// tag::retry[]
	@JetStreamListener(stream = "ORDERS", subjects = "order.created", durable = "billing",
			retry = @Retry(maxRetries = "8", delay = "2s", maxDelay = "5m", excludes = CardDeclinedException.class))
	void bill(Order order) {
		this.billing.charge(order);
	}
	// end::retry[]

	// tag::dead-letter-listener[]
	@JetStreamListener(stream = "ORDERS_DLQ", subjects = "dlq.ORDERS.>", durable = "dead-letter-log")
	void deadLetter(byte[] body, @Header(DeadLetterHeaders.REASON) String reason,
			@Header(DeadLetterHeaders.SUBJECT) String subject, @Header(DeadLetterHeaders.DELIVERIES) int deliveries,
			@Header(name = DeadLetterHeaders.EXCEPTION, required = false) @Nullable String exception) {
		log.warn("{} bytes from {}: {} after {} deliveries ({})", body.length, subject, reason, deliveries, exception);
	}
	// end::dead-letter-listener[]

	// tag::dead-letter-event[]
	@EventListener
	void deadLettered(DeadLetterEvent event) {
		log.warn("Message {} of {}: {}", event.getSequence(), event.getStream(), event.getReason());
	}
	// end::dead-letter-event[]

	// tag::stopped-event[]
	@EventListener
	void stopped(ListenerStoppedEvent event) {
		if (event.getCause() == ListenerStoppedEvent.Cause.FAILED) {
			log.error("Listener {} stopped: {}", event.getListenerId(), event.getReason());
		}
	}
	// end::stopped-event[]

	/**
	 * What the listener calls.
	 */
	static class Cards {

		void charge(Order order) {
			if (order.id().equals("declined")) {
				throw new CardDeclinedException();
			}
		}

	}

	/**
	 * Nothing that another attempt would change.
	 */
	static class CardDeclinedException extends RuntimeException {

	}

}
