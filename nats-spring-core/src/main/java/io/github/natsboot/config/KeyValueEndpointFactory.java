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

import java.util.List;

import io.github.natsboot.annotation.KeyValueListener;
import io.github.natsboot.core.SubjectTemplate;
import io.github.natsboot.listener.ListenerConfigurationException;
import io.github.natsboot.listener.ListenerContainer;
import io.github.natsboot.listener.ListenerMethod;
import io.github.natsboot.listener.ListenerMethodFactory;
import io.github.natsboot.listener.keyvalue.KeyValueDelivery;
import io.github.natsboot.listener.keyvalue.KeyValueListenerContainerFactory;
import io.github.natsboot.listener.keyvalue.KeyValueListenerDefaults;
import io.github.natsboot.listener.keyvalue.KeyValueListenerEndpoint;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/**
 * Makes a listener on a bucket of an annotated method.
 */
final class KeyValueEndpointFactory {

	/**
	 * What comes before the key in the subject of an entry; of a mirror, it is the bucket
	 * that is mirrored.
	 */
	private static final String BEFORE_KEY = "$KV.*.";

	private final ConfigurableBeanFactory beanFactory;

	KeyValueEndpointFactory(ConfigurableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	ListenerContainer create(AnnotatedListener listener, KeyValueListener annotation) {
		KeyValueListenerContainerFactory factory = this.beanFactory.getBean(KeyValueListenerContainerFactory.class);
		KeyValueListenerDefaults defaults = factory.defaults();
		AnnotationValueResolver values = new AnnotationValueResolver(this.beanFactory, listener.bean(),
				listener.describe());
		String bucket = values.text("bucket", annotation.bucket());
		if (bucket == null) {
			throw new ListenerConfigurationException(listener.describe(), "'bucket' is empty: name the bucket");
		}
		List<SubjectTemplate> keys = ListenerEndpointFactory.templates(listener,
				values.texts("keys", annotation.keys()));
		return factory.create(new KeyValueListenerEndpoint(
				ListenerEndpointFactory.id(listener, values.text("id", annotation.id())), method(listener, keys),
				bucket, keys.stream().map(SubjectTemplate::pattern).toList(),
				ListenerEndpointFactory.orDefault(
						values.constant("deliver", annotation.deliver(), KeyValueDelivery.class),
						KeyValueDelivery.LAST),
				ListenerEndpointFactory.orDefault(values.bool("ignoreDeletes", annotation.ignoreDeletes()), false),
				ListenerEndpointFactory.orDefault(values.bool("autoStartup", annotation.autoStartup()),
						defaults.autoStartup()),
				ListenerEndpointFactory.retry(listener, annotation.retry(), defaults.retry(), values)));
	}

	private ListenerMethod method(AnnotatedListener listener, List<SubjectTemplate> keys) {
		ListenerMethod method = this.beanFactory.getBean(ListenerMethodFactory.class)
			.create(listener.bean(), listener.invocableMethod(),
					keys.stream().map((key) -> SubjectTemplate.parse(BEFORE_KEY + key)).toList());
		for (String variable : method.destinationVariables()) {
			if (keys.isEmpty() || !keys.stream().allMatch((key) -> key.names().contains(variable))) {
				throw new ListenerConfigurationException(listener.describe(),
						"it takes @DestinationVariable '" + variable + "', and not each of its keys has a token of "
								+ "that name (" + keys + "): name the token in 'keys', as in eur.{" + variable + "}");
			}
		}
		return method;
	}

}
