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

import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.test.server.NatsTestServer;
import io.nats.client.JetStreamManagement;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Messages that take 10 milliseconds to 3 seconds, most of them little and some very
 * long, with the default settings but for an ack-wait that is shorter than the longest:
 * nothing comes twice, and nothing becomes a dead letter.
 */
public final class SlowHandlersTrial {

	private SlowHandlersTrial() {
	}

	/**
	 * Run the trial.
	 * @param args the number of messages, and the listener's concurrency
	 * @throws Exception when it cannot run
	 */
	public static void main(String[] args) throws Exception {
		int messages = (args.length > 0) ? Integer.parseInt(args[0]) : 5_000;
		String concurrency = (args.length > 1) ? args[1] : "1";
		String ackWait = (args.length > 2) ? args[2] : "";
		Slow slow = new Slow();
		try (NatsTestServer server = NatsTestServer.start();
				ConfigurableApplicationContext context = TrialApplication.run(server.url(),
						Map.of("nats.jetstream.streams.SLOW.subjects", "slow", "trial.concurrency", concurrency,
								"trial.ack-wait", ackWait),
						slow)) {
			JetStreamOperations jetStream = context.getBean(JetStreamOperations.class);
			long begun = System.nanoTime();
			for (int i = 0; i < messages; i++) {
				jetStream.publish("slow", Integer.toString(i));
			}
			JetStreamManagement management = context.getBean(JetStreamManagement.class);
			while (slow.calls.size() < messages || slow.running.get() > 0
					|| management.getConsumerInfo("SLOW", "slow").getNumAckPending() > 0) {
				TimeUnit.MILLISECONDS.sleep(100);
			}
			// What would come twice has come by now.
			TimeUnit.SECONDS.sleep(5);
			long twice = slow.calls.values().stream().filter((count) -> count.get() > 1).count();
			long redelivered = management.getConsumerInfo("SLOW", "slow").getDelivered().getConsumerSequence()
					- messages;
			long dead = management.getStreamInfo("SLOW_DLQ").getStreamState().getMsgCount();
			TrialApplication.end(twice == 0 && redelivered == 0 && dead == 0, String.format(
					"%,d messages of 10 ms to 3 s (mean %.0f ms, longest %,d ms, concurrency %s, ack-wait %s) in "
							+ "%.0f s: %d worked on twice, %d redelivered, %d dead letters",
					messages, slow.total.get() / (double) messages, slow.longest.get(), concurrency,
					ackWait.isEmpty() ? "30s" : ackWait, (System.nanoTime() - begun) / 1e9, twice, redelivered, dead));
		}
	}

	/**
	 * Takes its time.
	 */
	static class Slow {

		private final ConcurrentMap<String, AtomicInteger> calls = new ConcurrentHashMap<>();

		private final AtomicInteger running = new AtomicInteger();

		private final AtomicLong total = new AtomicLong();

		private final AtomicLong longest = new AtomicLong();

		private final Random random = new Random(4711);

		@JetStreamListener(id = "slow", stream = "SLOW", durable = "slow", concurrency = "${trial.concurrency}",
				ackWait = "${trial.ack-wait}")
		void work(String text) throws InterruptedException {
			this.running.incrementAndGet();
			this.calls.computeIfAbsent(text, (key) -> new AtomicInteger()).incrementAndGet();
			// Pareto, with a shape of 1.1.
			long millis = Math.min(3000, Math.round(10 / Math.pow(1 - this.random.nextDouble(), 1 / 1.1)));
			this.total.addAndGet(millis);
			this.longest.accumulateAndGet(millis, Math::max);
			TimeUnit.MILLISECONDS.sleep(millis);
			this.running.decrementAndGet();
		}

	}

}
