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

import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.deadletter.DeadLetterPublisher;
import io.github.natsboot.listener.ListenerContainer;
import io.github.natsboot.listener.ListenerHooks;
import io.github.natsboot.listener.ListenerMethod;
import io.github.natsboot.listener.error.BoundedErrorHandler;
import io.github.natsboot.listener.error.ErrorHandler;
import io.github.natsboot.listener.error.RetryErrorHandler;
import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.github.natsboot.support.SafeEventPublisher;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Makes the containers of {@code @JetStreamListener} methods. Safe for concurrent use.
 * Made by a {@link JetStreamListenerContainerFactoryBuilder}. Destroy it after its
 * containers have stopped.
 */
public final class JetStreamListenerContainerFactory implements DisposableBean {

	/**
	 * The name of the bean that makes the containers of listeners that name none.
	 */
	public static final String BEAN_NAME = "jetStreamListenerContainerFactory";

	private final JetStreamListenerContainerFactoryBuilder builder;

	private final Connection connection;

	private final JetStreamManagement management;

	private final JetStreamOptions options;

	private final JetStreamOperations jetStream;

	private final JetStreamProvisioner provisioner;

	private final JetStreamListenerDefaults defaults;

	private final ListenerHooks hooks;

	private final ApplicationEventPublisher events;

	private final Function<String, ThreadFactory> threads;

	private final ScheduledExecutorService timer;

	/**
	 * Asks the server about consumers, which may block, apart from the timer, which must
	 * not.
	 */
	private final ThreadPoolExecutor lookups;

	private final @Nullable ErrorHandler errorHandler;

	private final DeadLetterPaths paths = new DeadLetterPaths();

	JetStreamListenerContainerFactory(JetStreamListenerContainerFactoryBuilder builder,
			JetStreamListenerDefaults defaults) {
		this.builder = builder;
		this.connection = builder.connection;
		this.management = builder.management;
		this.options = builder.options;
		this.jetStream = builder.jetStream;
		this.provisioner = builder.provisioner;
		this.defaults = defaults;
		this.hooks = builder.hooks;
		this.events = SafeEventPublisher.of(builder.events);
		this.threads = builder.threads;
		this.errorHandler = builder.errorHandler;
		CustomizableThreadFactory timerThreads = new CustomizableThreadFactory("nats-listener-timer-");
		timerThreads.setDaemon(true);
		this.timer = Executors.newScheduledThreadPool(2, timerThreads);
		CustomizableThreadFactory lookupThreads = new CustomizableThreadFactory("nats-listener-lookup-");
		lookupThreads.setDaemon(true);
		this.lookups = new ThreadPoolExecutor(4, 4, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), lookupThreads);
		this.lookups.allowCoreThreadTimeOut(true);
	}

	/**
	 * What listeners get that do not say it themselves.
	 * @return the defaults
	 */
	public JetStreamListenerDefaults defaults() {
		return this.defaults;
	}

	/**
	 * What decides about failures in listeners that do not say it themselves.
	 * @return the error handler, or {@code null} if the retry settings decide
	 */
	public @Nullable ErrorHandler errorHandler() {
		return this.errorHandler;
	}

	/**
	 * Begin another factory with all that this one has. It is to be destroyed by itself.
	 * @return a builder to go on with
	 */
	public JetStreamListenerContainerFactoryBuilder mutate() {
		return new JetStreamListenerContainerFactoryBuilder(this.builder);
	}

	/**
	 * Find the stream that captures a subject.
	 * @param subject the subject pattern
	 * @return the stream's name, or {@code null} if none or several do
	 * @throws io.github.natsboot.core.JetStreamUnavailableException when the server does
	 * not answer
	 */
	public @Nullable String findStream(String subject) {
		return this.provisioner.findStream(subject);
	}

	/**
	 * Begin a listener that has no annotation.
	 * @param id the listener's id, unique in the application
	 * @param method what to call
	 * @param stream the stream
	 * @param durable the durable consumer
	 * @return a builder to go on with
	 */
	public JetStreamListenerEndpointBuilder endpoint(String id, ListenerMethod method, String stream, String durable) {
		return new JetStreamListenerEndpointBuilder(id, method, stream, durable, this.defaults);
	}

	/**
	 * Make the container of a listener. It is not started.
	 * @param endpoint the listener
	 * @return the container
	 */
	public ListenerContainer create(JetStreamListenerEndpoint endpoint) {
		this.paths.add(endpoint);
		Settler settler = settler(endpoint, errorHandler(endpoint), this.hooks, this.events);
		LimboWatch limbo = new LimboWatch(endpoint, this.provisioner,
				new LimboRescuer(endpoint, this.management, this.connection, settler),
				(advisories) -> createWatching(advisories, endpoint));
		this.hooks.instrumentation().created(endpoint.info());
		return new JetStreamListenerContainer(endpoint, this.connection,
				new ConsumerBinder(this.management, this.provisioner, this.options.getPrefix(), this.paths),
				work(endpoint, settler, this.hooks), endpoint.isAcknowledged() ? limbo : null, this.timer, this.lookups,
				this.threads.apply(endpoint.id() + "-"), this.events, this.defaults.shutdownTimeout());
	}

	/**
	 * Make the container of a listener on advisories. Nobody is told of it: its messages
	 * and its troubles are those of the listener that it works for.
	 */
	private ListenerContainer createWatching(JetStreamListenerEndpoint advisories, JetStreamListenerEndpoint listener) {
		ApplicationEventPublisher nobody = (event) -> {
		};
		return new JetStreamListenerContainer(advisories, this.connection,
				new AdvisoryBinder(this.management, this.provisioner, this.options.getPrefix(), listener),
				work(advisories,
						settler(advisories, new RetryErrorHandler(advisories.retry()), ListenerHooks.NONE, nobody),
						ListenerHooks.NONE),
				null, this.timer, this.lookups, this.threads.apply(listener.id() + "-limbo-"), nobody,
				this.defaults.shutdownTimeout());
	}

	private Settler settler(JetStreamListenerEndpoint endpoint, ErrorHandler handler, ListenerHooks hooks,
			ApplicationEventPublisher publisher) {
		DeadLetterPublisher deadLetters = new DeadLetterPublisher(this.jetStream, Clock.systemUTC(),
				this.builder.deadLetterStackTraces);
		return new Settler(endpoint, handler, deadLetters, this.connection, hooks.instrumentation(), publisher);
	}

	private ListenerWork work(JetStreamListenerEndpoint endpoint, Settler settler, ListenerHooks hooks) {
		return new ListenerWork(new DeliveryProcessor(endpoint, settler, this.jetStream, hooks),
				new BatchProcessor(endpoint, settler, hooks), settler);
	}

	private ErrorHandler errorHandler(JetStreamListenerEndpoint endpoint) {
		RetryErrorHandler retries = new RetryErrorHandler(endpoint.retry());
		ErrorHandler own = (endpoint.errorHandler() != null) ? endpoint.errorHandler() : this.errorHandler;
		return (own != null) ? new BoundedErrorHandler(endpoint.info().describe(), own, retries) : retries;
	}

	@Override
	public void destroy() {
		this.timer.shutdownNow();
		this.lookups.shutdownNow();
	}

}
