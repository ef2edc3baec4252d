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

import java.net.ConnectException;
import java.time.Duration;
import java.util.NoSuchElementException;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.docs.howto.Screening.Rules;
import io.github.natsboot.listener.ErrorReplyException;
import io.github.natsboot.listener.error.ErrorHandler;
import io.github.natsboot.listener.error.NatsListenerErrorHandler;
import io.github.natsboot.listener.error.Outcome;
import io.github.natsboot.listener.jetstream.JetStreamListenerContainerFactory;
import io.github.natsboot.listener.jetstream.JetStreamListenerContainerFactoryCustomizer;
import io.github.natsboot.sample.api.Order;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

class FailureConfiguration {

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		// tag::error-handlers[]
		@Bean
		ErrorHandler failures() {
			return (failure, attempt) -> (failure instanceof ConnectException)
					? new Outcome.Retry(Duration.ofMinutes(5)) : new Outcome.AsConfigured();
		}

		@Bean(defaultCandidate = false)
		ErrorHandler unimportant() {
			return (failure, attempt) -> new Outcome.Ack();
		}
		// end::error-handlers[]

		// tag::reply-error-handler[]
		@Bean
		NatsListenerErrorHandler errorReplies() {
			return (message, failure) -> {
				throw (failure instanceof NoSuchElementException) ? new ErrorReplyException(404, "Not found", failure)
						: new ErrorReplyException(500, "Try again later", failure);
			};
		}
		// end::reply-error-handler[]

	}

	@Component
	static class Listeners {

		private final Rules rules = new Rules();

		// tag::own-error-handler[]
		@JetStreamListener(stream = "ORDERS", subjects = "order.viewed", durable = "views",
				errorHandler = "unimportant")
		void viewed(Order order) {
			this.rules.check(order);
		}
		// end::own-error-handler[]

		// tag::error-reply[]
		@NatsListener(subjects = "order.cancel", queue = "orders")
		String cancel(Order order) {
			throw new ErrorReplyException(409, "Shipped already");
		}
		// end::error-reply[]

		// tag::own-factory[]
		@JetStreamListener(stream = "ORDERS", subjects = "order.exported", durable = "export",
				containerFactory = "bulk")
		void export(Order order) {
			this.rules.check(order);
		}
		// end::own-factory[]

	}

	@Configuration(proxyBeanMethods = false)
	static class Factories {

		// tag::factories[]
		@Bean
		JetStreamListenerContainerFactoryCustomizer longWait() {
			return (factory) -> factory.ackWait(Duration.ofMinutes(2));
		}

		@Bean
		JetStreamListenerContainerFactory bulk(JetStreamListenerContainerFactory jetStreamListenerContainerFactory) {
			return jetStreamListenerContainerFactory.mutate().concurrency(8).prefetch(100).build();
		}
		// end::factories[]

	}

}
