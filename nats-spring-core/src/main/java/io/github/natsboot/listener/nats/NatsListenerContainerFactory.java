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

import io.github.natsboot.listener.ListenerContainer;
import io.github.natsboot.listener.ListenerHooks;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerMethod;
import io.github.natsboot.listener.error.NatsListenerErrorHandler;
import io.nats.client.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Makes the containers of {@code @NatsListener} methods. Safe for concurrent use. Made by
 * a {@link NatsListenerContainerFactoryBuilder}.
 */
public final class NatsListenerContainerFactory {

	/**
	 * The name of the bean that makes the containers of listeners that name none.
	 */
	public static final String BEAN_NAME = "natsListenerContainerFactory";

	private final NatsListenerContainerFactoryBuilder builder;

	private final NatsListenerDefaults defaults;

	NatsListenerContainerFactory(NatsListenerContainerFactoryBuilder builder, NatsListenerDefaults defaults) {
		this.builder = builder;
		this.defaults = defaults;
	}

	/**
	 * What listeners get that do not say it themselves.
	 * @return the defaults
	 */
	public NatsListenerDefaults defaults() {
		return this.defaults;
	}

	/**
	 * What is asked about failures in listeners that do not say it themselves.
	 * @return the error handler, or {@code null} for none
	 */
	public @Nullable NatsListenerErrorHandler errorHandler() {
		return this.builder.errorHandler;
	}

	/**
	 * Begin another factory with all that this one has.
	 * @return a builder to go on with
	 */
	public NatsListenerContainerFactoryBuilder mutate() {
		return new NatsListenerContainerFactoryBuilder(this.builder);
	}

	/**
	 * Begin a listener that has no annotation.
	 * @param id the listener's id, unique in the application
	 * @param method what to call
	 * @return a builder to go on with
	 */
	public NatsListenerEndpointBuilder endpoint(String id, ListenerMethod method) {
		return new NatsListenerEndpointBuilder(id, method, this.defaults);
	}

	/**
	 * Make the container of a listener. It is not started.
	 * @param endpoint the listener
	 * @return the container
	 */
	public ListenerContainer create(NatsListenerEndpoint endpoint) {
		ListenerInfo info = endpoint.info();
		Connection connection = this.builder.connection;
		ListenerHooks hooks = this.builder.hooks;
		ReplySubjects subjects = new ReplySubjects(info, connection.getOptions().getInboxPrefix(),
				this.defaults.replyPrefixes(), this.builder.streamSubjects, hooks.instrumentation());
		ReplySender replies = new ReplySender(connection, this.builder.converter, this.builder.nats, subjects,
				endpoint.sendTo());
		NatsListenerErrorHandler own = (endpoint.errorHandler() != null) ? endpoint.errorHandler() : errorHandler();
		NatsMessageProcessor processor = new NatsMessageProcessor(info, hooks.invoker(info, endpoint.method()), own,
				replies, hooks.observer(info), hooks.scope());
		hooks.instrumentation().created(info);
		return new NatsListenerContainer(endpoint, connection, processor, this.defaults.shutdownTimeout());
	}

}
