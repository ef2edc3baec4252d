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

package io.github.natsboot.config;

import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.github.natsboot.listener.jetstream.JetStreamListenerContainerFactory;
import io.github.natsboot.listener.jetstream.JetStreamListenerEndpoint;
import io.github.natsboot.listener.keyvalue.KeyValueListenerContainerFactory;
import io.github.natsboot.listener.keyvalue.KeyValueListenerEndpoint;
import io.github.natsboot.listener.nats.NatsListenerContainerFactory;
import io.github.natsboot.listener.nats.NatsListenerEndpoint;

import org.springframework.beans.factory.BeanFactory;

/**
 * Takes listeners from {@link NatsListenerConfigurer}s: has their containers made, and
 * registers them.
 *
 * @since 0.1.0
 */
public final class NatsListenerEndpointRegistrar {

	private final NatsListenerEndpointRegistry registry;

	private final DefaultContainerFactories factories;

	NatsListenerEndpointRegistrar(BeanFactory beanFactory) {
		this.registry = beanFactory.getBean(NatsListenerEndpointRegistry.class);
		this.factories = new DefaultContainerFactories(beanFactory);
	}

	/**
	 * Register a listener on core subjects, with the default container factory.
	 * @param endpoint the listener
	 * @throws io.github.natsboot.listener.ListenerConfigurationException when its id is
	 * another listener's
	 */
	public void registerEndpoint(NatsListenerEndpoint endpoint) {
		registerEndpoint(endpoint, this.factories.nats());
	}

	/**
	 * Register a listener on core subjects.
	 * @param endpoint the listener
	 * @param factory makes its container
	 * @throws io.github.natsboot.listener.ListenerConfigurationException when its id is
	 * another listener's
	 */
	public void registerEndpoint(NatsListenerEndpoint endpoint, NatsListenerContainerFactory factory) {
		this.registry.register(factory.create(endpoint));
	}

	/**
	 * Register a listener on a stream, with the default container factory.
	 * @param endpoint the listener
	 * @throws io.github.natsboot.listener.ListenerConfigurationException when its id, or
	 * its durable consumer, is another listener's
	 */
	public void registerEndpoint(JetStreamListenerEndpoint endpoint) {
		registerEndpoint(endpoint, this.factories.jetStream());
	}

	/**
	 * Register a listener on a stream.
	 * @param endpoint the listener
	 * @param factory makes its container
	 * @throws io.github.natsboot.listener.ListenerConfigurationException when its id, or
	 * its durable consumer, is another listener's
	 */
	public void registerEndpoint(JetStreamListenerEndpoint endpoint, JetStreamListenerContainerFactory factory) {
		this.registry.register(factory.create(endpoint));
	}

	/**
	 * Register a listener on a bucket, with the default container factory.
	 * @param endpoint the listener
	 * @throws io.github.natsboot.listener.ListenerConfigurationException when its id is
	 * another listener's
	 */
	public void registerEndpoint(KeyValueListenerEndpoint endpoint) {
		registerEndpoint(endpoint, this.factories.keyValue());
	}

	/**
	 * Register a listener on a bucket.
	 * @param endpoint the listener
	 * @param factory makes its container
	 * @throws io.github.natsboot.listener.ListenerConfigurationException when its id is
	 * another listener's
	 */
	public void registerEndpoint(KeyValueListenerEndpoint endpoint, KeyValueListenerContainerFactory factory) {
		this.registry.register(factory.create(endpoint));
	}

}
