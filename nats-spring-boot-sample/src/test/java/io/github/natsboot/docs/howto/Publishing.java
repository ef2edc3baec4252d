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
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.natsboot.core.JetStreamMessageSpec;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.core.NoRespondersException;
import io.github.natsboot.core.PublishRejectedException;
import io.github.natsboot.core.PublishUnknownException;
import io.github.natsboot.core.RemoteErrorException;
import io.github.natsboot.core.RequestTimeoutException;
import io.github.natsboot.core.Subjects;
import io.github.natsboot.sample.api.FraudVerdict;
import io.github.natsboot.sample.api.Order;
import io.nats.client.api.PublishAck;

import org.springframework.stereotype.Component;

@Component
class Publishing {

	private final NatsOperations nats;

	private final JetStreamOperations jetStream;

	Publishing(NatsOperations nats, JetStreamOperations jetStream) {
		this.nats = nats;
		this.jetStream = jetStream;
	}

	// tag::publish[]
	void greet() {
		this.nats.publish("greeting", "Hello from NATS!");
	}
	// end::publish[]

	// tag::request[]
	FraudVerdict check(Order order) {
		try {
			return this.nats.request("fraud.check", order, FraudVerdict.class);
		}
		catch (NoRespondersException ex) {
			throw new IllegalStateException("The fraud service is not running", ex);
		}
		catch (RequestTimeoutException ex) {
			throw new IllegalStateException("The fraud service is too slow", ex);
		}
		catch (RemoteErrorException ex) {
			throw new IllegalStateException("The fraud service failed with " + ex.getCode(), ex);
		}
	}
	// end::request[]

	// tag::request-async[]
	CompletableFuture<FraudVerdict> checkSoon(Order order) {
		return this.nats.message(order)
			.subject("fraud.check")
			.header("tenant", "acme")
			.timeout(Duration.ofSeconds(1))
			.requestAsync(FraudVerdict.class);
	}
	// end::request-async[]

	// tag::conditions[]
	void reserve(Order order, long lastSequence) {
		this.jetStream.message(order)
			.subject("order.reserved." + Subjects.token(order.id()))
			.template("order.reserved.{id}")
			.expectLastSubjectSequence(lastSequence)
			.timeToLive(Duration.ofHours(1))
			.publish();
	}
	// end::conditions[]

	// tag::many[]
	void placeAll(List<Order> orders) {
		List<CompletableFuture<PublishAck>> stored = orders.stream()
			.map((order) -> this.jetStream.publishAsync("order.created", order))
			.toList();
		stored.forEach(CompletableFuture::join); // throws when one was not stored
	}
	// end::many[]

	/**
	 * The shortest way.
	 */
	class Stored {

		private final JetStreamOperations jetStream = Publishing.this.jetStream;

		// tag::store[]
		long place(Order order) {
			PublishAck ack = this.jetStream.publish("order.created", order);
			return ack.getSeqno(); // its place in the stream
		}
		// end::store[]

	}

	/**
	 * With each outcome.
	 */
	class Outcomes {

		private final JetStreamOperations jetStream = Publishing.this.jetStream;

		// tag::outcomes[]
		void place(Order order) {
			try {
				this.jetStream.message(order).subject("order.created").id(order.id()).publish();
			}
			catch (PublishRejectedException ex) {
				throw new IllegalStateException("Not stored: " + ex.getDescription(), ex);
			}
			catch (PublishUnknownException ex) {
				throw new IllegalStateException("Perhaps stored: send order " + order.id() + " again", ex);
			}
		}
		// end::outcomes[]

	}

	/**
	 * With a name for meters and spans.
	 */
	class Observed {

		private final JetStreamOperations jetStream = Publishing.this.jetStream;

		// tag::template[]
		void place(Order order) {
			this.jetStream.message(order).subject("order.created").template("order.created").publish();
		}
		// end::template[]

	}

	// tag::schedule[]
	void remind(Order order) {
		this.jetStream.message(order)
			.subject("order.reminder")
			.scheduleSubject("schedule.order.reminder." + Subjects.token(order.id()))
			.deliverAfter(Duration.ofDays(2))
			.timeToLive(Duration.ofHours(1))
			.publish();
	}

	void reportEachMorning() {
		this.jetStream.message("daily")
			.subject("order.report")
			.scheduleSubject("schedule.order.report")
			.cron("0 0 5 * * *", ZoneId.of("Europe/Amsterdam"))
			.publish();
	}
	// end::schedule[]

	// tag::batch[]
	void placeWithItems(Order order, List<String> items) {
		List<JetStreamMessageSpec> batch = new ArrayList<>();
		batch.add(this.jetStream.message(order).subject("order.created").id(order.id()));
		for (String item : items) {
			batch.add(this.jetStream.message(item).subject("order.item").id(order.id() + "-" + item));
		}
		this.jetStream.publishBatch(batch); // throws when none was stored
	}
	// end::batch[]

}
