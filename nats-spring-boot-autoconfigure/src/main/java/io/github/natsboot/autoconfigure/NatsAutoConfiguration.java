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

import java.io.IOException;

import io.github.natsboot.connection.NatsConnectionEventPublisher;
import io.github.natsboot.connection.NatsConnectionEvents;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.JetStreamTemplate;
import io.github.natsboot.core.JetStreamTemplateOptions;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.core.NatsTemplate;
import io.github.natsboot.core.NatsTemplateOptions;
import io.github.natsboot.observation.NatsTemplateObservationConvention;
import io.github.natsboot.support.NatsMessageConverter;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.Options;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of the connection to NATS, of JetStream, and of the templates that
 * publish and request.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SslAutoConfiguration.class,
		afterName = { "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
				"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
@ConditionalOnClass(Connection.class)
@ConditionalOnBooleanProperty(name = "nats.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ NatsProperties.class, NatsJetStreamProperties.class, NatsListenerProperties.class })
@Import({ MessageConverterConfigurations.WithJson.class, MessageConverterConfigurations.WithoutJson.class })
public final class NatsAutoConfiguration {

	NatsAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(NatsConnectionDetails.class)
	PropertiesNatsConnectionDetails natsConnectionDetails(NatsProperties properties,
			ObjectProvider<SslBundles> sslBundles) {
		return new PropertiesNatsConnectionDetails(properties, sslBundles.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean({ Connection.class, NatsConnectionEvents.class })
	NatsConnectionEvents natsConnectionEvents() {
		return new NatsConnectionEvents();
	}

	@Bean
	@ConditionalOnMissingBean({ Connection.class, NatsConnectionEventPublisher.class })
	NatsConnectionEventPublisher natsConnectionEventPublisher(ApplicationEventPublisher events) {
		return new NatsConnectionEventPublisher(events);
	}

	@Bean
	@ConditionalOnMissingBean(Connection.class)
	NatsConnectionOwner natsConnectionOwner(NatsProperties properties, NatsConnectionDetails details,
			NatsConnectionEvents events, Environment environment, ObjectProvider<NatsOptionsCustomizer> customizers,
			ObjectProvider<ConnectionListener> connectionListeners, ObjectProvider<ErrorListener> errorListeners,
			ObjectProvider<SslBundles> sslBundles) {
		PropertyChecks.connection(properties);
		Options.Builder options = ConnectionOptions.of(properties, details,
				environment.getProperty("spring.application.name"));
		if (Threading.VIRTUAL.isActive(environment)) {
			VirtualThreads.use(options);
		}
		customizers.orderedStream().forEach((customizer) -> customizer.customize(options));
		connectionListeners.orderedStream()
			.filter((listener) -> listener != events)
			.forEach(events::addConnectionListener);
		errorListeners.orderedStream().filter((listener) -> listener != events).forEach(events::addErrorListener);
		NatsConnectionOwner owner = new NatsConnectionOwner(options, events, properties.drainTimeout());
		String bundle = properties.ssl().bundle();
		if (details instanceof PropertiesNatsConnectionDetails && StringUtils.hasText(bundle)) {
			sslBundles.ifAvailable((bundles) -> bundles.addBundleUpdateHandler(bundle, (renewed) -> owner.reconnect()));
		}
		return owner;
	}

	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean(Connection.class)
	Connection natsConnection(NatsConnectionOwner owner) {
		return owner.getConnection();
	}

	@Bean
	@ConditionalOnMissingBean(JetStreamOptions.class)
	JetStreamOptions natsJetStreamOptions(NatsJetStreamProperties properties) {
		PropertyChecks.jetStream(properties);
		JetStreamOptions.Builder options = JetStreamOptions.builder().requestTimeout(properties.publish().timeout());
		if (StringUtils.hasText(properties.domain())) {
			options.domain(properties.domain());
		}
		if (StringUtils.hasText(properties.prefix())) {
			options.prefix(properties.prefix());
		}
		return options.build();
	}

	@Bean
	@ConditionalOnMissingBean(JetStream.class)
	JetStream natsJetStream(Connection connection, JetStreamOptions options) throws IOException {
		return connection.jetStream(options);
	}

	@Bean
	@ConditionalOnMissingBean(JetStreamManagement.class)
	JetStreamManagement natsJetStreamManagement(Connection connection, JetStreamOptions options) throws IOException {
		return connection.jetStreamManagement(options);
	}

	@Bean
	@ConditionalOnMissingBean(NatsOperations.class)
	NatsTemplate natsTemplate(Connection connection, NatsProperties properties, NatsMessageConverter converter,
			ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<NatsTemplateObservationConvention> observationConvention) {
		PropertyChecks.connection(properties);
		return NatsTemplate.builder(connection)
			.converter(converter)
			.options(new NatsTemplateOptions(properties.requestTimeout()))
			.observationRegistry(observationRegistry.getIfUnique(() -> ObservationRegistry.NOOP))
			.observationConvention(observationConvention.getIfUnique())
			.build();
	}

	@Bean
	@ConditionalOnMissingBean(JetStreamOperations.class)
	JetStreamTemplate jetStreamTemplate(Connection connection, NatsJetStreamProperties properties,
			JetStreamOptions options, NatsMessageConverter converter,
			ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<NatsTemplateObservationConvention> observationConvention) {
		PropertyChecks.jetStream(properties);
		NatsJetStreamProperties.Publish publish = properties.publish();
		return JetStreamTemplate.builder(connection)
			.converter(converter)
			.jetStreamOptions(options)
			.options(new JetStreamTemplateOptions(publish.timeout(), publish.retryTimeout(), publish.maxInFlight(),
					publish.messageId()))
			.observationRegistry(observationRegistry.getIfUnique(() -> ObservationRegistry.NOOP))
			.observationConvention(observationConvention.getIfUnique())
			.build();
	}

}
