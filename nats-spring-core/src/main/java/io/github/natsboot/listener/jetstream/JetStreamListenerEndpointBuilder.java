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

package io.github.natsboot.listener.jetstream;

import java.time.Duration;
import java.util.List;

import io.github.natsboot.deadletter.DeadLetterNamingStrategy;
import io.github.natsboot.listener.AckMode;
import io.github.natsboot.listener.ListenerMethod;
import io.github.natsboot.listener.Ordering;
import io.github.natsboot.listener.error.ErrorHandler;
import io.github.natsboot.listener.error.RetrySettings;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link JetStreamListenerEndpoint}. What is not set is as configured for the
 * container factory. Not safe for concurrent use.
 *
 * @since 0.1.0
 */
public final class JetStreamListenerEndpointBuilder {

	private final String id;

	private final ListenerMethod method;

	private final String stream;

	private final String durable;

	private List<String> subjects = List.of();

	private StartPosition start = StartPosition.ALL;

	private @Nullable String sendTo;

	private int concurrency;

	private boolean autoStartup;

	private AckMode ackMode;

	private Ordering ordering;

	private @Nullable Duration ackWait;

	private @Nullable Integer prefetch;

	private BatchSettings batch;

	private RetrySettings retry;

	private DeadLetterNamingStrategy deadLetterNaming;

	private @Nullable ErrorHandler errorHandler;

	JetStreamListenerEndpointBuilder(String id, ListenerMethod method, String stream, String durable,
			JetStreamListenerDefaults defaults) {
		this.id = id;
		this.method = method;
		this.stream = stream;
		this.durable = durable;
		this.concurrency = defaults.concurrency();
		this.autoStartup = defaults.autoStartup();
		this.ackMode = defaults.ackMode();
		this.ordering = defaults.ordering();
		this.ackWait = defaults.ackWait();
		this.prefetch = defaults.prefetch();
		this.batch = defaults.batch();
		this.retry = defaults.retry();
		this.deadLetterNaming = defaults.deadLetterNaming();
	}

	/**
	 * Set the subjects of the stream to listen on. All by default.
	 * @param subjects the subject patterns
	 * @return this builder
	 */
	public JetStreamListenerEndpointBuilder subjects(String... subjects) {
		this.subjects = List.of(subjects);
		return this;
	}

	/**
	 * Set where a new consumer begins in the stream. With the first message by default.
	 * @param start the position
	 * @return this builder
	 */
	public JetStreamListenerEndpointBuilder start(StartPosition start) {
		this.start = start;
		return this;
	}

	/**
	 * Set where a returned value is published.
	 * @param sendTo the subject
	 * @return this builder
	 */
	public JetStreamListenerEndpointBuilder sendTo(String sendTo) {
		this.sendTo = sendTo;
		return this;
	}

	/**
	 * Set the number of messages worked on at the same time.
	 * @param concurrency the number, 1 or more
	 * @return this builder
	 */
	public JetStreamListenerEndpointBuilder concurrency(int concurrency) {
		this.concurrency = concurrency;
		return this;
	}

	/**
	 * Set whether the listener starts when it is registered, or with the application.
	 * @param autoStartup {@code false} to leave the first start to you
	 * @return this builder
	 */
	public JetStreamListenerEndpointBuilder autoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
		return this;
	}

	/**
	 * Set who says that a message was worked on.
	 * @param ackMode the mode
	 * @return this builder
	 */
	public JetStreamListenerEndpointBuilder ackMode(AckMode ackMode) {
		this.ackMode = ackMode;
		return this;
	}

	/**
	 * Set in which order messages are worked on.
	 * @param ordering the order
	 * @return this builder
	 */
	public JetStreamListenerEndpointBuilder ordering(Ordering ordering) {
		this.ordering = ordering;
		return this;
	}

	/**
	 * Set how long the server waits for an acknowledgement.
	 * @param ackWait the time, 100 milliseconds or more
	 * @return this builder
	 */
	public JetStreamListenerEndpointBuilder ackWait(Duration ackWait) {
		this.ackWait = ackWait;
		return this;
	}

	/**
	 * Set the number of messages asked for ahead.
	 * @param prefetch the number, 1 to 10000
	 * @return this builder
	 */
	public JetStreamListenerEndpointBuilder prefetch(int prefetch) {
		this.prefetch = prefetch;
		return this;
	}

	/**
	 * Set how messages are gathered, if a list is taken.
	 * @param batch the settings
	 * @return this builder
	 */
	public JetStreamListenerEndpointBuilder batch(BatchSettings batch) {
		this.batch = batch;
		return this;
	}

	/**
	 * Set how failures are retried.
	 * @param retry the settings
	 * @return this builder
	 */
	public JetStreamListenerEndpointBuilder retry(RetrySettings retry) {
		this.retry = retry;
		return this;
	}

	/**
	 * Set what names the subject and the stream of dead letters.
	 * @param deadLetterNaming the strategy
	 * @return this builder
	 */
	public JetStreamListenerEndpointBuilder deadLetterNaming(DeadLetterNamingStrategy deadLetterNaming) {
		this.deadLetterNaming = deadLetterNaming;
		return this;
	}

	/**
	 * Set what decides about failures.
	 * @param errorHandler the error handler
	 * @return this builder
	 */
	public JetStreamListenerEndpointBuilder errorHandler(ErrorHandler errorHandler) {
		this.errorHandler = errorHandler;
		return this;
	}

	/**
	 * Build the endpoint.
	 * @return the endpoint
	 * @throws io.github.natsboot.listener.ListenerConfigurationException when it cannot
	 * work
	 */
	public JetStreamListenerEndpoint build() {
		return new JetStreamListenerEndpoint(this.id, this.method, this.stream, this.durable, this.subjects, this.start,
				this.sendTo, this.concurrency, this.autoStartup, this.ackMode, this.ordering,
				(this.ackMode != AckMode.NONE) ? this.ackWait : null, this.prefetch, this.batch, this.retry,
				this.deadLetterNaming.subject(this.id, this.stream, this.durable),
				this.deadLetterNaming.stream(this.id, this.stream, this.durable), this.errorHandler);
	}

}
