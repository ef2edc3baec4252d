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

package io.github.natsboot.docs.readme;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.core.JetStreamOperations;

import org.springframework.stereotype.Component;

// tag::orders[]
record Order(String id, double amount) {
}

@Component
class Orders {

	private final JetStreamOperations jetStream;

	Orders(JetStreamOperations jetStream) {
		this.jetStream = jetStream;
	}

	void place(Order order) {
		this.jetStream.publish("order.created", order); // stored when it returns
	}

	@JetStreamListener(stream = "ORDERS", subjects = "order.created", durable = "fraud", concurrency = "4")
	void screen(Order order) {
		// returns: acknowledged; throws: retried after 1 s, 2 s, 4 s, then a dead letter
	}

	@NatsListener(subjects = "greeting")
	String greet(String name) {
		return "Hello " + name; // the reply to whoever asked
	}

}
// end::orders[]
