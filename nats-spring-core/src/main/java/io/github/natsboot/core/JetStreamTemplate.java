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

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.github.natsboot.observation.NatsTemplateObservationContext.Operation;
import io.github.natsboot.observation.NatsTemplateObservationConvention;
import io.github.natsboot.support.NatsMessageConverter;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Connection;
import io.nats.client.JetStreamOptions;
import io.nats.client.NUID;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * {@link JetStreamOperations} over a connection. Immutable but for the count of messages
 * in flight, and safe for use by several threads; it never closes the connection.
 * <p>
 * A generated message id is a NUID: 12 random characters and a counter of 10 characters
 * for each template, unique over processes and restarts.
 *
 * @since 0.1.0
 */
public final class JetStreamTemplate implements JetStreamOperations {

	private final NUID ids = new NUID();

	private final Connection connection;

	private final NatsMessageConverter converter;

	private final JetStreamTemplateOptions options;

	private final TemplateObservations observations;

	private final BlockingPublisher blocking;

	private final AsyncPublisher async;

	private final BatchPublisher batches;

	private JetStreamTemplate(Builder builder) {
		this.connection = builder.connection;
		NativeClient client = new NativeClient(builder.connection);
		StreamLookup lookup = new StreamLookup(client, builder.jetStreamOptions);
		this.converter = (builder.converter != null) ? builder.converter : NatsMessageConverter.createDefault();
		this.options = builder.options;
		this.observations = new TemplateObservations(builder.observationRegistry, builder.observationConvention,
				builder.connectionName);
		this.blocking = new BlockingPublisher(client, lookup, this.options);
		this.batches = new BatchPublisher(client, lookup, this.options);
		this.async = new AsyncPublisher(client, lookup, this.options,
				(builder.executor != null) ? builder.executor : CallbackExecutor.shared());
	}

	/**
	 * Begins a template.
	 * @param connection the connection to publish over
	 * @return the builder
	 */
	public static Builder builder(Connection connection) {
		return new Builder(connection);
	}

	@Override
	public PublishAck publish(String subject, @Nullable Object payload) {
		return message(payload).subject(subject).publish();
	}

	@Override
	public CompletableFuture<PublishAck> publishAsync(String subject, @Nullable Object payload) {
		return message(payload).subject(subject).publishAsync();
	}

	@Override
	public JetStreamMessageSpec message(@Nullable Object payload) {
		return new DefaultJetStreamMessageSpec(this, this.converter.encode(payload));
	}

	@Override
	public PublishAck publishBatch(List<? extends JetStreamMessageSpec> messages) {
		Assert.notEmpty(messages, "'messages' must not be empty");
		ServerFeature.ATOMIC_BATCH.require(this.connection);
		List<OutboundMessage> batch = messages.stream().map(this::own).toList();
		Set<String> own = names(batch.get(0).headers());
		return this.observations.observe(Operation.PUBLISH, batch.get(0),
				(first) -> this.batches.publish(asObserved(first, own, batch)));
	}

	private OutboundMessage own(JetStreamMessageSpec message) {
		Assert.isTrue(message instanceof DefaultJetStreamMessageSpec spec && spec.isOf(this),
				"A message of a batch must be made by message(…) of the same template");
		return ((DefaultJetStreamMessageSpec) message).message();
	}

	/**
	 * A batch is one observation, and what it adds to the first message, such as the
	 * trace, belongs to all.
	 */
	private static List<OutboundMessage> asObserved(OutboundMessage first, Set<String> own,
			List<OutboundMessage> batch) {
		List<OutboundMessage> observed = new ArrayList<>(batch);
		observed.set(0, first);
		Headers carrier = first.headers();
		Set<String> added = new HashSet<>(names(carrier));
		added.removeAll(own);
		if (carrier != null && !added.isEmpty()) {
			observed.subList(1, observed.size()).replaceAll((message) -> {
				Headers headers = (message.headers() != null) ? message.headers() : new Headers();
				added.forEach((name) -> headers.put(name, carrier.get(name)));
				return message.withHeaders(headers);
			});
		}
		return observed;
	}

	private static Set<String> names(@Nullable Headers headers) {
		return (headers != null) ? Set.copyOf(headers.keySet()) : Set.of();
	}

	/**
	 * Returns how many asynchronous publishes wait for their acknowledgement.
	 * @return the number, from 0 to {@link JetStreamTemplateOptions#maxInFlight()}
	 */
	public int getInFlight() {
		return this.async.inFlight();
	}

	Connection connection() {
		return this.connection;
	}

	@Nullable String generateId() {
		return this.options.generateMessageId() ? this.ids.next() : null;
	}

	PublishAck publish(OutboundMessage message) {
		return this.observations.observe(Operation.PUBLISH, message, this.blocking::publish);
	}

	CompletableFuture<PublishAck> publishAsync(OutboundMessage message) {
		return this.observations.observeAsync(Operation.PUBLISH, message, this.async::publish);
	}

	/**
	 * What a template is made of.
	 */
	public static final class Builder {

		private final Connection connection;

		private @Nullable NatsMessageConverter converter;

		private JetStreamTemplateOptions options = JetStreamTemplateOptions.DEFAULT;

		private @Nullable JetStreamOptions jetStreamOptions;

		private ObservationRegistry observationRegistry = ObservationRegistry.NOOP;

		private @Nullable NatsTemplateObservationConvention observationConvention;

		private String connectionName = TemplateObservations.DEFAULT_CONNECTION;

		private @Nullable Executor executor;

		private Builder(Connection connection) {
			Assert.notNull(connection, "'connection' must not be null");
			this.connection = connection;
		}

		/**
		 * Sets the converter; by default bytes, text and, with Jackson 3 on the class
		 * path, JSON.
		 * @param converter the converter
		 * @return this
		 */
		public Builder converter(NatsMessageConverter converter) {
			this.converter = converter;
			return this;
		}

		/**
		 * Sets the options; {@link JetStreamTemplateOptions#DEFAULT} by default.
		 * @param options the options
		 * @return this
		 */
		public Builder options(JetStreamTemplateOptions options) {
			this.options = options;
			return this;
		}

		/**
		 * Sets the native options, of which prefix and domain are used when the server is
		 * asked about its streams.
		 * @param jetStreamOptions the native options, or {@code null} for the default
		 * @return this
		 */
		public Builder jetStreamOptions(@Nullable JetStreamOptions jetStreamOptions) {
			this.jetStreamOptions = jetStreamOptions;
			return this;
		}

		/**
		 * Sets where to report observations; nowhere by default.
		 * @param observationRegistry the registry
		 * @return this
		 */
		public Builder observationRegistry(ObservationRegistry observationRegistry) {
			this.observationRegistry = observationRegistry;
			return this;
		}

		/**
		 * Sets a convention of the application's own for observations.
		 * @param observationConvention the convention, or {@code null} for the default
		 * @return this
		 */
		public Builder observationConvention(@Nullable NatsTemplateObservationConvention observationConvention) {
			this.observationConvention = observationConvention;
			return this;
		}

		/**
		 * Sets the connection's name in observations; {@code default} by default.
		 * @param connectionName the name
		 * @return this
		 */
		public Builder connectionName(String connectionName) {
			this.connectionName = connectionName;
			return this;
		}

		/**
		 * Sets where futures complete. By default a pool of daemon threads shared by all
		 * templates, which grows while callbacks wait for other futures; an executor of a
		 * fixed size is free from deadlocks only as long as its callbacks do not wait for
		 * each other.
		 * @param executor the executor, or {@code null} for the default
		 * @return this
		 */
		public Builder executor(@Nullable Executor executor) {
			this.executor = executor;
			return this;
		}

		/**
		 * Makes the template.
		 * @return the template
		 */
		public JetStreamTemplate build() {
			return new JetStreamTemplate(this);
		}

	}

}
