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

package io.github.natsboot.connection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.natsboot.event.NatsConnectionEvent;
import io.github.natsboot.event.NatsConnectionEvent.Type;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener.Events;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * Which events of the client are published, when, and on which thread.
 */
class NatsConnectionEventPublisherTests {

	private final List<NatsConnectionEvent> published = new CopyOnWriteArrayList<>();

	private final List<String> threads = new CopyOnWriteArrayList<>();

	private final CountDownLatch blocked = new CountDownLatch(1);

	private final Connection connection = mock(Connection.class);

	private NatsConnectionEventPublisher publisher = new NatsConnectionEventPublisher(this::record);

	private void record(Object event) {
		this.threads.add(Thread.currentThread().getName());
		this.published.add((NatsConnectionEvent) event);
	}

	@AfterEach
	void destroy() {
		this.blocked.countDown();
		this.publisher.destroy();
	}

	@Test
	void eachChangeIsPublishedOnceInOrder() {
		this.publisher.start();
		tell(Events.CONNECTED, Events.DISCOVERED_SERVERS, Events.LAME_DUCK, Events.DISCONNECTED, Events.DISCONNECTED,
				Events.DISCONNECTED, Events.RECONNECTED, Events.RESUBSCRIBED, Events.DISCONNECTED, Events.CLOSED);
		await().until(() -> this.published.size() == 7);
		assertThat(this.published).extracting(NatsConnectionEvent::getType)
			.containsExactly(Type.CONNECTED, Type.DISCOVERED_SERVERS, Type.LAME_DUCK, Type.DISCONNECTED,
					Type.RECONNECTED, Type.DISCONNECTED, Type.CLOSED);
		assertThat(this.published.get(0).getSource()).isSameAs(this.connection);
		assertThat(this.published.get(0).getTimestamp()).isEqualTo(42);
		assertThat(this.threads).allSatisfy((name) -> assertThat(name).startsWith("nats-connection-events-"));
	}

	@Test
	void addressIsShownWithoutCredentials() {
		this.publisher.start();
		tell(Events.CONNECTED);
		await().until(() -> this.published.size() == 1);
		assertThat(this.published.get(0).getServer()).isEqualTo("nats://host:4222");
	}

	@Test
	void attemptsBeforeTheConnectionWasOpenAreNotPublished() {
		this.publisher.start();
		tell(Events.DISCONNECTED, Events.CLOSED, Events.CONNECTED);
		await().until(() -> this.published.size() == 1);
		assertThat(this.published.get(0).getType()).isEqualTo(Type.CONNECTED);
	}

	@Test
	void eventsAreKeptBackUntilTheApplicationStarts() {
		tell(Events.CONNECTED, Events.DISCONNECTED);
		await().during(Duration.ofMillis(200)).until(this.published::isEmpty);
		this.publisher.start();
		tell(Events.RECONNECTED);
		await().until(() -> this.published.size() == 3);
		assertThat(this.published).extracting(NatsConnectionEvent::getType)
			.containsExactly(Type.CONNECTED, Type.DISCONNECTED, Type.RECONNECTED);
	}

	@Test
	void refusedCredentialsArePublishedOnceForEachLoss() {
		this.publisher.start();
		refuse();
		tell(Events.CONNECTED);
		refuse();
		tell(Events.DISCONNECTED);
		refuse();
		tell(Events.DISCONNECTED);
		refuse();
		this.publisher.errorOccurred(this.connection, "Permissions Violation for Publish to \"orders\"");
		tell(Events.DISCONNECTED, Events.RECONNECTED, Events.DISCONNECTED);
		refuse();
		await().until(() -> this.published.size() == 6);
		assertThat(this.published).extracting(NatsConnectionEvent::getType)
			.containsExactly(Type.CONNECTED, Type.DISCONNECTED, Type.CREDENTIALS_REFUSED, Type.RECONNECTED,
					Type.DISCONNECTED, Type.CREDENTIALS_REFUSED);
		assertThat(this.published.get(2).getReason()).isEqualTo("Authorization Violation");
		assertThat(this.published.get(2)).asString()
			.isEqualTo("NatsConnectionEvent[CREDENTIALS_REFUSED, server null, " + "Authorization Violation]");
	}

	private void refuse() {
		this.publisher.errorOccurred(this.connection, "Authorization Violation");
	}

	@Test
	void listenerThatDoesNotReturnBlocksNotTheClientAndFillsNotTheMemory() {
		this.publisher.destroy();
		this.publisher = new NatsConnectionEventPublisher(this::block);
		this.publisher.start();
		tell(Events.CONNECTED);
		IntStream.range(0, NatsConnectionEventPublisher.CAPACITY * 2).forEach((i) -> tell(Events.LAME_DUCK));
		this.blocked.countDown();
		await().until(() -> this.published.size() >= NatsConnectionEventPublisher.CAPACITY);
		assertThat(this.published).hasSizeLessThanOrEqualTo(NatsConnectionEventPublisher.CAPACITY + 2);
	}

	private void block(Object event) {
		try {
			this.blocked.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		record(event);
	}

	@Test
	void listenerThatThrowsDoesNotKeepTheNextEventFromBeingPublished() {
		this.publisher.destroy();
		this.publisher = new NatsConnectionEventPublisher((event) -> {
			record(event);
			throw new IllegalStateException("as asked for");
		});
		this.publisher.start();
		tell(Events.CONNECTED, Events.DISCONNECTED);
		await().until(() -> this.published.size() == 2);
	}

	private void tell(Events... events) {
		for (Events event : events) {
			this.publisher.connectionEvent(this.connection, event, 42L, "nats://alice:s3cr3t@host:4222");
		}
	}

}
