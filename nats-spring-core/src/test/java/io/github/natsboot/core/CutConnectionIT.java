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

package io.github.natsboot.core;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.natsboot.CuttingProxy;
import io.github.natsboot.listener.jetstream.OrdersStream;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Publishing over a link that breaks anywhere.
 */
@WithNatsServer
class CutConnectionIT {

	private static final int MESSAGES = 10_000;

	private static final int THREADS = 8;

	private final AtomicInteger unknown = new AtomicInteger();

	@Test
	void eachIdIsStoredExactlyOnce(NatsTestServer server) throws Exception {
		try (Connection direct = Nats.connect(server.url());
				CuttingProxy proxy = new CuttingProxy(server.port(), 100_000, 4711);
				Connection connection = connect(proxy)) {
			JetStreamManagement management = direct.jetStreamManagement();
			OrdersStream.removeAll(management);
			management.addStream(OrdersStream.ORDERS);
			publishAll(JetStreamTemplate.builder(connection)
				// Short, so that some outcomes stay unknown and the caller repeats them.
				.options(new JetStreamTemplateOptions(Duration.ofMillis(300), Duration.ofMillis(400), 100, true))
				.build());
			System.out.println("Published " + MESSAGES + " messages over " + proxy.cuts() + " cuts; " + this.unknown
					+ " outcomes were unknown and repeated by the caller");
			assertThat(proxy.cuts()).isGreaterThan(20);
			assertThat(ids(direct)).hasSize(MESSAGES).doesNotHaveDuplicates();
		}
	}

	private void publishAll(JetStreamTemplate template) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			List<Future<?>> all = new ArrayList<>();
			for (int thread = 0; thread < THREADS; thread++) {
				int first = thread;
				all.add(threads.submit(() -> publish(template, first)));
			}
			for (Future<?> one : all) {
				one.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	/**
	 * One half waits for each acknowledgement, the other has some in flight.
	 */
	private void publish(JetStreamTemplate template, int first) {
		List<CompletableFuture<?>> inFlight = new ArrayList<>();
		for (int id = first; id < MESSAGES; id += THREADS) {
			String text = Integer.toString(id);
			if (first % 2 == 0) {
				repeat(() -> template.message(text).subject("order.cut").id(text).publish());
			}
			else {
				inFlight
					.add(template.message(text).subject("order.cut").id(text).publishAsync().handle((ack, failure) -> {
						return (failure != null) ? text : null;
					}));
			}
			if (inFlight.size() == 50) {
				complete(template, inFlight);
			}
		}
		complete(template, inFlight);
	}

	private void complete(JetStreamTemplate template, List<CompletableFuture<?>> inFlight) {
		for (CompletableFuture<?> one : inFlight) {
			String failed = (String) one.join();
			if (failed != null) {
				this.unknown.incrementAndGet();
				repeat(() -> template.message(failed).subject("order.cut").id(failed).publish());
			}
		}
		inFlight.clear();
	}

	private void repeat(Runnable publish) {
		while (true) {
			try {
				publish.run();
				return;
			}
			catch (PublishUnknownException | CompletionException ex) {
				this.unknown.incrementAndGet();
			}
		}
	}

	private static List<String> ids(Connection connection) throws Exception {
		JetStreamSubscription subscription = connection.jetStream()
			.subscribe("order.cut",
					PullSubscribeOptions.builder()
						.configuration(ConsumerConfiguration.builder().ackPolicy(AckPolicy.None).build())
						.build());
		List<String> ids = new ArrayList<>();
		for (List<Message> some = subscription.fetch(1000, 500); !some.isEmpty(); some = subscription.fetch(1000,
				500)) {
			some.forEach((message) -> ids.add(message.getHeaders().getFirst("Nats-Msg-Id")));
		}
		return ids;
	}

	private static Connection connect(CuttingProxy proxy) throws Exception {
		while (true) {
			try {
				return Nats.connect(Options.builder()
					.server(proxy.url())
					.maxReconnects(-1)
					.reconnectWait(Duration.ofMillis(10))
					.reconnectJitter(Duration.ofMillis(5))
					.noRandomize()
					.build());
			}
			catch (IOException ex) {
				// Cut before it stood.
			}
		}
	}

}
