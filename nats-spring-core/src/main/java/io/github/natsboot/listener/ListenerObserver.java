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

package io.github.natsboot.listener;

import io.github.natsboot.observation.DefaultNatsListenerObservationConvention;
import io.github.natsboot.observation.NatsListenerObservation;
import io.github.natsboot.observation.NatsListenerObservationContext;
import io.github.natsboot.observation.NatsListenerObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Message;
import org.jspecify.annotations.Nullable;

/**
 * Wraps the work on a message in an observation. Costs a branch where nothing observes.
 */
public final class ListenerObserver {

	private final ObservationRegistry registry;

	private final @Nullable NatsListenerObservationConvention convention;

	private final ListenerInfo listener;

	/**
	 * Create the observer.
	 * @param registry the registry of observations
	 * @param convention names and tags, or {@code null} for the default ones
	 * @param listener the listener to observe
	 */
	public ListenerObserver(ObservationRegistry registry, @Nullable NatsListenerObservationConvention convention,
			ListenerInfo listener) {
		this.registry = registry;
		this.convention = convention;
		this.listener = listener;
	}

	/**
	 * Do the work.
	 * @param message the message
	 * @param work works on the message and returns what went wrong, if anything did
	 */
	public void observe(Message message, Work work) {
		if (this.registry.isNoop()) {
			work.run();
			return;
		}
		Observation observation = NatsListenerObservation.LISTENER.observation(this.convention,
				DefaultNatsListenerObservationConvention.INSTANCE, () -> context(message), this.registry);
		observation.start();
		try (Observation.Scope scope = observation.openScope()) {
			Throwable failure = work.run();
			if (failure != null) {
				observation.error(failure);
			}
		}
		finally {
			observation.stop();
		}
	}

	private NatsListenerObservationContext context(Message message) {
		return new NatsListenerObservationContext(message, this.listener.id(), this.listener.destination(),
				this.listener.group(), this.listener.stream());
	}

	/**
	 * The work on a message.
	 */
	@FunctionalInterface
	public interface Work {

		/**
		 * Do it.
		 * @return what went wrong, or {@code null}
		 */
		@Nullable Throwable run();

	}

}
