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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.NatsListener;
import io.github.natsboot.core.JetStreamTemplate;
import io.github.natsboot.core.NatsTemplate;
import io.github.natsboot.listener.ListenerMethodFactory;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.github.natsboot.listener.error.ErrorHandler;
import io.github.natsboot.listener.error.Outcome;
import io.github.natsboot.listener.jetstream.JetStreamListenerContainerFactory;
import io.github.natsboot.listener.jetstream.JetStreamListenerContainerFactoryBuilder;
import io.github.natsboot.listener.nats.NatsListenerContainerFactory;
import io.github.natsboot.listener.nats.NatsListenerContainerFactoryBuilder;
import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.github.natsboot.provisioning.Provisioning;
import io.github.natsboot.provisioning.StreamDeclaration;
import io.github.natsboot.support.NatsMessageConverter;
import io.github.natsboot.test.server.NatsTestServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamOptions;
import io.nats.client.Nats;
import io.nats.client.api.StreamConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests an application whose context was generated ahead of time, and compiled.
 */
@CompileWithForkedClassLoader
class GeneratedContextIT {

	@Test
	void listenersListen() throws Exception {
		try (NatsTestServer server = NatsTestServer.start()) {
			generate((initializer) -> {
				try (GenericApplicationContext context = new GenericApplicationContext()) {
					context.getEnvironment()
						.getPropertySources()
						.addFirst(new MapPropertySource("test", Map.of("nats.url", server.url())));
					initializer.initialize(context);
					context.refresh();
					assertListening(context);
				}
			});
		}
	}

	private static void assertListening(GenericApplicationContext context) {
		assertThat(context.getBean(NatsTemplate.class).request("greeting", new Greeting("Duke"), Greeting.class))
			.isEqualTo(new Greeting("Hello Duke"));
		context.getBean(JetStreamTemplate.class).publish("orders.created", new Order("123", List.of("book")));
		try {
			assertThat(context.getBean(Listeners.class).orders.poll(10, TimeUnit.SECONDS))
				.isEqualTo(new Order("123", List.of("book")));
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@SuppressWarnings("unchecked")
	private static void generate(Consumer<ApplicationContextInitializer<GenericApplicationContext>> use) {
		TestGenerationContext generation = new TestGenerationContext(Application.class);
		String initializer;
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(Application.class, Listeners.class);
			initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation).canonicalName();
		}
		generation.writeGeneratedContent();
		TestCompiler.forSystem()
			.with(generation)
			.compile((compiled) -> use.accept(compiled.getInstance(ApplicationContextInitializer.class, initializer)));
	}

	record Greeting(String text) {

	}

	record Order(String id, List<String> articles) {

	}

	static class Listeners {

		private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();

		@NatsListener("greeting")
		@NatsListener("salute")
		Greeting greet(Greeting name) {
			return new Greeting("Hello " + name.text());
		}

		@JetStreamListener(stream = "ORDERS", durable = "${durable:generated}", errorHandler = "failures",
				containerFactory = "jetStreamListenerContainerFactory")
		void take(Order order) {
			this.orders.add(order);
		}

	}

	@EnableNats
	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		static PropertySourcesPlaceholderConfigurer placeholders() {
			return new PropertySourcesPlaceholderConfigurer();
		}

		@Bean
		Connection connection(@Value("${nats.url}") String url) throws Exception {
			return Nats.connect(url);
		}

		@Bean
		NatsMessageConverter converter() {
			return NatsMessageConverter.createDefault();
		}

		@Bean
		NatsTemplate natsTemplate(Connection connection, NatsMessageConverter converter) {
			return NatsTemplate.builder(connection).converter(converter).build();
		}

		@Bean
		JetStreamTemplate jetStreamTemplate(Connection connection, NatsMessageConverter converter) {
			return JetStreamTemplate.builder(connection).converter(converter).build();
		}

		@Bean
		JetStreamProvisioner provisioner(Connection connection) throws Exception {
			return new JetStreamProvisioner(connection, connection.jetStreamManagement(), Provisioning.CREATE, List
				.of(StreamDeclaration.of(StreamConfiguration.builder().name("ORDERS").subjects("orders.>").build())));
		}

		@Bean
		ListenerMethodFactory listenerMethodFactory(NatsMessageConverter converter, BeanFactory beanFactory) {
			return new ListenerMethodFactory(converter, null, beanFactory);
		}

		@Bean
		NatsListenerContainerFactory natsListenerContainerFactory(Connection connection, NatsTemplate nats,
				NatsMessageConverter converter) {
			return new NatsListenerContainerFactoryBuilder(connection, nats, converter).build();
		}

		@Bean
		JetStreamListenerContainerFactory jetStreamListenerContainerFactory(Connection connection,
				JetStreamTemplate jetStream, JetStreamProvisioner provisioner, ApplicationEventPublisher events)
				throws Exception {
			return new JetStreamListenerContainerFactoryBuilder(connection, connection.jetStreamManagement(),
					JetStreamOptions.DEFAULT_JS_OPTIONS, jetStream, provisioner, events)
				.build();
		}

		@Bean
		ErrorHandler failures() {
			return (failure, attempt) -> new Outcome.AsConfigured();
		}

		@Bean
		NatsListenerEndpointRegistry registry() {
			return new NatsListenerEndpointRegistry(Duration.ofSeconds(5));
		}

	}

}
