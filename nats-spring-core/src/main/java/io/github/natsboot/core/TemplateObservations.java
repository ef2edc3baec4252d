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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import io.github.natsboot.observation.DefaultNatsTemplateObservationConvention;
import io.github.natsboot.observation.NatsTemplateObservation;
import io.github.natsboot.observation.NatsTemplateObservationContext;
import io.github.natsboot.observation.NatsTemplateObservationContext.Operation;
import io.github.natsboot.observation.NatsTemplateObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Observes what a template sends. Whether anybody listens is decided once.
 */
final class TemplateObservations {

	static final String DEFAULT_CONNECTION = "default";

	private final ObservationRegistry registry;

	private final @Nullable NatsTemplateObservationConvention convention;

	private final String connectionName;

	private final boolean enabled;

	TemplateObservations(ObservationRegistry registry, @Nullable NatsTemplateObservationConvention convention,
			String connectionName) {
		this.registry = registry;
		this.convention = convention;
		this.connectionName = connectionName;
		this.enabled = !registry.isNoop();
	}

	boolean isEnabled() {
		return this.enabled;
	}

	<T extends @Nullable Object> T observe(Operation operation, OutboundMessage message,
			Function<OutboundMessage, T> action) {
		if (!this.enabled) {
			return action.apply(message);
		}
		OutboundMessage carrier = withHeaders(message);
		Observation observation = start(operation, carrier);
		try (Observation.Scope scope = observation.openScope()) {
			return action.apply(carrier);
		}
		catch (Throwable ex) {
			observation.error(ex);
			throw ex;
		}
		finally {
			observation.stop();
		}
	}

	<T extends @Nullable Object> CompletableFuture<T> observeAsync(Operation operation, OutboundMessage message,
			Function<OutboundMessage, CompletableFuture<T>> action) {
		if (!this.enabled) {
			return action.apply(message);
		}
		OutboundMessage carrier = withHeaders(message);
		Observation observation = start(operation, carrier);
		CompletableFuture<T> future;
		try (Observation.Scope scope = observation.openScope()) {
			future = action.apply(carrier);
		}
		catch (Throwable ex) {
			observation.error(ex);
			observation.stop();
			throw ex;
		}
		// The caller gets the original, so that cancelling it reaches the request.
		future.whenComplete((result, failure) -> {
			if (failure != null) {
				Throwable cause = failure.getCause();
				observation.error((failure instanceof CompletionException && cause != null) ? cause : failure);
			}
			observation.stop();
		});
		return future;
	}

	private static OutboundMessage withHeaders(OutboundMessage message) {
		return (message.headers() != null) ? message : message.withHeaders(new Headers());
	}

	private Observation start(Operation operation, OutboundMessage message) {
		return NatsTemplateObservation.TEMPLATE.start(this.convention,
				DefaultNatsTemplateObservationConvention.INSTANCE, () -> context(operation, message), this.registry);
	}

	private NatsTemplateObservationContext context(Operation operation, OutboundMessage message) {
		Headers headers = message.headers();
		return new NatsTemplateObservationContext(operation, message.subject(), message.template(), this.connectionName,
				message.id(), (headers != null) ? headers : new Headers());
	}

}
