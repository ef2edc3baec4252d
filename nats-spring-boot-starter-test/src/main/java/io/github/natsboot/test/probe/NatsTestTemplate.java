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

package io.github.natsboot.test.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.JetStreamTemplate;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.core.NatsTemplate;
import io.github.natsboot.core.Subjects;
import io.github.natsboot.listener.ListenerContainer;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.github.natsboot.support.NatsMessageConverter;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.Subscription;
import io.nats.client.api.ServerInfo;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to an application under test, and waits for what it does: a listener's call,
 * the settlement of a message, a dead letter, a message that is sent on. A bean of tests
 * with {@link io.github.natsboot.test.EnableNatsServer @EnableNatsServer},
 * {@link io.github.natsboot.test.NatsTest @NatsTest} or
 * {@link io.github.natsboot.test.AutoConfigureNatsTestTemplate @AutoConfigureNatsTestTemplate}.
 * Safe for use by several threads.
 *
 * <pre class="code">
 * nats.listener("fraud").failNext(new IllegalStateException("down"));
 * nats.publish("order.created", new Order("123", 99.9));
 * assertThat(nats.listener("fraud").awaitSettled()).isAttempt(1).isRetried();
 * assertThat(nats.listener("fraud").awaitSettled()).isAttempt(2).isAcknowledged();
 * </pre>
 *
 * What listeners do is recorded anew for each test method.
 *
 * @since 0.1.0
 */
public final class NatsTestTemplate {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final int JETSTREAM_NOT_ENABLED_FOR_ACCOUNT = 10039;

	private final Connection connection;

	private final NatsOperations nats;

	private final JetStreamOperations jetStream;

	private final JetStreamManagement management;

	private final NatsMessageConverter converter;

	private final @Nullable NatsListenerEndpointRegistry registry;

	private final ListenerRecorder recorder;

	private final Disturbances disturbances;

	private final Duration timeout;

	/**
	 * With templates of its own: a test may have those of the application mocked.
	 */
	NatsTestTemplate(Connection connection, JetStreamOptions options, NatsMessageConverter converter,
			ObservationRegistry observations, @Nullable NatsListenerEndpointRegistry registry,
			ListenerRecorder recorder) throws IOException {
		this(connection,
				NatsTemplate.builder(connection).converter(converter).observationRegistry(observations).build(),
				JetStreamTemplate.builder(connection)
					.converter(converter)
					.jetStreamOptions(options)
					.observationRegistry(observations)
					.build(),
				connection.jetStreamManagement(options), converter, registry, recorder, new Disturbances(), TIMEOUT);
	}

	private NatsTestTemplate(Connection connection, NatsOperations nats, JetStreamOperations jetStream,
			JetStreamManagement management, NatsMessageConverter converter,
			@Nullable NatsListenerEndpointRegistry registry, ListenerRecorder recorder, Disturbances disturbances,
			Duration timeout) {
		this.connection = connection;
		this.nats = nats;
		this.jetStream = jetStream;
		this.management = management;
		this.converter = converter;
		this.registry = registry;
		this.recorder = recorder;
		this.disturbances = disturbances;
		this.timeout = timeout;
	}

	/**
	 * Returns a template that waits for another time. It sees and disturbs the same
	 * listeners. A publish may take longer: up to 10 seconds are tried again where the
	 * server does not acknowledge it, whatever the application's own settings.
	 * @param timeout the longest time to wait; 10 seconds by default
	 * @return the template
	 */
	public NatsTestTemplate within(Duration timeout) {
		return new NatsTestTemplate(this.connection, this.nats, this.jetStream, this.management, this.converter,
				this.registry, this.recorder, this.disturbances, timeout);
	}

	/**
	 * Publishes a message. Where a stream captures the subject it returns when the
	 * message is stored; elsewhere nobody confirms it. A server that does not tell which
	 * of the two it is, such as a cluster that elects a leader, is asked again as long as
	 * this template waits.
	 * @param subject literal subject
	 * @param payload the payload, or {@code null} for an empty body
	 * @throws io.github.natsboot.core.NatsException when it cannot be published or stored
	 */
	public void publish(String subject, @Nullable Object payload) {
		send(subject, payload);
	}

	/**
	 * Publish, and say how.
	 */
	private String send(String subject, @Nullable Object payload) {
		if (isCaptured(Subjects.requireLiteral(subject))) {
			return "stored in stream '" + this.jetStream.publish(subject, payload).getStream() + "'";
		}
		this.nats.publish(subject, payload);
		return "captured by no stream";
	}

	/**
	 * Publishes a message, and waits for another that the application publishes because
	 * of it.
	 * @param subject literal subject to publish to
	 * @param payload the payload, or {@code null} for an empty body
	 * @param expected subject, which may have wildcards, of the message to wait for; if
	 * it covers what is published here that counts, too
	 * @return the first message on that subject
	 * @throws AssertionError when none comes in time
	 */
	public CapturedMessage publishAndExpect(String subject, @Nullable Object payload, String expected) {
		try (MessageProbe probe = probe(expected)) {
			String how = send(subject, payload);
			return probe.awaitMessage(
					() -> "; what was published to '" + subject + "' was " + how + this.recorder.describeCalls());
		}
	}

	/**
	 * Begins to hear what is published to a subject. Returns when the server knows of it.
	 * @param subject the subject, which may have wildcards
	 * @return gives what it hears; the end of the test method closes it
	 */
	public MessageProbe probe(String subject) {
		Subscription subscription = this.connection.subscribe(Subjects.requirePattern(subject));
		try {
			// Behind the subscription.
			this.connection.RTT();
		}
		catch (IOException ex) {
			subscription.unsubscribe();
			throw new IllegalStateException("Cannot hear '" + subject + "': the server does not answer", ex);
		}
		return this.disturbances.add(new MessageProbe(subscription, this.converter, this.timeout));
	}

	/**
	 * Looks at a listener.
	 * @param id the listener's id: by default the name of its bean and that of its
	 * method, joined by a dot
	 * @return what sees and disturbs it
	 * @throws IllegalArgumentException when there is no such listener
	 */
	public ListenerProbe listener(String id) {
		ListenerContainer container = (this.registry != null) ? this.registry.getListenerContainer(id) : null;
		if (container == null) {
			throw new IllegalArgumentException("There is no listener '" + id + "'; " + describeListeners());
		}
		return new ListenerProbe(container, this.recorder.record(id), this.converter, this.disturbances,
				this.management, this.timeout);
	}

	private String describeListeners() {
		List<String> ids = (this.registry != null) ? this.registry.getListenerContainers()
			.stream()
			.map((container) -> container.info().id())
			.sorted()
			.toList() : List.of();
		return ids.isEmpty() ? "there are none at all; a slice has those of the classes that @NatsTest names"
				: "there are: " + String.join(", ", ids);
	}

	/**
	 * A test method begins.
	 */
	void begin() {
		this.recorder.clear();
	}

	/**
	 * A test method has ended.
	 */
	void end() {
		this.recorder.clearFaults();
		this.disturbances.closeAll();
	}

	private boolean isCaptured(String subject) {
		ServerInfo server = this.connection.getServerInfo();
		if (server != null && !server.isJetStreamAvailable()) {
			return false;
		}
		long deadline = System.nanoTime() + this.timeout.toNanos();
		while (true) {
			try {
				return !this.management.getStreamNames(subject).isEmpty();
			}
			catch (JetStreamApiException ex) {
				if (ex.getApiErrorCode() == JETSTREAM_NOT_ENABLED_FOR_ACCOUNT) {
					return false;
				}
				requireTime(deadline, subject, ex);
			}
			catch (IOException ex) {
				requireTime(deadline, subject, ex);
			}
		}
	}

	private static void requireTime(long deadline, String subject, Exception failure) {
		if (System.nanoTime() - deadline > 0) {
			throw unknown(subject, failure);
		}
		try {
			Thread.sleep(100);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw unknown(subject, ex);
		}
	}

	private static IllegalStateException unknown(String subject, Exception cause) {
		return new IllegalStateException("Nothing was published: the server does not tell whether a stream captures '"
				+ subject + "', so that it might have been lost", cause);
	}

	static String describe(Duration time) {
		return (time.toMillis() % 1000 == 0) ? time.toSeconds() + " s" : time.toMillis() + " ms";
	}

}
