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

import java.util.List;

import io.github.natsboot.listener.ListenerMethod;
import io.github.natsboot.listener.error.NatsListenerErrorHandler;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link NatsListenerEndpoint}. What is not set is as configured for the
 * container factory. Not safe for concurrent use.
 *
 * @since 0.1.0
 */
public final class NatsListenerEndpointBuilder {

	private final String id;

	private final ListenerMethod method;

	private List<String> subjects = List.of();

	private @Nullable String queue;

	private @Nullable String sendTo;

	private int concurrency;

	private boolean autoStartup;

	private @Nullable NatsListenerErrorHandler errorHandler;

	NatsListenerEndpointBuilder(String id, ListenerMethod method, NatsListenerDefaults defaults) {
		this.id = id;
		this.method = method;
		this.concurrency = defaults.concurrency();
		this.autoStartup = defaults.autoStartup();
	}

	/**
	 * Set the subject patterns to listen on.
	 * @param subjects the patterns, one at least
	 * @return this builder
	 */
	public NatsListenerEndpointBuilder subjects(String... subjects) {
		this.subjects = List.of(subjects);
		return this;
	}

	/**
	 * Set the queue group. None by default.
	 * @param queue the name of the group
	 * @return this builder
	 */
	public NatsListenerEndpointBuilder queue(String queue) {
		this.queue = queue;
		return this;
	}

	/**
	 * Set where a returned value goes when a message asks for no reply. Nowhere by
	 * default.
	 * @param sendTo the subject
	 * @return this builder
	 */
	public NatsListenerEndpointBuilder sendTo(String sendTo) {
		this.sendTo = sendTo;
		return this;
	}

	/**
	 * Set the number of messages worked on at the same time.
	 * @param concurrency the number, 1 or more
	 * @return this builder
	 */
	public NatsListenerEndpointBuilder concurrency(int concurrency) {
		this.concurrency = concurrency;
		return this;
	}

	/**
	 * Set whether the listener starts when it is registered, or with the application.
	 * @param autoStartup {@code false} to leave the first start to you
	 * @return this builder
	 */
	public NatsListenerEndpointBuilder autoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
		return this;
	}

	/**
	 * Set what is asked about failures.
	 * @param errorHandler the error handler
	 * @return this builder
	 */
	public NatsListenerEndpointBuilder errorHandler(NatsListenerErrorHandler errorHandler) {
		this.errorHandler = errorHandler;
		return this;
	}

	/**
	 * Build the endpoint.
	 * @return the endpoint
	 * @throws io.github.natsboot.listener.ListenerConfigurationException when it cannot
	 * work
	 */
	public NatsListenerEndpoint build() {
		return new NatsListenerEndpoint(this.id, this.method, this.subjects, this.queue, this.sendTo, this.concurrency,
				this.autoStartup, this.errorHandler);
	}

}
