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

package io.github.natsboot.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.github.natsboot.test.server.NatsTestServer;
import io.nats.client.Connection;
import io.nats.client.ConsumerContext;
import io.nats.client.JetStreamManagement;
import io.nats.client.MessageConsumer;
import io.nats.client.Nats;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * How fast stored messages of 173 bytes are worked on and acknowledged one by one: raw
 * {@code consume()} with its default batch of 500, against a listener with its default
 * settings. Each round drains the whole stream with both, in turn.
 */
public final class JetStreamConsumeBenchmark {

	private static final String STREAM = "BENCH";

	private static final byte[] PAYLOAD = new byte[173];

	private final int messages;

	private final int rounds;

	private JetStreamConsumeBenchmark(int messages, int rounds) {
		this.messages = messages;
		this.rounds = rounds;
	}

	/**
	 * Run the benchmark.
	 * @param args the number of messages and the number of rounds
	 * @throws Exception when it cannot run
	 */
	public static void main(String[] args) throws Exception {
		int messages = (args.length > 0) ? Integer.parseInt(args[0]) : 200_000;
		int rounds = (args.length > 1) ? Integer.parseInt(args[1]) : 6;
		new JetStreamConsumeBenchmark(messages, rounds).run();
	}

	private void run() throws Exception {
		try (NatsTestServer server = NatsTestServer.start(); Connection connection = Nats.connect(server.url())) {
			fill(connection);
			List<Double> ratios = new ArrayList<>();
			for (int round = 0; round <= this.rounds; round++) {
				double raw = raw(connection);
				double library = library(server, connection);
				boolean warmUp = round == 0;
				System.out.printf("%s raw %,.0f msg/s, listener %,.0f msg/s, ratio %.2f%n",
						warmUp ? "warm-up:" : "round " + round + ":", raw, library, library / raw);
				if (!warmUp) {
					ratios.add(library / raw);
				}
			}
			Collections.sort(ratios);
			System.out.printf("median ratio %.2f (%.2f to %.2f)%n", ratios.get(ratios.size() / 2), ratios.get(0),
					ratios.get(ratios.size() - 1));
		}
	}

	private void fill(Connection connection) throws Exception {
		connection.jetStreamManagement()
			.addStream(StreamConfiguration.builder()
				.name(STREAM)
				.subjects("bench.>")
				.storageType(StorageType.File)
				.build());
		List<CompletableFuture<PublishAck>> acks = new ArrayList<>();
		for (int i = 0; i < this.messages; i++) {
			acks.add(connection.jetStream().publishAsync("bench.message", PAYLOAD));
			if (acks.size() == 500) {
				CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
				acks.clear();
			}
		}
		CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
	}

	private double raw(Connection connection) throws Exception {
		ConsumerContext consumer = connection.getStreamContext(STREAM)
			.createOrUpdateConsumer(ConsumerConfiguration.builder().durable("raw").build());
		CountDownLatch left = new CountDownLatch(this.messages);
		long begun = System.nanoTime();
		try (MessageConsumer running = consumer.consume((message) -> {
			message.ack();
			left.countDown();
		})) {
			await(connection.jetStreamManagement(), "raw", left);
		}
		double rate = rate(begun);
		connection.jetStreamManagement().deleteConsumer(STREAM, "raw");
		return rate;
	}

	private double library(NatsTestServer server, Connection connection) throws Exception {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(
				Map.of("nats.servers", server.url(), "logging.level.root", "warn", "spring.main.banner-mode", "off"));
		application.addInitializers((context) -> ((GenericApplicationContext) context).registerBean(Listener.class,
				() -> new Listener(this.messages)));
		double rate;
		try (ConfigurableApplicationContext context = application.run()) {
			long begun = System.nanoTime();
			context.getBean(NatsListenerEndpointRegistry.class).start("bench");
			await(connection.jetStreamManagement(), "library", context.getBean(Listener.class).left);
			rate = rate(begun);
		}
		connection.jetStreamManagement().deleteConsumer(STREAM, "library");
		return rate;
	}

	/**
	 * A round is over when the server has the last acknowledgement.
	 */
	private static void await(JetStreamManagement management, String consumer, CountDownLatch left) throws Exception {
		if (!left.await(5, TimeUnit.MINUTES)) {
			throw new IllegalStateException("Not all messages came in 5 minutes; missing: " + left.getCount());
		}
		while (management.getConsumerInfo(STREAM, consumer).getNumAckPending() > 0) {
			Thread.sleep(Duration.ofMillis(1).toMillis());
		}
	}

	private double rate(long begun) {
		return this.messages / ((System.nanoTime() - begun) / 1e9);
	}

	/**
	 * The application around the listener.
	 */
	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

	/**
	 * The listener that is measured.
	 */
	static class Listener {

		private final CountDownLatch left;

		Listener(int messages) {
			this.left = new CountDownLatch(messages);
		}

		@JetStreamListener(id = "bench", stream = STREAM, durable = "library", autoStartup = "false")
		void work(byte[] payload) {
			this.left.countDown();
		}

	}

}
