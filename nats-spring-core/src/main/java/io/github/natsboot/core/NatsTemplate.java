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

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.github.natsboot.observation.NatsTemplateObservationContext.Operation;
import io.github.natsboot.observation.NatsTemplateObservationConvention;
import io.github.natsboot.support.EncodedPayload;
import io.github.natsboot.support.NatsHeaders;
import io.github.natsboot.support.NatsMessageConverter;
import io.github.natsboot.support.PayloadProblem;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.Assert;

/**
 * {@link NatsOperations} over a connection. Immutable and safe for use by several
 * threads; it never closes the connection.
 *
 * @since 0.1.0
 */
public final class NatsTemplate implements NatsOperations {

	private final NativeClient client;

	private final NatsMessageConverter converter;

	private final NatsTemplateOptions options;

	private final TemplateObservations observations;

	private final Executor executor;

	private NatsTemplate(Builder builder) {
		this.client = new NativeClient(builder.connection);
		this.converter = (builder.converter != null) ? builder.converter : NatsMessageConverter.createDefault();
		this.options = builder.options;
		this.observations = new TemplateObservations(builder.observationRegistry, builder.observationConvention,
				builder.connectionName);
		this.executor = (builder.executor != null) ? builder.executor : CallbackExecutor.shared();
	}

	/**
	 * Begins a template.
	 * @param connection the connection to send over
	 * @return the builder
	 */
	public static Builder builder(Connection connection) {
		return new Builder(connection);
	}

	@Override
	public void publish(String subject, @Nullable Object payload) {
		Subjects.requireLiteral(subject);
		if (payload instanceof byte[] bytes && !this.observations.isEnabled()) {
			this.client.publish(subject, null, null, bytes);
			return;
		}
		publish(encode(subject, payload));
	}

	@Override
	public <T> @Nullable T request(String subject, @Nullable Object payload, Class<T> replyType) {
		Subjects.requireLiteral(subject);
		return request(encode(subject, payload), replyType, this.options.requestTimeout());
	}

	@Override
	public <T> @Nullable T request(String subject, @Nullable Object payload, ParameterizedTypeReference<T> replyType) {
		Subjects.requireLiteral(subject);
		return request(encode(subject, payload), replyType.getType(), this.options.requestTimeout());
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(String subject, @Nullable Object payload,
			Class<T> replyType) {
		Subjects.requireLiteral(subject);
		return requestAsync(encode(subject, payload), replyType, this.options.requestTimeout());
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(String subject, @Nullable Object payload,
			ParameterizedTypeReference<T> replyType) {
		Subjects.requireLiteral(subject);
		return requestAsync(encode(subject, payload), replyType.getType(), this.options.requestTimeout());
	}

	@Override
	public MessageSpec message(@Nullable Object payload) {
		return new DefaultMessageSpec(this, this.converter.encode(payload), this.options.requestTimeout());
	}

	@Override
	public <T> @Nullable T execute(ConnectionCallback<T> callback) {
		try {
			return callback.doWith(this.client.connection());
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new NatsInterruptedException("Interrupted while working with the native connection", ex);
		}
		catch (Exception ex) {
			throw new NatsClientException("Working with the native connection failed: " + ex.getMessage(), ex);
		}
	}

	void publish(OutboundMessage message) {
		this.observations.observe(Operation.PUBLISH, message, (observed) -> {
			this.client.publish(observed.subject(), observed.replyTo(), observed.headers(), observed.body());
			return Boolean.TRUE;
		});
	}

	<T> @Nullable T request(OutboundMessage message, Type replyType, Duration timeout) {
		return this.observations.<@Nullable T>observe(Operation.REQUEST, message, (observed) -> {
			Message reply = this.client.request(observed.subject(), observed.headers(), observed.body(), timeout);
			return decode(observed.subject(), reply, replyType);
		});
	}

	<T> CompletableFuture<@Nullable T> requestAsync(OutboundMessage message, Type replyType, Duration timeout) {
		return this.observations.<@Nullable T>observeAsync(Operation.REQUEST, message,
				(observed) -> send(observed, replyType, timeout));
	}

	private <T> CompletableFuture<@Nullable T> send(OutboundMessage message, Type replyType, Duration timeout) {
		CompletableFuture<Message> reply;
		try {
			reply = this.client.send(message.subject(), message.headers(), message.body(), timeout);
		}
		catch (NatsException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		CompletableFuture<@Nullable T> result = new CompletableFuture<>();
		reply.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
		// Off the thread that delivers replies: a callback that waits for another reply
		// there would wait for itself.
		reply.whenComplete((received, failure) -> CallbackExecutor.run(this.executor, () -> {
			try {
				if (failure != null) {
					throw this.client.failure(message.subject(), reply, failure, timeout);
				}
				result.complete(
						decode(message.subject(), this.client.requireReply(message.subject(), received), replyType));
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		}));
		result.whenComplete((ignored, failure) -> {
			if (result.isCancelled()) {
				reply.cancel(true);
			}
		});
		return result;
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T decode(String subject, Message reply, Type replyType) {
		Headers headers = reply.getHeaders();
		if (headers != null) {
			String text = headers.getFirst(NatsHeaders.SERVICE_ERROR);
			String code = headers.getFirst(NatsHeaders.SERVICE_ERROR_CODE);
			if (text != null || code != null) {
				throw new RemoteErrorException(subject, code, (text != null) ? text : "");
			}
		}
		try {
			return (T) this.converter.decode(reply, replyType);
		}
		catch (MessageConversionException ex) {
			// Without the cause, whose text may show the payload.
			throw new MessageConversionException("The reply on subject '" + subject + "' cannot be read as "
					+ replyType.getTypeName() + ": " + PayloadProblem.describe(ex));
		}
	}

	private OutboundMessage encode(String subject, @Nullable Object payload) {
		EncodedPayload encoded = this.converter.encode(payload);
		Headers headers = null;
		if (encoded.contentType() != null) {
			headers = new Headers().put(NatsHeaders.CONTENT_TYPE, encoded.contentType());
		}
		return new OutboundMessage(subject, null, null, headers, encoded.body(), null);
	}

	/**
	 * What a template is made of.
	 */
	public static final class Builder {

		private final Connection connection;

		private @Nullable NatsMessageConverter converter;

		private NatsTemplateOptions options = NatsTemplateOptions.DEFAULT;

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
		 * Sets the options; {@link NatsTemplateOptions#DEFAULT} by default.
		 * @param options the options
		 * @return this
		 */
		public Builder options(NatsTemplateOptions options) {
			this.options = options;
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
		 * Sets where asynchronous replies are converted and their futures complete. By
		 * default a pool of daemon threads shared by all templates, which grows while
		 * callbacks wait for other futures; an executor of a fixed size is free from
		 * deadlocks only as long as its callbacks do not wait for each other.
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
		public NatsTemplate build() {
			return new NatsTemplate(this);
		}

	}

}
