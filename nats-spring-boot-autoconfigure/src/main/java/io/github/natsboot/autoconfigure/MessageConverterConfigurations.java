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

package io.github.natsboot.autoconfigure;

import io.github.natsboot.support.NatsMessageConverter;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.converter.MessageConverter;

/**
 * The converter of payloads, with JSON where Jackson is present. To be imported in this
 * order.
 */
final class MessageConverterConfigurations {

	private MessageConverterConfigurations() {
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	@ConditionalOnMissingBean(NatsMessageConverter.class)
	static class WithJson {

		@Bean
		NatsMessageConverter natsMessageConverter(ObjectProvider<JsonMapper> jsonMapper,
				ObjectProvider<MessageConverter> additional) {
			return NatsMessageConverter.create(jsonMapper.getIfAvailable(() -> JsonMapper.builder().build()),
					additional.orderedStream().toList());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(NatsMessageConverter.class)
	static class WithoutJson {

		@Bean
		NatsMessageConverter natsMessageConverter(ObjectProvider<MessageConverter> additional) {
			return NatsMessageConverter.create(null, additional.orderedStream().toList());
		}

	}

}
