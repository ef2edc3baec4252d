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

package io.github.natsboot.listener.nats;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.ListenerState;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import io.nats.client.Connection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a pause of listeners on core subjects does to messages.
 */
@WithNatsServer
class NatsListenerPauseIT {

	private final NatsTestServer server;

	NatsListenerPauseIT(NatsTestServer server) {
		this.server = server;
	}

	@Test
	void messagesOfAPauseGoToTheOthersOfTheQueueGroup() throws Exception {
		Worker one = new Worker();
		Worker two = new Worker();
		try (ListenerContext first = ListenerContext.start(this.server, one);
				ListenerContext second = ListenerContext.start(this.server, two)) {
			first.registry().pause("worker");
			assertThat(state(first, "worker")).isEqualTo(ListenerState.PAUSED);
			publish(second, 50);
			await().until(() -> two.received.size() == 50);
			assertThat(one.received).isEmpty();
			first.registry().resume("worker");
			assertThat(state(first, "worker")).isEqualTo(ListenerState.RUNNING);
			publish(second, 100);
			await().until(() -> one.received.size() + two.received.size() == 150);
			assertThat(one.received).isNotEmpty();
		}
	}

	@Test
	void messagesOfAPauseAreNotSeenAndWhatHasComeBeforeIsWorkedOn() throws Exception {
		Worker worker = new Worker();
		try (ListenerContext context = ListenerContext.start(this.server, worker)) {
			publish(context, 50);
			await().until(() -> !worker.received.isEmpty());
			context.registry().pause("worker");
			publish(context, 7);
			await().until(() -> worker.received.size() == 50);
			context.registry().resume("worker");
			context.nats().publish("work", "after");
			await().until(() -> worker.received.contains("after"));
			assertThat(worker.received).hasSize(51);
		}
	}

	@Test
	void pauseSurvivesALostConnection() throws Exception {
		Worker worker = new Worker();
		try (ListenerContext context = ListenerContext.start(this.server, worker)) {
			context.registry().pause("worker");
			context.connection().forceReconnect();
			await().until(() -> context.connection().getStatus() == Connection.Status.CONNECTED);
			publish(context, 5);
			await().during(Duration.ofSeconds(1)).until(worker.received::isEmpty);
			context.registry().resume("worker");
			publish(context, 5);
			await().until(() -> worker.received.size() == 5);
		}
	}

	@Test
	void pauseWithoutAConnectionCountsWhenItIsBack() throws Exception {
		try (NatsTestServer own = NatsTestServer.start()) {
			Worker worker = new Worker();
			try (ListenerContext context = ListenerContext.start(own, worker)) {
				own.kill();
				await().until(() -> context.connection().getStatus() != Connection.Status.CONNECTED);
				context.registry().pause("worker");
				own.restart();
				await().until(() -> context.connection().getStatus() == Connection.Status.CONNECTED);
				publish(context, 5);
				await().during(Duration.ofSeconds(1)).until(worker.received::isEmpty);
				context.registry().resume("worker");
				publish(context, 5);
				await().until(() -> worker.received.size() == 5);
			}
		}
	}

	@Test
	void pauseAndResumeMayBeCalledTwiceAndAStopEndsAPause() throws Exception {
		Worker worker = new Worker();
		try (ListenerContext context = ListenerContext.start(this.server, worker)) {
			NatsListenerEndpointRegistry registry = context.registry();
			registry.resume("worker");
			registry.pause("worker");
			registry.pause("worker");
			registry.start("worker");
			assertThat(state(context, "worker")).isEqualTo(ListenerState.PAUSED);
			registry.stop("worker");
			assertThat(state(context, "worker")).isEqualTo(ListenerState.STOPPED);
			registry.resume("worker");
			registry.pause("worker");
			assertThat(state(context, "worker")).isEqualTo(ListenerState.STOPPED);
			registry.start("worker");
			publish(context, 5);
			await().until(() -> worker.received.size() == 5);
		}
	}

	@Test
	void methodMayPauseItsOwnListener() throws Exception {
		SelfPausing listener = new SelfPausing();
		try (ListenerContext context = ListenerContext.start(this.server, listener)) {
			listener.registry = context.registry();
			context.nats().publish("self", "1");
			await().until(() -> state(context, "self").isPaused());
			context.nats().publish("self", "2");
			await().during(Duration.ofMillis(500)).until(() -> listener.received.size() == 1);
			context.registry().resume("self");
			context.nats().publish("self", "3");
			await().untilAsserted(() -> assertThat(listener.received).containsExactly("1", "3"));
		}
	}

	private static void publish(ListenerContext context, int count) {
		for (int i = 0; i < count; i++) {
			context.nats().publish("work", Integer.toString(i));
		}
	}

	private static ListenerState state(ListenerContext context, String id) {
		return context.registry().getListenerContainer(id).state();
	}

	static class Worker {

		final List<String> received = new CopyOnWriteArrayList<>();

		@NatsListener(id = "worker", subjects = "work", queue = "workers", concurrency = "2")
		void work(String text) throws Exception {
			TimeUnit.MILLISECONDS.sleep(5);
			this.received.add(text);
		}

	}

	static class SelfPausing {

		final List<String> received = new CopyOnWriteArrayList<>();

		volatile NatsListenerEndpointRegistry registry;

		@NatsListener(id = "self", subjects = "self")
		void handle(String text) {
			this.received.add(text);
			if (text.equals("1")) {
				this.registry.pause("self");
			}
		}

	}

}
