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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.concurrent.ThreadFactory;

import io.github.natsboot.config.EnableNats;
import io.github.natsboot.config.NatsListenerConfiguration;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.deadletter.DeadLetterInstrumentation;
import io.github.natsboot.deadletter.DeadLetterNamingStrategy;
import io.github.natsboot.deadletter.DeadLetterOperations;
import io.github.natsboot.deadletter.DeadLetterTemplate;
import io.github.natsboot.listener.ListenerHooks;
import io.github.natsboot.listener.ListenerInstrumentation;
import io.github.natsboot.listener.ListenerInterceptor;
import io.github.natsboot.listener.ListenerScope;
import io.github.natsboot.listener.ListenerMethodFactory;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.github.natsboot.listener.error.ErrorHandler;
import io.github.natsboot.listener.error.NatsListenerErrorHandler;
import io.github.natsboot.listener.error.RetrySettings;
import io.github.natsboot.listener.jetstream.BatchSettings;
import io.github.natsboot.listener.jetstream.JetStreamListenerContainerFactory;
import io.github.natsboot.listener.jetstream.JetStreamListenerContainerFactoryBuilder;
import io.github.natsboot.listener.jetstream.JetStreamListenerContainerFactoryCustomizer;
import io.github.natsboot.listener.jetstream.JetStreamListenerDefaults;
import io.github.natsboot.listener.keyvalue.KeyValueListenerContainerFactory;
import io.github.natsboot.listener.keyvalue.KeyValueListenerDefaults;
import io.github.natsboot.listener.nats.NatsListenerContainerFactory;
import io.github.natsboot.listener.nats.NatsListenerContainerFactoryBuilder;
import io.github.natsboot.listener.nats.NatsListenerContainerFactoryCustomizer;
import io.github.natsboot.listener.nats.NatsListenerDefaults;
import io.github.natsboot.observation.NatsListenerObservationConvention;
import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.github.natsboot.provisioning.StreamDeclaration;
import io.github.natsboot.support.NatsMessageConverter;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StreamConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.validation.Validator;

/**
 * Auto-configuration of listeners, of the streams that the application declares, and of
 * what can be done with dead letters.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = NatsAutoConfiguration.class,
		afterName = "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration")
@ConditionalOnBean(Connection.class)
public final class NatsListenerAutoConfiguration {

	NatsListenerAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(JetStreamProvisioner.class)
	JetStreamProvisioner natsJetStreamProvisioner(Connection connection, JetStreamManagement management,
			NatsJetStreamProperties properties, ObjectProvider<StreamConfiguration> streams,
			ObjectProvider<KeyValueConfiguration> buckets) {
		PropertyChecks.jetStream(properties);
		List<StreamDeclaration> declared = new ArrayList<>(DeclaredStreams.of(properties.streams()));
		declared.addAll(DeclaredBuckets.of(properties.keyValue()));
		streams.orderedStream().map(StreamDeclaration::of).forEach(declared::add);
		buckets.orderedStream().map(StreamDeclaration::of).forEach(declared::add);
		return new JetStreamProvisioner(connection, management, properties.provisioning(), declared);
	}

	@Bean
	@ConditionalOnMissingBean(ListenerMethodFactory.class)
	ListenerMethodFactory natsListenerMethodFactory(NatsMessageConverter converter, ObjectProvider<Validator> validator,
			BeanFactory beanFactory) {
		return new ListenerMethodFactory(converter, validator.getIfUnique(), beanFactory);
	}

	@Bean
	@ConditionalOnMissingBean(ListenerHooks.class)
	ListenerHooks natsListenerHooks(ObjectProvider<ObservationRegistry> observations,
			ObjectProvider<NatsListenerObservationConvention> convention,
			ObjectProvider<ListenerInstrumentation> instrumentation, ObjectProvider<ListenerInterceptor> interceptors,
			ObjectProvider<ListenerScope> scope) {
		return new ListenerHooks(observations.getIfUnique(() -> ObservationRegistry.NOOP), convention.getIfUnique(),
				ListenerInstrumentation.of(instrumentation.orderedStream().toList()),
				interceptors.orderedStream().toList(), scope.getIfAvailable(() -> ListenerScope.NONE));
	}

	@Bean(NatsListenerContainerFactory.BEAN_NAME)
	@ConditionalOnMissingBean(name = NatsListenerContainerFactory.BEAN_NAME)
	NatsListenerContainerFactory natsListenerContainerFactory(Connection connection, NatsOperations nats,
			NatsMessageConverter converter, NatsListenerProperties properties, ListenerHooks hooks,
			NatsListenerEndpointRegistry registry, ObjectProvider<NatsListenerErrorHandler> errorHandler,
			ObjectProvider<NatsListenerContainerFactoryCustomizer> customizers) {
		PropertyChecks.listener(properties);
		NatsListenerContainerFactoryBuilder factory = new NatsListenerContainerFactoryBuilder(connection, nats,
				converter)
			.defaults(new NatsListenerDefaults(properties.concurrency(), properties.autoStartup(),
					properties.shutdownTimeout(), properties.replyPrefixes()))
			.hooks(hooks)
			.streamSubjects(registry::isStreamSubject)
			.errorHandler(errorHandler.getIfUnique());
		customizers.orderedStream().forEach((customizer) -> customizer.customize(factory));
		return factory.build();
	}

	@Bean(JetStreamListenerContainerFactory.BEAN_NAME)
	@ConditionalOnMissingBean(name = JetStreamListenerContainerFactory.BEAN_NAME)
	JetStreamListenerContainerFactory jetStreamListenerContainerFactory(Connection connection,
			JetStreamManagement management, JetStreamOptions options, JetStreamOperations jetStream,
			JetStreamProvisioner provisioner, NatsJetStreamProperties properties, ListenerHooks hooks,
			ApplicationEventPublisher events, Environment environment, ObjectProvider<ErrorHandler> errorHandler,
			ObjectProvider<DeadLetterNamingStrategy> deadLetterNaming,
			ObjectProvider<JetStreamListenerContainerFactoryCustomizer> customizers) {
		JetStreamListenerContainerFactoryBuilder factory = new JetStreamListenerContainerFactoryBuilder(connection,
				management, options, jetStream, provisioner, events)
			.defaults(defaults(properties.listener(),
					deadLetterNaming.getIfAvailable(() -> naming(properties.listener().deadLetter()))))
			.deadLetterStackTraces(properties.listener().deadLetter().stackTrace())
			.hooks(hooks)
			.errorHandler(errorHandler.getIfUnique());
		Function<String, ThreadFactory> threads = threads(environment);
		if (threads != null) {
			factory.threads(threads);
		}
		customizers.orderedStream().forEach((customizer) -> customizer.customize(factory));
		return factory.build();
	}

	@Bean
	@ConditionalOnMissingBean(KeyValueListenerContainerFactory.class)
	KeyValueListenerContainerFactory keyValueListenerContainerFactory(Connection connection,
			JetStreamManagement management, JetStreamOptions options, JetStreamProvisioner provisioner,
			NatsJetStreamProperties properties, ListenerHooks hooks, ApplicationEventPublisher events,
			Environment environment) {
		return new KeyValueListenerContainerFactory(connection, management, options, provisioner,
				new KeyValueListenerDefaults(properties.listener().autoStartup(),
						settings(properties.listener().retry())),
				hooks, events, properties.listener().shutdownTimeout(), threads(environment));
	}

	private static @Nullable Function<String, ThreadFactory> threads(Environment environment) {
		return Threading.VIRTUAL.isActive(environment)
				? (prefix) -> new VirtualThreadTaskExecutor(prefix).getVirtualThreadFactory() : null;
	}

	private static JetStreamListenerDefaults defaults(NatsJetStreamProperties.Listener listener,
			DeadLetterNamingStrategy deadLetterNaming) {
		return new JetStreamListenerDefaults(listener.concurrency(), listener.autoStartup(), listener.ackMode(),
				listener.ordering(), listener.ackWait(), listener.prefetch(),
				new BatchSettings(listener.batch().size(), listener.batch().timeout()), settings(listener.retry()),
				deadLetterNaming, listener.shutdownTimeout());
	}

	private static DeadLetterNamingStrategy naming(NatsJetStreamProperties.DeadLetter deadLetter) {
		return DeadLetterNamingStrategy.of(deadLetter.subject(), deadLetter.stream());
	}

	private static RetrySettings settings(NatsJetStreamProperties.Retry retry) {
		return new RetrySettings(retry.maxRetries(), retry.delay(), retry.multiplier(), retry.maxDelay(),
				retry.jitter(), List.of(), List.of());
	}

	@Bean
	@ConditionalOnMissingBean(NatsListenerEndpointRegistry.class)
	NatsListenerEndpointRegistry natsListenerEndpointRegistry(NatsJetStreamProperties jetStream,
			NatsListenerProperties nats, JetStreamProvisioner provisioner) {
		// Listeners stop together, so the longer of the two times is the one that counts.
		// The
		// provisioner is a dependency so that streams are there before listeners start.
		return new NatsListenerEndpointRegistry(
				(nats.shutdownTimeout().compareTo(jetStream.listener().shutdownTimeout()) > 0) ? nats.shutdownTimeout()
						: jetStream.listener().shutdownTimeout());
	}

	@Bean
	@ConditionalOnMissingBean(DeadLetterOperations.class)
	DeadLetterTemplate natsDeadLetterTemplate(Connection connection, JetStreamManagement management,
			JetStreamOptions options, JetStreamOperations jetStream, NatsJetStreamProperties properties,
			NatsListenerEndpointRegistry registry, ObjectProvider<DeadLetterInstrumentation> instrumentation,
			ApplicationEventPublisher events) {
		return new DeadLetterTemplate(connection, management, options, jetStream, properties.publish().retryTimeout(),
				registry::getDeadLetterSources, DeadLetterInstrumentation.of(instrumentation.orderedStream().toList()),
				events);
	}

	@Bean
	static LazyInitializationExcludeFilter natsListenerLazyInitializationExcludeFilter() {
		return new ListenersLazyInitializationExcludeFilter();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MDC.class)
	@ConditionalOnBooleanProperty(name = "nats.listener.log-context", matchIfMissing = true)
	static class LogContextConfiguration {

		@Bean
		@ConditionalOnMissingBean(ListenerScope.class)
		ListenerLogContext natsListenerLogContext() {
			return new ListenerLogContext();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableNats
	@ConditionalOnMissingBean(name = NatsListenerConfiguration.POST_PROCESSOR_BEAN_NAME)
	static class EnableNatsConfiguration {

	}

}
