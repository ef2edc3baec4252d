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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.test.server.NatsTestCluster;
import io.github.natsboot.test.server.NatsTestServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.StreamConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * How long it takes until a listener goes on after something broke: from the
 * acknowledgement of the first message that the server stores afterwards to the call with
 * that message, which has to come within two seconds. Nothing that was stored may be
 * missing at the end.
 */
public final class ResumeTrial {

	private static final double LIMIT_SECONDS = 2;

	private static final int PATIENCE_SECONDS = 60;

	private final List<String> results = new ArrayList<>();

	private boolean kept = true;

	private ResumeTrial() {
	}

	/**
	 * Run the trial.
	 * @param args the number of rounds
	 * @throws Exception when it cannot run
	 */
	public static void main(String[] args) throws Exception {
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : 3;
		ResumeTrial trial = new ResumeTrial();
		for (int round = 0; round < rounds; round++) {
			trial.round();
		}
		trial.results.stream().sorted().forEach(System.out::println);
		TrialApplication.end(trial.kept, "Listeners go on");
	}

	private void round() throws Exception {
		single("connection reset", (server, run) -> run.context.getBean(Connection.class).forceReconnect());
		single("consumer deleted", (server, run) -> run.management().deleteConsumer("NUMBERS", "numbers"));
		single("stream deleted, and made again after 3 s", (server, run) -> {
			StreamConfiguration stream = run.management().getStreamInfo("NUMBERS").getConfiguration();
			run.management().deleteStream("NUMBERS");
			TimeUnit.SECONDS.sleep(3);
			run.storedAt.clear();
			run.management().addStream(stream);
		});
		single("server killed, and started again after 5 s", (server, run) -> {
			server.kill();
			TimeUnit.SECONDS.sleep(5);
			server.restart();
		});
		single("server paused for 30 s", (server, run) -> {
			server.pause();
			TimeUnit.SECONDS.sleep(30);
			server.resume();
		});
		try (NatsTestCluster cluster = NatsTestCluster.start(3)) {
			measure("leader of three killed", cluster.url(), 3,
					(run) -> cluster.leaderOf(run.management(), "NUMBERS").kill());
		}
	}

	private void single(String what, ServerDisturbance disturbance) throws Exception {
		try (NatsTestServer server = NatsTestServer.builder().syncAlways(true).start()) {
			measure(what, server.url(), 1, (run) -> disturbance.disturb(server, run));
		}
	}

	private void measure(String what, String urls, int replicas, Disturbance disturbance) throws Exception {
		Numbers numbers = new Numbers();
		try (ConfigurableApplicationContext context = TrialApplication.run(urls,
				Map.of("nats.jetstream.streams.NUMBERS.subjects", "number", "nats.jetstream.streams.NUMBERS.replicas",
						replicas, "nats.jetstream.publish.timeout", "500ms", "nats.jetstream.publish.retry-timeout",
						"0s"),
				numbers)) {
			String result = new Run(context, numbers).measure(disturbance);
			this.kept &= !result.contains("BROKEN");
			this.results.add(what + ": " + result);
			System.out.println(what + ": " + result);
		}
	}

	/**
	 * Breaks something, and returns when that is over.
	 */
	private interface Disturbance {

		void disturb(Run run) throws Exception;

	}

	/**
	 * Breaks something at a server.
	 */
	private interface ServerDisturbance {

		void disturb(NatsTestServer server, Run run) throws Exception;

	}

	/**
	 * One application, with a publisher that goes on whatever happens.
	 */
	private static final class Run {

		private final ConfigurableApplicationContext context;

		private final Numbers numbers;

		private final ConcurrentMap<String, Long> storedAt = new ConcurrentHashMap<>();

		private volatile boolean publishing = true;

		private volatile boolean over;

		private volatile @Nullable String first;

		Run(ConfigurableApplicationContext context, Numbers numbers) {
			this.context = context;
			this.numbers = numbers;
		}

		JetStreamManagement management() {
			return this.context.getBean(JetStreamManagement.class);
		}

		String measure(Disturbance disturbance) throws Exception {
			Thread publisher = new Thread(this::publish, "publisher");
			publisher.start();
			TimeUnit.SECONDS.sleep(2);
			disturbance.disturb(this);
			long overAt = System.nanoTime();
			this.over = true;
			String mark = awaitFirst();
			Long calledAt = (mark != null) ? awaitCall(mark) : null;
			TimeUnit.SECONDS.sleep(1);
			this.publishing = false;
			publisher.join();
			if (mark == null || calledAt == null) {
				return "BROKEN: " + ((mark == null) ? "nothing could be stored" : "nothing was worked on") + " in "
						+ PATIENCE_SECONDS + " s";
			}
			long missing = awaitMissing();
			long markStoredAt = Objects.requireNonNull(this.storedAt.get(mark));
			double resumed = (calledAt - markStoredAt) / 1e9;
			return String.format(
					"%.3f s after the first message was stored, which was %.1f s after the disturbance; %,d stored, "
							+ "%,d calls, %d missing%s",
					resumed, (markStoredAt - overAt) / 1e9, this.storedAt.size(), this.numbers.calls(), missing,
					(missing > 0 || resumed > LIMIT_SECONDS) ? ": BROKEN" : "");
		}

		private void publish() {
			JetStreamOperations jetStream = this.context.getBean(JetStreamOperations.class);
			for (int number = 0; this.publishing; number++) {
				boolean afterwards = this.over;
				String text = Integer.toString(number);
				try {
					jetStream.message(text).subject("number").id(text).publish();
					this.storedAt.put(text, System.nanoTime());
					if (afterwards && this.first == null) {
						this.first = text;
					}
				}
				catch (RuntimeException ex) {
					// Stored or not, nobody knows: only what is known to be stored
					// counts.
				}
			}
		}

		private @Nullable String awaitFirst() throws InterruptedException {
			for (int i = 0; i < PATIENCE_SECONDS * 1000 && this.first == null; i++) {
				TimeUnit.MILLISECONDS.sleep(1);
			}
			return this.first;
		}

		private @Nullable Long awaitCall(String text) throws InterruptedException {
			for (int i = 0; i < PATIENCE_SECONDS * 1000 && !this.numbers.calledAt.containsKey(text); i++) {
				TimeUnit.MILLISECONDS.sleep(1);
			}
			return this.numbers.calledAt.get(text);
		}

		/**
		 * What was on the wire when it broke comes again after ack-wait.
		 */
		private long awaitMissing() throws InterruptedException {
			for (int i = 0; i < PATIENCE_SECONDS && missing() > 0; i++) {
				TimeUnit.SECONDS.sleep(1);
			}
			return missing();
		}

		private long missing() {
			return this.storedAt.keySet().stream().filter((text) -> !this.numbers.calledAt.containsKey(text)).count();
		}

	}

	/**
	 * Takes the messages.
	 */
	static class Numbers {

		private final ConcurrentMap<String, Long> calledAt = new ConcurrentHashMap<>();

		private volatile int calls;

		int calls() {
			return this.calls;
		}

		@JetStreamListener(id = "numbers", stream = "NUMBERS", durable = "numbers")
		void take(String text) {
			this.calls++;
			this.calledAt.putIfAbsent(text, System.nanoTime());
		}

	}

}
