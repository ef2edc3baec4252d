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

package io.github.natsboot.test.app;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.core.NatsOperations;
import jakarta.validation.Valid;

import org.springframework.stereotype.Component;

/**
 * Listens to orders. Those without an amount fail, and one takes its time.
 */
@Component
public class Orders {

	private final NatsOperations nats;

	Orders(NatsOperations nats) {
		this.nats = nats;
	}

	@JetStreamListener(stream = "ORDERS", subjects = "order.created", durable = "screening")
	void screen(@Valid Order order) throws InterruptedException {
		if (order.id().equals("slow")) {
			Thread.sleep(500);
		}
		if (order.amount() <= 0) {
			throw new IllegalStateException("no amount");
		}
		this.nats.publish("screened." + order.id(), order);
	}

	@NatsListener(subjects = "greeting")
	String greet(String name) {
		return "Hello " + name;
	}

}
