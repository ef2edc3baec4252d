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

import java.util.List;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.listener.BatchListenerFailedException;

import org.springframework.stereotype.Component;

/**
 * Takes orders together.
 */
@Component
public class Batches {

	@JetStreamListener(stream = "ORDERS", subjects = "order.paid", durable = "batches", batchSize = "3",
			batchTimeout = "2s")
	void book(List<Order> orders) {
		for (int i = 0; i < orders.size(); i++) {
			if (orders.get(i).amount() <= 0) {
				throw new BatchListenerFailedException("no amount", i);
			}
		}
	}

	@JetStreamListener(stream = "ORDERS", subjects = "order.seen", durable = "seen", ackMode = "NONE")
	void see(Order order) {
		throw new IllegalStateException("as asked");
	}

}
