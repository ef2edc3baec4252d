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

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.github.natsboot.core.NatsException;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.deadletter.DeadLetterHeaders;
import io.github.natsboot.sample.api.FraudVerdict;
import io.github.natsboot.sample.api.Order;
import io.nats.client.Connection;
import io.nats.client.IterableConsumer;
import io.nats.client.Message;
import io.nats.client.StreamContext;
import io.nats.client.api.OrderedConsumerConfiguration;
import io.nats.client.api.StreamState;
import io.nats.client.impl.Headers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Fills the order book and the log of dead letters from the streams, before listeners and
 * web server start: they are in memory only, and the durable consumers do not deliver
 * again what an earlier run has acknowledged. In real life a database takes the place of
 * book, log and this class.
 */
@Component
@Profile("order")
class OrderHistory implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(OrderHistory.class);

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Set<String> DEAD_LETTER = Set.of(DeadLetterHeaders.CONSUMER, DeadLetterHeaders.REASON,
			DeadLetterHeaders.SEQUENCE, DeadLetterHeaders.DELIVERIES, DeadLetterHeaders.TIME);

	private final NatsOperations nats;

	private final MessageReader reader;

	private final OrderBook book;

	private final DeadLetterListener deadLetters;

	OrderHistory(NatsOperations nats, MessageReader reader, OrderBook book, DeadLetterListener deadLetters) {
		this.nats = nats;
		this.reader = reader;
		this.book = book;
		this.deadLetters = deadLetters;
	}

	@Override
	public void afterSingletonsInstantiated() {
		read("ORDERS", this::order);
		read("ORDERS_DLQ", this::deadLetter);
	}

	private void read(String stream, Consumer<Message> action) {
		try {
			this.nats.execute((connection) -> read(connection, stream, action));
		}
		catch (NatsException ex) {
			logger.warn("What is in stream " + stream + " from earlier is not shown: " + ex.getMessage());
		}
	}

	/**
	 * Reads what is in the stream now, with a consumer that the server forgets.
	 */
	private static boolean read(Connection connection, String name, Consumer<Message> action) throws Exception {
		if (!connection.jetStreamManagement().getStreamNames().contains(name)) {
			return false;
		}
		StreamContext stream = connection.getStreamContext(name);
		StreamState state = stream.getStreamInfo().getStreamState();
		boolean more = state.getMsgCount() > 0;
		try (IterableConsumer consumer = stream.createOrderedConsumer(new OrderedConsumerConfiguration()).iterate()) {
			while (more) {
				Message message = consumer.nextMessage(PATIENCE);
				if (message == null) {
					throw new TimeoutException("nothing came for " + PATIENCE.toSeconds() + " s");
				}
				action.accept(message);
				more = message.metaData().streamSequence() < state.getLastSequence()
						&& message.metaData().pendingCount() > 0;
			}
		}
		return true;
	}

	private void order(Message message) {
		if (message.getSubject().equals("order.created")) {
			Order order = this.reader.order(message.getData());
			if (order != null) {
				this.book.accepted(order);
			}
		}
		else if (message.getSubject().equals("order.screened")) {
			FraudVerdict verdict = this.reader.verdict(message.getData());
			if (verdict != null) {
				this.book.screened(verdict);
			}
		}
	}

	private void deadLetter(Message message) {
		Headers headers = message.getHeaders();
		if (headers == null || !headers.keySet().containsAll(DEAD_LETTER)) {
			return;
		}
		try {
			this.deadLetters.received(message.getData(), text(headers, DeadLetterHeaders.CONSUMER),
					text(headers, DeadLetterHeaders.REASON), Long.parseLong(text(headers, DeadLetterHeaders.SEQUENCE)),
					Integer.parseInt(text(headers, DeadLetterHeaders.DELIVERIES)),
					Instant.parse(text(headers, DeadLetterHeaders.TIME)), headers.getFirst(DeadLetterHeaders.EXCEPTION),
					headers.getFirst(DeadLetterHeaders.EXCEPTION_MESSAGE));
		}
		catch (NumberFormatException | DateTimeParseException ex) {
			logger.debug("Skipped a message in the stream of dead letters that is none");
		}
	}

	private static String text(Headers headers, String name) {
		String value = headers.getFirst(name);
		return (value != null) ? value : "";
	}

}
