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

import io.github.natsboot.listener.jetstream.JetStreamListenerContainerFactory;
import io.github.natsboot.listener.keyvalue.KeyValueListenerContainerFactory;
import io.github.natsboot.listener.nats.NatsListenerContainerFactory;

import org.springframework.beans.factory.BeanFactory;

/**
 * Finds the container factories of listeners that name none: by their names, so that an
 * application may have others besides them, else by their types.
 */
final class DefaultContainerFactories {

	private final BeanFactory beanFactory;

	DefaultContainerFactories(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	NatsListenerContainerFactory nats() {
		return find(NatsListenerContainerFactory.BEAN_NAME, NatsListenerContainerFactory.class);
	}

	JetStreamListenerContainerFactory jetStream() {
		return find(JetStreamListenerContainerFactory.BEAN_NAME, JetStreamListenerContainerFactory.class);
	}

	KeyValueListenerContainerFactory keyValue() {
		return this.beanFactory.getBean(KeyValueListenerContainerFactory.class);
	}

	private <T> T find(String name, Class<T> type) {
		return this.beanFactory.containsBean(name) ? this.beanFactory.getBean(name, type)
				: this.beanFactory.getBean(type);
	}

}
