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

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.JetStreamListeners;
import io.github.natsboot.annotation.KeyValueListener;
import io.github.natsboot.annotation.KeyValueListeners;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.annotation.NatsListeners;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds {@link NatsListener}, {@link JetStreamListener} and {@link KeyValueListener}
 * methods. Until all singletons exist it only collects, so that no bean is made too early
 * because of a listener; then it has listeners made and registered.
 */
public class NatsListenerAnnotationBeanPostProcessor
		implements BeanPostProcessor, SmartInitializingSingleton, BeanFactoryAware, Ordered {

	private static final List<Class<? extends Annotation>> ANNOTATIONS = List.of(NatsListener.class,
			JetStreamListener.class, KeyValueListener.class);

	private final Set<Class<?>> withoutListeners = ConcurrentHashMap.newKeySet();

	private final List<AnnotatedListener> collected = new ArrayList<>();

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable ConfigurableBeanFactory beanFactory;

	private boolean singletonsExist;

	/**
	 * Create the post-processor.
	 */
	public NatsListenerAnnotationBeanPostProcessor() {
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (ConfigurableBeanFactory) beanFactory;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
		if (bean instanceof AopInfrastructureBean || this.withoutListeners.contains(type)) {
			return bean;
		}
		Set<Method> methods = listenerMethods(type);
		if (methods.isEmpty()) {
			this.withoutListeners.add(type);
		}
		for (Method method : methods) {
			List<Annotation> annotations = annotations(method);
			for (int i = 0; i < annotations.size(); i++) {
				add(new AnnotatedListener(bean, beanName, method, annotations.get(i), i));
			}
		}
		return bean;
	}

	static Set<Method> listenerMethods(Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, ANNOTATIONS)) {
			return Set.of();
		}
		return MethodIntrospector.selectMethods(type,
				(ReflectionUtils.MethodFilter) (method) -> !annotations(method).isEmpty());
	}

	private static List<Annotation> annotations(Method method) {
		List<Annotation> annotations = new ArrayList<>();
		annotations.addAll(
				AnnotatedElementUtils.findMergedRepeatableAnnotations(method, NatsListener.class, NatsListeners.class));
		annotations.addAll(AnnotatedElementUtils.findMergedRepeatableAnnotations(method, JetStreamListener.class,
				JetStreamListeners.class));
		annotations.addAll(AnnotatedElementUtils.findMergedRepeatableAnnotations(method, KeyValueListener.class,
				KeyValueListeners.class));
		return annotations;
	}

	private void add(AnnotatedListener listener) {
		this.lock.lock();
		try {
			if (!this.singletonsExist) {
				this.collected.add(listener);
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		register(listener);
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<AnnotatedListener> listeners;
		this.lock.lock();
		try {
			this.singletonsExist = true;
			listeners = List.copyOf(this.collected);
			this.collected.clear();
		}
		finally {
			this.lock.unlock();
		}
		listeners.forEach(this::register);
		configure();
	}

	private void configure() {
		ConfigurableBeanFactory factory = this.beanFactory;
		if (factory == null) {
			return;
		}
		List<NatsListenerConfigurer> configurers = factory.getBeanProvider(NatsListenerConfigurer.class)
			.orderedStream()
			.toList();
		if (!configurers.isEmpty()) {
			NatsListenerEndpointRegistrar registrar = new NatsListenerEndpointRegistrar(factory);
			configurers.forEach((configurer) -> configurer.configureNatsListeners(registrar));
		}
	}

	private void register(AnnotatedListener listener) {
		ConfigurableBeanFactory factory = this.beanFactory;
		if (factory == null) {
			throw new IllegalStateException("The post-processor of listeners has no bean factory");
		}
		factory.getBean(NatsListenerEndpointRegistry.class)
			.register(new ListenerEndpointFactory(factory).create(listener));
	}

}
