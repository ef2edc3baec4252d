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

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.github.natsboot.config.EnableNats;
import io.github.natsboot.connection.NatsConnectionEvents;
import io.github.natsboot.connection.NatsConnector;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.JetStreamTemplate;
import io.github.natsboot.core.NatsTemplate;
import io.github.natsboot.listener.error.ErrorHandler;
import io.github.natsboot.listener.error.NatsListenerErrorHandler;
import io.github.natsboot.listener.error.RetrySettings;
import io.github.natsboot.listener.jetstream.JetStreamListenerContainerFactory;
import io.github.natsboot.listener.jetstream.JetStreamListenerContainerFactoryBuilder;
import io.github.natsboot.listener.jetstream.JetStreamListenerContainerFactoryCustomizer;
import io.github.natsboot.listener.jetstream.JetStreamListenerDefaults;
import io.github.natsboot.listener.keyvalue.KeyValueListenerContainerFactory;
import io.github.natsboot.listener.keyvalue.KeyValueListenerDefaults;
import io.github.natsboot.listener.nats.NatsListenerContainerFactory;
import io.github.natsboot.listener.nats.NatsListenerContainerFactoryBuilder;
import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.github.natsboot.provisioning.Provisioning;
import io.github.natsboot.provisioning.StreamDeclaration;
import io.github.natsboot.support.NatsMessageConverter;
import io.github.natsboot.test.server.NatsTestServer;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StreamConfiguration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;

/**
 * An application with listeners on a real server, wired by hand.
 */
public final class ListenerContext implements AutoCloseable {

	/**
	 * Retries that do not keep a test waiting.
	 */
	public static final RetrySettings QUICK_RETRIES = new RetrySettings(2, Duration.ofMillis(50), 2,
			Duration.ofSeconds(1), Duration.ZERO, List.of(), List.of());

	private final Connection connection;

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final List<ApplicationEvent> events = new CopyOnWriteArrayList<>();

	private ListenerContext(Connection connection) {
		this.connection = connection;
	}

	/**
	 * Start an application whose beans are the given objects.
	 */
	public static ListenerContext start(NatsTestServer server, Object... beans) throws Exception {
		return start(server, List.of(), (context) -> {
		}, beans);
	}

	/**
	 * Start an application that declares streams.
	 */
	public static ListenerContext start(NatsTestServer server, List<StreamConfiguration> streams, Object... beans)
			throws Exception {
		return start(server, streams, (context) -> {
		}, beans);
	}

	/**
	 * Start an application whose context is changed before.
	 */
	public static ListenerContext start(NatsTestServer server, List<StreamConfiguration> streams,
			Consumer<GenericApplicationContext> customizer, Object... beans) throws Exception {
		return start(connect(server.url()), streams, customizer, beans);
	}

	/**
	 * Start an application that reaches its server by another address.
	 */
	public static ListenerContext startAt(String url, List<StreamConfiguration> streams, Object... beans)
			throws Exception {
		return start(connect(url), streams, (context) -> {
		}, beans);
	}

	/**
	 * Start an application that reaches its server by another address, and whose context
	 * is changed before. It has the patience to start beside many others.
	 */
	public static ListenerContext startAt(String url, Consumer<GenericApplicationContext> customizer, Object... beans)
			throws Exception {
		return start(Nats.connect(options(url).connectionTimeout(Duration.ofSeconds(30)).build()), List.of(),
				customizer, beans);
	}

	private static Connection connect(String url) throws Exception {
		return Nats.connect(options(url).build());
	}

	private static Options.Builder options(String url) {
		return Options.builder().server(url).maxReconnects(-1).reconnectWait(Duration.ofMillis(100));
	}

	/**
	 * Start an application whose connection survives messages that the client cannot
	 * read.
	 */
	public static ListenerContext startGuarded(NatsTestServer server, List<StreamConfiguration> streams,
			Object... beans) throws Exception {
		NatsConnector connector = new NatsConnector(new NatsConnectionEvents());
		return start(
				connector.connect(NatsConnector.options().server(server.url()).reconnectWait(Duration.ofMillis(100))),
				streams, (context) -> {
				}, beans);
	}

	private static ListenerContext start(Connection connection, List<StreamConfiguration> streams,
			Consumer<GenericApplicationContext> customizer, Object... beans) throws Exception {
		ListenerContext listeners = new ListenerContext(connection);
		try {
			listeners.wire(streams, customizer, beans);
		}
		catch (Exception | Error ex) {
			listeners.close();
			throw ex;
		}
		return listeners;
	}

	private void wire(List<StreamConfiguration> streams, Consumer<GenericApplicationContext> customizer,
			Object... beans) throws Exception {
		NatsMessageConverter converter = NatsMessageConverter.create(JsonMapper.builder().build(), List.of());
		JetStreamManagement management = this.connection.jetStreamManagement();
		JetStreamTemplate jetStream = JetStreamTemplate.builder(this.connection)
			.converter(converter)
			.observationRegistry(Arrays.stream(beans)
				.filter(ObservationRegistry.class::isInstance)
				.map(ObservationRegistry.class::cast)
				.findFirst()
				.orElse(ObservationRegistry.NOOP))
			.build();
		NatsTemplate nats = NatsTemplate.builder(this.connection).converter(converter).build();
		JetStreamProvisioner provisioner = new JetStreamProvisioner(this.connection, management, Provisioning.CREATE,
				streams.stream().map(StreamDeclaration::of).toList());
		JetStreamListenerDefaults defaults = JetStreamListenerDefaults.DEFAULTS;
		JetStreamListenerDefaults quick = new JetStreamListenerDefaults(defaults.concurrency(), true,
				defaults.ackMode(), defaults.ordering(), null, null, defaults.batch(), QUICK_RETRIES,
				defaults.deadLetterNaming(), Duration.ofSeconds(5));
		this.context.registerBean(PropertySourcesPlaceholderConfigurer.class);
		this.context.registerBean(Enabled.class);
		this.context.registerBean(NatsTemplate.class, () -> nats);
		this.context.registerBean(JetStreamTemplate.class, () -> jetStream);
		this.context.registerBean(JetStreamProvisioner.class, () -> provisioner);
		this.context.registerBean(ListenerMethodFactory.class,
				() -> new ListenerMethodFactory(converter, null, this.context.getBeanFactory()));
		this.context.registerBean(NatsListenerContainerFactory.class,
				() -> new NatsListenerContainerFactoryBuilder(this.connection, nats, converter).hooks(hooks())
					.streamSubjects(registry()::isStreamSubject)
					.errorHandler(unique(NatsListenerErrorHandler.class))
					.build());
		this.context.registerBean(JetStreamListenerContainerFactory.class, () -> {
			JetStreamListenerContainerFactoryBuilder factory = new JetStreamListenerContainerFactoryBuilder(
					this.connection, management, JetStreamOptions.DEFAULT_JS_OPTIONS,
					this.context.getBean(JetStreamOperations.class), provisioner, this.context)
				.defaults(quick)
				.hooks(hooks())
				.errorHandler(unique(ErrorHandler.class));
			this.context.getBeanProvider(JetStreamListenerContainerFactoryCustomizer.class)
				.forEach((each) -> each.customize(factory));
			return factory.build();
		});
		this.context.registerBean(KeyValueListenerContainerFactory.class,
				() -> new KeyValueListenerContainerFactory(this.connection, management,
						JetStreamOptions.DEFAULT_JS_OPTIONS, provisioner,
						new KeyValueListenerDefaults(true, QUICK_RETRIES), hooks(), this.context, Duration.ofSeconds(5),
						null));
		this.context.registerBean(NatsListenerEndpointRegistry.class,
				() -> new NatsListenerEndpointRegistry(Duration.ofSeconds(5)));
		this.context.addApplicationListener((ApplicationListener<ApplicationEvent>) this.events::add);
		for (Object bean : beans) {
			registerSingleton(bean);
		}
		customizer.accept(this.context);
		this.context.refresh();
	}

	/**
	 * As in an application with auto-configuration, beans of these types take part.
	 */
	private ListenerHooks hooks() {
		return new ListenerHooks(
				this.context.getBeanProvider(ObservationRegistry.class).getIfAvailable(() -> ObservationRegistry.NOOP),
				null,
				ListenerInstrumentation
					.of(this.context.getBeanProvider(ListenerInstrumentation.class).orderedStream().toList()),
				this.context.getBeanProvider(ListenerInterceptor.class).orderedStream().toList(), ListenerScope.NONE);
	}

	private <T> @Nullable T unique(Class<T> type) {
		// Unlike an injected provider, one that is asked for takes no notice of default
		// candidates.
		List<String> names = Arrays.stream(this.context.getBeanNamesForType(type))
			.filter((name) -> ((AbstractBeanDefinition) this.context.getBeanDefinition(name)).isDefaultCandidate())
			.toList();
		return switch (names.size()) {
			case 0 -> null;
			case 1 -> this.context.getBean(names.get(0), type);
			default -> this.context.getBeanProvider(type).getIfUnique();
		};
	}

	@SuppressWarnings("unchecked")
	private void registerSingleton(Object bean) {
		this.context.registerBean(beanName(bean), (Class<Object>) bean.getClass(), () -> bean);
	}

	private static String beanName(Object bean) {
		String name = bean.getClass().getSimpleName();
		return Character.toLowerCase(name.charAt(0)) + name.substring(1);
	}

	/**
	 * The connection of the application.
	 */
	public Connection connection() {
		return this.connection;
	}

	/**
	 * The streams of the server.
	 */
	public JetStreamManagement management() throws Exception {
		return this.connection.jetStreamManagement();
	}

	/**
	 * The template of the application.
	 */
	public NatsTemplate nats() {
		return this.context.getBean(NatsTemplate.class);
	}

	/**
	 * The JetStream template of the application.
	 */
	public JetStreamTemplate jetStream() {
		return this.context.getBean(JetStreamTemplate.class);
	}

	/**
	 * The listeners of the application.
	 */
	public NatsListenerEndpointRegistry registry() {
		return this.context.getBean(NatsListenerEndpointRegistry.class);
	}

	/**
	 * A bean of the application.
	 */
	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/**
	 * The events of a type that were published so far.
	 */
	public <E extends ApplicationEvent> List<E> events(Class<E> type) {
		return this.events.stream().filter(type::isInstance).map(type::cast).toList();
	}

	@Override
	public void close() throws InterruptedException {
		this.context.close();
		this.connection.close();
	}

	@EnableNats
	static class Enabled {

	}

}
