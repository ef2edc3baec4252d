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
import java.time.Instant;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.deadletter.DeadLetterContent;
import io.github.natsboot.deadletter.DeadLetterFilter;
import io.github.natsboot.deadletter.DeadLetterJob;
import io.github.natsboot.deadletter.DeadLetterOperations;
import io.github.natsboot.deadletter.DeadLetterPage;
import io.github.natsboot.deadletter.DeadLetterProgress;
import io.github.natsboot.deadletter.DiscardRequest;
import io.github.natsboot.deadletter.ReplayRequest;
import io.github.natsboot.deadletter.StoredDeadLetter;
import io.github.natsboot.event.DeadLetterOperationEvent;
import io.github.natsboot.listener.NonRetryableMessageException;
import io.github.natsboot.listener.RetryAfterException;
import io.github.natsboot.sample.api.Order;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

@Component
class Repair {

	private static final Logger log = LoggerFactory.getLogger(Repair.class);

	// tag::list[]
	private final DeadLetterOperations deadLetters;

	Repair(DeadLetterOperations deadLetters) {
		this.deadLetters = deadLetters;
	}

	void report() {
		DeadLetterFilter unreadable = DeadLetterFilter.ALL.consumer("fraud").reason("unreadable");
		Long after = 0L;
		while (after != null) {
			DeadLetterPage page = this.deadLetters.list("ORDERS_DLQ", unreadable, after, 100);
			for (StoredDeadLetter letter : page.letters()) {
				log.info("{}: {} from {}", letter.sequence(), letter.exception(), letter.originalSubject());
			}
			after = page.next();
		}
	}
	// end::list[]

	// tag::replay[]
	DeadLetterProgress replayToday() {
		ReplayRequest request = ReplayRequest.of("ORDERS_DLQ")
			.filter(DeadLetterFilter.ALL.exception("RateUnknownException")
				.from(Instant.now().minus(Duration.ofDays(1))))
			.rate(200);
		DeadLetterProgress expected = this.deadLetters.replay(request.dryRun(true)).await(Duration.ofMinutes(1));
		log.info("{} would be replayed, {} refused", expected.succeeded(), expected.refused());
		DeadLetterJob replay = this.deadLetters.replay(request.requestedBy("night shift"));
		return replay.await(Duration.ofHours(1));
	}
	// end::replay[]

	// tag::look[]
	byte[] look(long sequence) {
		DeadLetterContent content = this.deadLetters.read("ORDERS_DLQ", sequence, "alice");
		return content.payload();
	}
	// end::look[]

	// tag::discard[]
	void discardTests() {
		DeadLetterFilter tests = DeadLetterFilter.ALL.subject("order.test.>");
		this.deadLetters.discard(DiscardRequest.of("ORDERS_DLQ").filter(tests).requestedBy("alice"));
	}
	// end::discard[]

	// tag::event[]
	@EventListener
	void operated(DeadLetterOperationEvent event) {
		log.info("{} of {} in {} by {}: {} done, {} refused, {} failed", event.getOperation(), event.getSelection(),
				event.getStream(), event.getRequestedBy(), event.getSucceeded(), event.getRefused(), event.getFailed());
	}
	// end::event[]

	static class Exceptions {

		private final Bank bank = (order) -> {
		};

		// tag::exceptions[]
		@JetStreamListener(stream = "ORDERS", subjects = "order.paid", durable = "bank")
		void pay(Order order) {
			if (order.amount().signum() < 0) {
				throw new NonRetryableMessageException("negative amount");
			}
			try {
				this.bank.pay(order);
			}
			catch (TooManyRequestsException ex) {
				throw new RetryAfterException("the bank is busy", ex.retryAfter(), ex);
			}
		}
		// end::exceptions[]

	}

	interface Bank {

		void pay(Order order);

	}

	static class TooManyRequestsException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Duration retryAfter() {
			return Duration.ofSeconds(10);
		}

	}

}
