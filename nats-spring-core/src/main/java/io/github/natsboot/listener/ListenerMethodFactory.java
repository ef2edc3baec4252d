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

package io.github.natsboot.listener;

import java.lang.reflect.Method;
import java.util.List;

import io.github.natsboot.core.SubjectTemplate;
import io.github.natsboot.support.NatsMessageConverter;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.validation.Validator;

/**
 * Makes listener methods invocable, with the argument resolvers of Spring Messaging.
 */
public final class ListenerMethodFactory {

	private final HandlerMethodArgumentResolverComposite resolvers = new HandlerMethodArgumentResolverComposite();

	private final NatsMessageConverter converter;

	/**
	 * Create the factory.
	 * @param converter reads payloads
	 * @param validator checks payloads that are annotated to be valid, or {@code null}
	 * for no such checks
	 * @param beanFactory resolves expressions in {@code @Header} defaults, if given
	 */
	public ListenerMethodFactory(NatsMessageConverter converter, @Nullable Validator validator,
			@Nullable BeanFactory beanFactory) {
		this.converter = converter;
		ResolverSource source = new ResolverSource();
		source.setMessageConverter(converter.payloadConverter());
		if (validator != null) {
			source.setValidator(validator);
		}
		if (beanFactory != null) {
			source.setBeanFactory(beanFactory);
		}
		source.setCustomArgumentResolvers(
				List.of(new DestinationVariableMethodArgumentResolver(DefaultConversionService.getSharedInstance()),
						new ListenerPayloadArgumentResolver(converter.payloadConverter(), validator)));
		this.resolvers.addResolvers(source.initArgumentResolvers());
	}

	/**
	 * Make a bean's method invocable.
	 * @param bean the bean
	 * @param method the method, as it can be called on the bean
	 * @param templates the subjects that messages come on, whose named tokens the method
	 * may take
	 * @return the invocable method
	 */
	public ListenerMethod create(Object bean, Method method, List<SubjectTemplate> templates) {
		ListenerHandlerMethod handlerMethod = new ListenerHandlerMethod(bean, method, this.resolvers);
		return new ListenerMethod(handlerMethod, this.converter, templates, this.resolvers);
	}

	/**
	 * Make a handler invocable that is given the payloads of messages.
	 * @param <T> the type of the payload
	 * @param payloadType the type of the payload
	 * @param handler the handler
	 * @return the handler as a method
	 */
	public <T> ListenerMethod create(Class<T> payloadType, ListenerHandler<T> handler) {
		return handler(ResolvableType.forClass(payloadType), handler, ListenerHandler.class);
	}

	/**
	 * Make a handler invocable that is given the payloads of messages.
	 * @param <T> the type of the payload
	 * @param payloadType the type of the payload; a {@code List} stands for a batch, a
	 * {@code Message} for payload and headers
	 * @param handler the handler
	 * @return the handler as a method
	 */
	public <T> ListenerMethod create(ParameterizedTypeReference<T> payloadType, ListenerHandler<T> handler) {
		return handler(ResolvableType.forType(payloadType), handler, ListenerHandler.class);
	}

	/**
	 * Make a handler invocable that is given the payloads of messages and returns a
	 * value.
	 * @param <T> the type of the payload
	 * @param payloadType the type of the payload
	 * @param handler the handler
	 * @return the handler as a method
	 */
	public <T> ListenerMethod createReplying(Class<T> payloadType, ListenerHandler.Replying<T> handler) {
		return handler(ResolvableType.forClass(payloadType), handler, ListenerHandler.Replying.class);
	}

	private ListenerMethod handler(ResolvableType payloadType, Object handler, Class<?> type) {
		ListenerHandlerMethod handlerMethod = new ListenerHandlerMethod(handler,
				new DeclaredPayloadParameter(ListenerHandler.method(type), payloadType), this.resolvers);
		return new ListenerMethod(handlerMethod, this.converter, List.of(), this.resolvers);
	}

	/**
	 * Opens the list of standard resolvers.
	 */
	private static final class ResolverSource extends DefaultMessageHandlerMethodFactory {

		@Override
		protected List<HandlerMethodArgumentResolver> initArgumentResolvers() {
			return super.initArgumentResolvers();
		}

	}

}
