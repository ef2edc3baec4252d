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

package io.github.natsboot.listener.keyvalue;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.natsboot.listener.ListenerContainer;
import io.github.natsboot.listener.ListenerHooks;
import io.github.natsboot.listener.error.RetryErrorHandler;
import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.github.natsboot.support.SafeEventPublisher;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Makes listeners on buckets. One is enough for an application.
 */
public final class KeyValueListenerContainerFactory {

	private final Connection connection;

	private final JetStreamManagement management;

	private final JetStreamOptions options;

	private final JetStreamProvisioner provisioner;

	private final KeyValueListenerDefaults defaults;

	private final ListenerHooks hooks;

	private final ApplicationEventPublisher events;

	private final Duration shutdownTimeout;

	private final Function<String, ThreadFactory> threads;

	/**
	 * Create the factory.
	 * @param connection the connection to listen on
	 * @param management the server's streams and consumers
	 * @param options the options of JetStream, with the prefix of its API
	 * @param provisioner makes a declared bucket again that has vanished
	 * @param defaults what listeners do not say themselves
	 * @param hooks who looks on and who steps in while listeners work
	 * @param events is told of changes that are given up, and of listeners that stop by
	 * themselves
	 * @param shutdownTimeout how long a running method may take to finish at a stop
	 * @param threads gives a listener's thread, for the start of its name, or
	 * {@code null} for platform threads
	 */
	public KeyValueListenerContainerFactory(Connection connection, JetStreamManagement management,
			JetStreamOptions options, JetStreamProvisioner provisioner, KeyValueListenerDefaults defaults,
			ListenerHooks hooks, ApplicationEventPublisher events, Duration shutdownTimeout,
			@Nullable Function<String, ThreadFactory> threads) {
		this.connection = connection;
		this.management = management;
		this.options = options;
		this.provisioner = provisioner;
		this.defaults = defaults;
		this.hooks = hooks;
		this.events = SafeEventPublisher.of(events);
		this.shutdownTimeout = shutdownTimeout;
		this.threads = (threads != null) ? threads : CustomizableThreadFactory::new;
	}

	/**
	 * What listeners get that do not say it themselves.
	 * @return the defaults
	 */
	public KeyValueListenerDefaults defaults() {
		return this.defaults;
	}

	/**
	 * Make the container of a listener. It is not started.
	 * @param endpoint the listener
	 * @return the container
	 */
	public ListenerContainer create(KeyValueListenerEndpoint endpoint) {
		EntryProcessor processor = new EntryProcessor(endpoint, new RetryErrorHandler(endpoint.retry()), this.hooks,
				this.events);
		ThreadFactory listenerThreads = this.threads.apply(endpoint.id() + "-");
		this.hooks.instrumentation().created(endpoint.info());
		return new KeyValueListenerContainer(endpoint, (onEnd) -> open(endpoint, processor, listenerThreads, onEnd),
				this.events, this.shutdownTimeout);
	}

	private EntryLoop open(KeyValueListenerEndpoint endpoint, EntryProcessor processor, ThreadFactory listenerThreads,
			Consumer<String> onEnd) {
		WatchedBucket bucket = new WatchedBucket(endpoint, this.management, this.provisioner);
		EntryCursor cursor = new EntryCursor(endpoint.delivery());
		EntryWatch watch = new EntryWatch(this.connection, this.options.getPrefix(), bucket, cursor,
				bucket.bind(cursor));
		return new EntryLoop(watch, cursor, processor, listenerThreads, onEnd);
	}

}
