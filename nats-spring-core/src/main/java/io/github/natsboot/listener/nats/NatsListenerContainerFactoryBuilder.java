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

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.listener.ListenerHooks;
import io.github.natsboot.listener.error.NatsListenerErrorHandler;
import io.github.natsboot.support.NatsMessageConverter;
import io.nats.client.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link NatsListenerContainerFactory}. Not safe for concurrent use.
 *
 * @since 0.1.0
 */
public final class NatsListenerContainerFactoryBuilder {

	final Connection connection;

	final NatsOperations nats;

	final NatsMessageConverter converter;

	ListenerHooks hooks = ListenerHooks.NONE;

	@Nullable NatsListenerErrorHandler errorHandler;

	Predicate<String> streamSubjects = (subject) -> false;

	private int concurrency = NatsListenerDefaults.DEFAULTS.concurrency();

	private boolean autoStartup = NatsListenerDefaults.DEFAULTS.autoStartup();

	private Duration shutdownTimeout = NatsListenerDefaults.DEFAULTS.shutdownTimeout();

	private List<String> replyPrefixes = NatsListenerDefaults.DEFAULTS.replyPrefixes();

	/**
	 * Begin a factory.
	 * @param connection the connection to listen on
	 * @param nats publishes what listeners return to a fixed subject
	 * @param converter writes replies
	 */
	public NatsListenerContainerFactoryBuilder(Connection connection, NatsOperations nats,
			NatsMessageConverter converter) {
		this.connection = connection;
		this.nats = nats;
		this.converter = converter;
	}

	NatsListenerContainerFactoryBuilder(NatsListenerContainerFactoryBuilder other) {
		this(other.connection, other.nats, other.converter);
		this.hooks = other.hooks;
		this.errorHandler = other.errorHandler;
		this.streamSubjects = other.streamSubjects;
		defaults(other.defaults());
	}

	/**
	 * Set all that listeners get that do not say it themselves.
	 * @param defaults the defaults
	 * @return this builder
	 */
	public NatsListenerContainerFactoryBuilder defaults(NatsListenerDefaults defaults) {
		this.concurrency = defaults.concurrency();
		this.autoStartup = defaults.autoStartup();
		this.shutdownTimeout = defaults.shutdownTimeout();
		this.replyPrefixes = defaults.replyPrefixes();
		return this;
	}

	/**
	 * Set what listeners get that do not say it themselves.
	 * @param concurrency the number of messages worked on at the same time, 1 or more
	 * @return this builder
	 */
	public NatsListenerContainerFactoryBuilder concurrency(int concurrency) {
		this.concurrency = concurrency;
		return this;
	}

	/**
	 * Set what listeners get that do not say it themselves.
	 * @param autoStartup whether listeners start with the application
	 * @return this builder
	 */
	public NatsListenerContainerFactoryBuilder autoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
		return this;
	}

	/**
	 * Set what listeners get that do not say it themselves.
	 * @param shutdownTimeout how long running methods may take to finish at a stop
	 * @return this builder
	 */
	public NatsListenerContainerFactoryBuilder shutdownTimeout(Duration shutdownTimeout) {
		this.shutdownTimeout = shutdownTimeout;
		return this;
	}

	/**
	 * Set what listeners get that do not say it themselves.
	 * @param replyPrefixes what the subject of a reply must begin with, one of these or
	 * the connection's own inbox prefix
	 * @return this builder
	 */
	public NatsListenerContainerFactoryBuilder replyPrefixes(List<String> replyPrefixes) {
		this.replyPrefixes = replyPrefixes;
		return this;
	}

	/**
	 * Set who looks on and who steps in while listeners work. Nobody by default.
	 * @param hooks the hooks
	 * @return this builder
	 */
	public NatsListenerContainerFactoryBuilder hooks(ListenerHooks hooks) {
		this.hooks = hooks;
		return this;
	}

	/**
	 * Set what is asked about failures in listeners that do not say it themselves.
	 * @param errorHandler the error handler, or {@code null} for none, which is the
	 * default
	 * @return this builder
	 */
	public NatsListenerContainerFactoryBuilder errorHandler(@Nullable NatsListenerErrorHandler errorHandler) {
		this.errorHandler = errorHandler;
		return this;
	}

	/**
	 * Set what tells the subjects that listeners on streams listen on. No reply goes to
	 * one of them, unless it is an inbox. By default there are none.
	 * @param streamSubjects tells them, usually
	 * {@link io.github.natsboot.listener.NatsListenerEndpointRegistry#isStreamSubject}
	 * @return this builder
	 */
	public NatsListenerContainerFactoryBuilder streamSubjects(Predicate<String> streamSubjects) {
		this.streamSubjects = streamSubjects;
		return this;
	}

	/**
	 * Build the factory.
	 * @return a factory with what was set so far
	 */
	public NatsListenerContainerFactory build() {
		return new NatsListenerContainerFactory(new NatsListenerContainerFactoryBuilder(this), defaults());
	}

	private NatsListenerDefaults defaults() {
		return new NatsListenerDefaults(this.concurrency, this.autoStartup, this.shutdownTimeout, this.replyPrefixes);
	}

}
