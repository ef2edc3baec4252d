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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.listener.Acknowledgment;
import io.github.natsboot.listener.BatchAcknowledgment;
import io.github.natsboot.listener.BatchListenerFailedException;
import io.github.natsboot.sample.api.Order;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.messaging.Message;
import org.springframework.stereotype.Component;

@Component
class Shipping {

	private static final Logger log = LoggerFactory.getLogger(Shipping.class);

	private final Carrier carrier = new Carrier();

	private final Statistics statistics = new Statistics();

	// tag::manual[]
	@JetStreamListener(stream = "ORDERS", subjects = "order.paid", durable = "shipping", concurrency = "16",
			ackMode = "MANUAL")
	void ship(Order order, Acknowledgment acknowledgment) {
		if (order.amount().signum() == 0) {
			acknowledgment.deadLetter("nothing to ship");
			return;
		}
		this.carrier.book(order).whenComplete((booking, failure) -> {
			if (failure == null) {
				acknowledgment.acknowledge();
			}
			else {
				acknowledgment.nack(Duration.ofMinutes(1));
			}
		});
	}
	// end::manual[]

	// tag::later-reply[]
	@NatsListener(subjects = "carrier.book", queue = "shipping", concurrency = "16")
	CompletableFuture<String> book(Order order) {
		return this.carrier.book(order);
	}
	// end::later-reply[]

	// tag::later[]
	@JetStreamListener(stream = "ORDERS", subjects = "order.shipped", durable = "tracking", concurrency = "16")
	CompletableFuture<Void> track(Order order) {
		return this.carrier.book(order).thenAccept((booking) -> log.info("Booked {}", booking));
	}
	// end::later[]

	// tag::order-key[]
	@JetStreamListener(stream = "ORDERS", subjects = "order.{id}.changed", durable = "status", ordering = "KEY",
			concurrency = "8")
	void changed(Order order) {
		this.statistics.add(List.of(order));
	}
	// end::order-key[]

	// tag::order-stream[]
	@JetStreamListener(stream = "ORDERS", durable = "ledger", ordering = "STREAM")
	void enter(Order order) {
		this.statistics.add(List.of(order));
	}
	// end::order-stream[]

	// tag::batch[]
	@JetStreamListener(stream = "ORDERS", subjects = "order.>", durable = "statistics", batchSize = "500")
	void count(List<Order> orders) {
		this.statistics.add(orders);
	}
	// end::batch[]

	// tag::batch-index[]
	@JetStreamListener(stream = "ORDERS", subjects = "order.shipped", durable = "labels")
	void label(List<Message<Order>> messages) {
		for (int i = 0; i < messages.size(); i++) {
			try {
				this.carrier.label(messages.get(i).getPayload());
			}
			catch (RuntimeException ex) {
				throw new BatchListenerFailedException("no label", ex, i);
			}
		}
	}
	// end::batch-index[]

	// tag::batch-manual[]
	@JetStreamListener(stream = "ORDERS", subjects = "order.paid", durable = "invoices", ackMode = "MANUAL")
	void invoice(List<Order> orders, BatchAcknowledgment acknowledgment) {
		for (int i = 0; i < orders.size(); i++) {
			if (!this.carrier.accepts(orders.get(i))) {
				acknowledgment.nack(i, Duration.ofMinutes(1));
				return;
			}
		}
		acknowledgment.acknowledge();
	}
	// end::batch-manual[]

	/**
	 * What the listeners call.
	 */
	static class Statistics {

		void add(List<Order> orders) {
			log.debug("{} orders", orders.size());
		}

	}

	/**
	 * What the listeners call.
	 */
	static class Carrier {

		void label(Order order) {
			log.debug("Label for {}", order.id());
		}

		boolean accepts(Order order) {
			return order.amount().signum() > 0;
		}

		CompletableFuture<String> book(Order order) {
			return CompletableFuture.completedFuture(order.id());
		}

	}

}
