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

package io.github.natsboot.test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.natsboot.listener.ListenerContainer;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamConfiguration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;

/**
 * Makes the streams of a server anew, as they were when the application had started.
 * Emptying them would not do: a stream that is emptied still takes a message id of an
 * earlier test for a duplicate.
 */
final class ServerReset {

	private static final int STORE_NOT_CREATED = 10049;

	private @Nullable List<Stream> initial;

	private List<String> listening = List.of();

	/**
	 * Remember the streams the first time, and go back to that from then on.
	 */
	void beforeTestMethod(ApplicationContext context) {
		NatsListenerEndpointRegistry registry = context.getBeanProvider(NatsListenerEndpointRegistry.class)
			.getIfUnique();
		try {
			JetStreamManagement management = management(context);
			List<Stream> known = this.initial;
			if (known == null) {
				this.initial = read(management);
				this.listening = (registry != null) ? listening(registry) : List.of();
				return;
			}
			if (registry != null) {
				registry.stop();
			}
			write(management, known);
			if (registry != null) {
				registry.start();
				this.listening.forEach(registry::start);
			}
		}
		catch (IOException | JetStreamApiException ex) {
			throw new IllegalStateException("Cannot make the streams of the test's server anew", ex);
		}
	}

	/**
	 * One of its own: a test may have that of the application mocked.
	 */
	private static JetStreamManagement management(ApplicationContext context) throws IOException {
		return context.getBean(Connection.class)
			.jetStreamManagement(
					context.getBeanProvider(JetStreamOptions.class).getIfUnique(JetStreamOptions::defaultOptions));
	}

	private static List<String> listening(NatsListenerEndpointRegistry registry) {
		return registry.getListenerContainers()
			.stream()
			.filter(ListenerContainer::isRunning)
			.map((container) -> container.info().id())
			.toList();
	}

	private static List<Stream> read(JetStreamManagement management) throws IOException, JetStreamApiException {
		List<Stream> streams = new ArrayList<>();
		for (String name : management.getStreamNames()) {
			List<ConsumerConfiguration> durables = management.getConsumers(name)
				.stream()
				.map(ConsumerInfo::getConsumerConfiguration)
				.filter((consumer) -> consumer.getDurable() != null)
				.toList();
			streams.add(new Stream(management.getStreamInfo(name).getConfiguration(), durables));
		}
		return streams;
	}

	private static void write(JetStreamManagement management, List<Stream> streams)
			throws IOException, JetStreamApiException {
		for (String name : management.getStreamNames()) {
			management.deleteStream(name);
		}
		for (Stream stream : streams) {
			add(management, stream.configuration());
			for (ConsumerConfiguration durable : stream.durables()) {
				management.addOrUpdateConsumer(stream.configuration().getName(), durable);
			}
		}
	}

	/**
	 * The server cleans up behind the removal of the last stream, and cannot make another
	 * meanwhile.
	 */
	private static void add(JetStreamManagement management, StreamConfiguration stream) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.pollDelay(Duration.ZERO)
			.ignoreExceptionsMatching(
					(ex) -> ex instanceof JetStreamApiException api && api.getApiErrorCode() == STORE_NOT_CREATED)
			.until(() -> management.addStream(stream) != null);
	}

	private record Stream(StreamConfiguration configuration, List<ConsumerConfiguration> durables) {
	}

}
