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

import java.util.ArrayList;
import java.util.List;

import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.listener.ListenerContainer;
import io.github.natsboot.listener.ListenerHooks;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.support.NatsMessageConverter;
import io.nats.client.Connection;

/**
 * Makes the containers of {@code @NatsListener} methods. Safe for concurrent use.
 */
public final class NatsListenerContainerFactory {

	private final Connection connection;

	private final NatsOperations nats;

	private final NatsMessageConverter converter;

	private final NatsListenerDefaults defaults;

	private final ListenerHooks hooks;

	/**
	 * Create the factory.
	 * @param connection the connection to listen on
	 * @param nats publishes what listeners return to a fixed subject
	 * @param converter writes replies
	 * @param defaults what listeners do not say themselves
	 * @param hooks who looks on and who steps in while listeners work
	 */
	public NatsListenerContainerFactory(Connection connection, NatsOperations nats, NatsMessageConverter converter,
			NatsListenerDefaults defaults, ListenerHooks hooks) {
		this.connection = connection;
		this.nats = nats;
		this.converter = converter;
		this.defaults = defaults;
		this.hooks = hooks;
	}

	/**
	 * What listeners get that do not say it themselves.
	 * @return the defaults
	 */
	public NatsListenerDefaults defaults() {
		return this.defaults;
	}

	private List<String> replyPrefixes() {
		List<String> prefixes = new ArrayList<>(this.defaults.replyPrefixes());
		prefixes.add(this.connection.getOptions().getInboxPrefix());
		return prefixes;
	}

	/**
	 * Make the container of a listener. It is not started.
	 * @param endpoint the listener
	 * @return the container
	 */
	public ListenerContainer create(NatsListenerEndpoint endpoint) {
		ListenerInfo info = endpoint.info();
		ReplySender replies = new ReplySender(this.connection, this.converter, this.nats,
				new ReplySubjects(info, replyPrefixes()), endpoint.sendTo());
		NatsMessageProcessor processor = new NatsMessageProcessor(info, this.hooks.invoker(info, endpoint.method()),
				replies, this.hooks.observer(info));
		this.hooks.instrumentation().created(info);
		return new NatsListenerContainer(endpoint, this.connection, processor, this.defaults.shutdownTimeout());
	}

}
