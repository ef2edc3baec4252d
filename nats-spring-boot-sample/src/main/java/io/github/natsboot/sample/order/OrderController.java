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

import java.net.URI;

import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.NatsException;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.sample.api.Order;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PublishAck;
import jakarta.validation.Valid;

import org.springframework.context.annotation.Profile;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes orders, and shows what became of them.
 */
@RestController
@Profile("order")
class OrderController {

	private final JetStreamOperations jetStream;

	private final NatsOperations nats;

	private final MessageReader reader;

	private final OrderBook book;

	OrderController(JetStreamOperations jetStream, NatsOperations nats, MessageReader reader, OrderBook book) {
		this.jetStream = jetStream;
		this.nats = nats;
		this.reader = reader;
		this.book = book;
	}

	/**
	 * Accepts an order once it is stored. The message has an id made of the order's: an
	 * order that is sent again is stored once.
	 */
	@PostMapping("/orders")
	ResponseEntity<OrderStatus> create(@Valid @RequestBody OrderRequest request) {
		Order order = request.toOrder();
		OrderStatus known = this.book.find(order.id());
		if (known != null && !known.isOf(order)) {
			throw new OrderProblem.Conflict(order.id());
		}
		try {
			PublishAck ack = this.jetStream.message(order)
				.subject("order.created")
				.template("order.created")
				.id("order-" + order.id())
				.publish();
			if (ack.isDuplicate() && known == null && !isStored(order, ack.getSeqno())) {
				throw new OrderProblem.Conflict(order.id());
			}
		}
		catch (NatsException ex) {
			throw new OrderProblem.NotConfirmed(order.id(), ex);
		}
		OrderStatus status = this.book.accepted(order);
		return ResponseEntity.accepted().location(URI.create("/orders/" + order.id())).body(status);
	}

	/**
	 * A duplicate is one of the message's id only: what is stored may be another order,
	 * that went through another instance, or no order at all.
	 */
	private boolean isStored(Order order, long sequence) {
		MessageInfo stored = this.nats
			.execute((connection) -> connection.jetStreamManagement().getMessage("ORDERS", sequence));
		if (stored == null || !"order.created".equals(stored.getSubject())) {
			return false;
		}
		Order other = (stored.getData() != null) ? this.reader.order(stored.getData()) : null;
		return other != null && OrderStatus.accepted(other).isOf(order);
	}

	@GetMapping("/orders/{id}")
	OrderStatus find(@PathVariable String id) {
		OrderStatus status = this.book.find(id);
		if (status == null) {
			throw new OrderProblem.NotFound(id);
		}
		return status;
	}

}
