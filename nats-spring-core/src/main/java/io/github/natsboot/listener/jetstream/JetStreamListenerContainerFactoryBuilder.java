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
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.deadletter.DeadLetterNamingStrategy;
import io.github.natsboot.listener.AckMode;
import io.github.natsboot.listener.ListenerHooks;
import io.github.natsboot.listener.Ordering;
import io.github.natsboot.listener.error.ErrorHandler;
import io.github.natsboot.listener.error.RetrySettings;
import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Builds a {@link JetStreamListenerContainerFactory}. Not safe for concurrent use.
 *
 * @since 0.1.0
 */
public final class JetStreamListenerContainerFactoryBuilder {

	final Connection connection;

	final JetStreamManagement management;

	final JetStreamOptions options;

	final JetStreamOperations jetStream;

	final JetStreamProvisioner provisioner;

	final ApplicationEventPublisher events;

	ListenerHooks hooks = ListenerHooks.NONE;

	Function<String, ThreadFactory> threads = CustomizableThreadFactory::new;

	@Nullable ErrorHandler errorHandler;

	private int concurrency = JetStreamListenerDefaults.DEFAULTS.concurrency();

	private boolean autoStartup = JetStreamListenerDefaults.DEFAULTS.autoStartup();

	private AckMode ackMode = JetStreamListenerDefaults.DEFAULTS.ackMode();

	private Ordering ordering = JetStreamListenerDefaults.DEFAULTS.ordering();

	private @Nullable Duration ackWait = JetStreamListenerDefaults.DEFAULTS.ackWait();

	private @Nullable Integer prefetch = JetStreamListenerDefaults.DEFAULTS.prefetch();

	private BatchSettings batch = JetStreamListenerDefaults.DEFAULTS.batch();

	private RetrySettings retry = JetStreamListenerDefaults.DEFAULTS.retry();

	private DeadLetterNamingStrategy deadLetterNaming = JetStreamListenerDefaults.DEFAULTS.deadLetterNaming();

	boolean deadLetterStackTraces;

	private Duration shutdownTimeout = JetStreamListenerDefaults.DEFAULTS.shutdownTimeout();

	/**
	 * Begin a factory.
	 * @param connection the connection to listen on
	 * @param management the server's streams and consumers
	 * @param options the options of JetStream, with the prefix of its API
	 * @param jetStream publishes dead letters and what listeners return
	 * @param provisioner makes the streams of dead letters
	 * @param events is told of dead letters and of listeners that stop by themselves
	 */
	public JetStreamListenerContainerFactoryBuilder(Connection connection, JetStreamManagement management,
			JetStreamOptions options, JetStreamOperations jetStream, JetStreamProvisioner provisioner,
			ApplicationEventPublisher events) {
		this.connection = connection;
		this.management = management;
		this.options = options;
		this.jetStream = jetStream;
		this.provisioner = provisioner;
		this.events = events;
	}

	JetStreamListenerContainerFactoryBuilder(JetStreamListenerContainerFactoryBuilder other) {
		this(other.connection, other.management, other.options, other.jetStream, other.provisioner, other.events);
		this.hooks = other.hooks;
		this.threads = other.threads;
		this.errorHandler = other.errorHandler;
		this.deadLetterStackTraces = other.deadLetterStackTraces;
		defaults(other.defaults());
	}

	/**
	 * Have dead letters tell the stack trace of the failure, which may tell of the
	 * payload. They do not by default.
	 * @param deadLetterStackTraces whether to do so
	 * @return this builder
	 */
	public JetStreamListenerContainerFactoryBuilder deadLetterStackTraces(boolean deadLetterStackTraces) {
		this.deadLetterStackTraces = deadLetterStackTraces;
		return this;
	}

	/**
	 * Set all that listeners get that do not say it themselves.
	 * @param defaults the defaults
	 * @return this builder
	 */
	public JetStreamListenerContainerFactoryBuilder defaults(JetStreamListenerDefaults defaults) {
		this.concurrency = defaults.concurrency();
		this.autoStartup = defaults.autoStartup();
		this.ackMode = defaults.ackMode();
		this.ordering = defaults.ordering();
		this.ackWait = defaults.ackWait();
		this.prefetch = defaults.prefetch();
		this.batch = defaults.batch();
		this.retry = defaults.retry();
		this.deadLetterNaming = defaults.deadLetterNaming();
		this.shutdownTimeout = defaults.shutdownTimeout();
		return this;
	}

	/**
	 * Set what listeners get that do not say it themselves.
	 * @param concurrency the number of messages worked on at the same time, 1 or more
	 * @return this builder
	 */
	public JetStreamListenerContainerFactoryBuilder concurrency(int concurrency) {
		this.concurrency = concurrency;
		return this;
	}

	/**
	 * Set what listeners get that do not say it themselves.
	 * @param autoStartup whether listeners start with the application
	 * @return this builder
	 */
	public JetStreamListenerContainerFactoryBuilder autoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
		return this;
	}

	/**
	 * Set what listeners get that do not say it themselves.
	 * @param ackMode who says that a message was worked on
	 * @return this builder
	 */
	public JetStreamListenerContainerFactoryBuilder ackMode(AckMode ackMode) {
		this.ackMode = ackMode;
		return this;
	}

	/**
	 * Set in which order messages are worked on. In that in which they come by default,
	 * of which several threads and retries leave little.
	 * @param ordering the order
	 * @return this builder
	 */
	public JetStreamListenerContainerFactoryBuilder ordering(Ordering ordering) {
		this.ordering = ordering;
		return this;
	}

	/**
	 * Set what listeners get that do not say it themselves.
	 * @param ackWait how long the server waits for an acknowledgement, or {@code null}
	 * for what the consumer has, else the server's 30 seconds
	 * @return this builder
	 */
	public JetStreamListenerContainerFactoryBuilder ackWait(@Nullable Duration ackWait) {
		this.ackWait = ackWait;
		return this;
	}

	/**
	 * Set what listeners get that do not say it themselves.
	 * @param prefetch the number of messages asked for ahead, or {@code null} to find it
	 * by measuring
	 * @return this builder
	 */
	public JetStreamListenerContainerFactoryBuilder prefetch(@Nullable Integer prefetch) {
		this.prefetch = prefetch;
		return this;
	}

	/**
	 * Set what listeners get that do not say it themselves.
	 * @param batch how batch listeners gather messages
	 * @return this builder
	 */
	public JetStreamListenerContainerFactoryBuilder batch(BatchSettings batch) {
		this.batch = batch;
		return this;
	}

	/**
	 * Set what listeners get that do not say it themselves.
	 * @param retry how failures are retried
	 * @return this builder
	 */
	public JetStreamListenerContainerFactoryBuilder retry(RetrySettings retry) {
		this.retry = retry;
		return this;
	}

	/**
	 * Set what listeners get that do not say it themselves.
	 * @param deadLetterNaming names the subject and the stream of dead letters
	 * @return this builder
	 */
	public JetStreamListenerContainerFactoryBuilder deadLetterNaming(DeadLetterNamingStrategy deadLetterNaming) {
		this.deadLetterNaming = deadLetterNaming;
		return this;
	}

	/**
	 * Set what listeners get that do not say it themselves.
	 * @param shutdownTimeout how long running methods may take to finish at a stop
	 * @return this builder
	 */
	public JetStreamListenerContainerFactoryBuilder shutdownTimeout(Duration shutdownTimeout) {
		this.shutdownTimeout = shutdownTimeout;
		return this;
	}

	/**
	 * Set who looks on and who steps in while listeners work. Nobody by default.
	 * @param hooks the hooks
	 * @return this builder
	 */
	public JetStreamListenerContainerFactoryBuilder hooks(ListenerHooks hooks) {
		this.hooks = hooks;
		return this;
	}

	/**
	 * Set what gives a listener's threads, for the start of their names. Platform threads
	 * by default.
	 * @param threads gives the threads
	 * @return this builder
	 */
	public JetStreamListenerContainerFactoryBuilder threads(Function<String, ThreadFactory> threads) {
		this.threads = threads;
		return this;
	}

	/**
	 * Set what decides about failures in listeners that do not say it themselves.
	 * @param errorHandler the error handler, or {@code null} if the retry settings are to
	 * decide, which is the default
	 * @return this builder
	 */
	public JetStreamListenerContainerFactoryBuilder errorHandler(@Nullable ErrorHandler errorHandler) {
		this.errorHandler = errorHandler;
		return this;
	}

	/**
	 * Build the factory.
	 * @return a factory with what was set so far
	 */
	public JetStreamListenerContainerFactory build() {
		return new JetStreamListenerContainerFactory(new JetStreamListenerContainerFactoryBuilder(this), defaults());
	}

	private JetStreamListenerDefaults defaults() {
		return new JetStreamListenerDefaults(this.concurrency, this.autoStartup, this.ackMode, this.ordering,
				this.ackWait, this.prefetch, this.batch, this.retry, this.deadLetterNaming, this.shutdownTimeout);
	}

}
