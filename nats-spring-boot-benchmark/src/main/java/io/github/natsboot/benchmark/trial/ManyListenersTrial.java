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

package io.github.natsboot.benchmark.trial;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.github.natsboot.test.server.NatsTestServer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;

/**
 * An application with very many listeners, half of them on a stream: how long it takes to
 * start and to stop, and what it costs. All of them have to receive a message, and all
 * threads have to be gone at the end.
 */
public final class ManyListenersTrial {

	private ManyListenersTrial() {
	}

	/**
	 * Run the trial.
	 * @param args the number of listeners
	 * @throws Exception when it cannot run
	 */
	public static void main(String[] args) throws Exception {
		int listeners = (args.length > 0) ? Integer.parseInt(args[0]) : 2_000;
		String virtual = (args.length > 1) ? args[1] : "false";
		try (NatsTestServer server = NatsTestServer.start()) {
			// Loads the classes, so that only listeners are counted.
			try (ConfigurableApplicationContext warm = start(server, 2, virtual, new CountDownLatch(2))) {
				warm.isActive();
			}
			int threadsBefore = Thread.activeCount();
			long heapBefore = heap();
			CountDownLatch received = new CountDownLatch(listeners);
			long begun = System.nanoTime();
			ConfigurableApplicationContext context = start(server, listeners, virtual, received);
			double startSeconds = (System.nanoTime() - begun) / 1e9;
			JetStreamOperations jetStream = context.getBean(JetStreamOperations.class);
			NatsOperations nats = context.getBean(NatsOperations.class);
			for (int i = 0; i < listeners / 2; i++) {
				jetStream.publishAsync("many." + i, "x");
				nats.publish("core." + i, "x");
			}
			boolean all = received.await(30, TimeUnit.SECONDS);
			int threads = Thread.activeCount() - threadsBefore;
			long heap = heap() - heapBefore;
			int running = (int) context.getBean(NatsListenerEndpointRegistry.class)
				.getListenerContainers()
				.stream()
				.filter((container) -> container.state().isHealthy())
				.count();
			begun = System.nanoTime();
			context.close();
			double stopSeconds = (System.nanoTime() - begun) / 1e9;
			TimeUnit.SECONDS.sleep(1);
			int left = Thread.activeCount() - threadsBefore;
			TrialApplication.end(all && running == listeners && left <= 0, String.format(
					"%,d listeners started in %.1f s, with %,d threads and %.1f KiB of heap each, stopped in %.1f s, "
							+ "%d threads left, %d without their message",
					listeners, startSeconds, threads, heap / 1024.0 / listeners, stopSeconds, Math.max(0, left),
					received.getCount()));
		}
	}

	private static long heap() throws InterruptedException {
		for (int i = 0; i < 3; i++) {
			System.gc();
			TimeUnit.MILLISECONDS.sleep(200);
		}
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	private static ConfigurableApplicationContext start(NatsTestServer server, int listeners, String virtual,
			CountDownLatch received) {
		Map<String, Object> properties = new HashMap<>();
		properties.put("nats.servers", server.url());
		properties.put("nats.jetstream.streams.MANY.subjects", "many.*");
		properties.put("nats.jetstream.streams.MANY.storage", "memory");
		properties.put("spring.threads.virtual.enabled", virtual);
		properties.put("logging.level.root", "error");
		properties.put("spring.main.banner-mode", "off");
		SpringApplication application = new SpringApplication(TrialApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(properties);
		application.addInitializers((context) -> {
			for (int i = 0; i < listeners / 2; i++) {
				int number = i;
				((GenericApplicationContext) context).registerBean("stored" + i, Stored.class,
						() -> new Stored(number, received));
				((GenericApplicationContext) context).registerBean("plain" + i, Plain.class,
						() -> new Plain(number, received));
			}
		});
		return application.run();
	}

	/**
	 * Listens on a stream.
	 */
	static class Stored {

		private final int number;

		private final CountDownLatch received;

		Stored(int number, CountDownLatch received) {
			this.number = number;
			this.received = received;
		}

		public int getNumber() {
			return this.number;
		}

		@JetStreamListener(id = "stored#{__listener.number}", stream = "MANY", subjects = "many.#{__listener.number}",
				durable = "stored#{__listener.number}")
		void work(String text) {
			this.received.countDown();
		}

	}

	/**
	 * Listens to what is not stored.
	 */
	static class Plain {

		private final int number;

		private final CountDownLatch received;

		Plain(int number, CountDownLatch received) {
			this.number = number;
			this.received = received;
		}

		public int getNumber() {
			return this.number;
		}

		@NatsListener(id = "plain#{__listener.number}", subjects = "core.#{__listener.number}")
		void work(String text) {
			this.received.countDown();
		}

	}

}
