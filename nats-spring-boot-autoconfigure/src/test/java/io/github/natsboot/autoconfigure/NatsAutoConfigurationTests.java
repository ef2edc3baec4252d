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

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.natsboot.autoconfigure.endpoint.NatsSanitizingAutoConfiguration;
import io.github.natsboot.autoconfigure.health.NatsHealthContributorAutoConfiguration;
import io.github.natsboot.autoconfigure.metrics.NatsMetricsAutoConfiguration;
import io.github.natsboot.connection.NatsConnectionEvents;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.JetStreamTemplate;
import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.core.NatsTemplate;
import io.github.natsboot.support.NatsMessageConverter;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.api.CompressionOption;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.AbstractMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.MimeTypeUtils;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

class NatsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, NatsAutoConfiguration.class));

	@Test
	void nothingIsConfiguredWhenSwitchedOff() {
		this.runner.withPropertyValues("nats.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(Connection.class)
				.doesNotHaveBean(NatsConnectionDetails.class));
	}

	@Test
	void nothingIsConfiguredWithoutTheClient() {
		this.runner.withClassLoader(new FilteredClassLoader(Connection.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("natsConnection"));
	}

	@Test
	void aConnectionOfTheUserIsUsedAndNotClosedByTheLibrary() {
		this.runner.withUserConfiguration(UserConnection.class).run((context) -> {
			assertThat(context).hasSingleBean(Connection.class)
				.hasSingleBean(JetStream.class)
				.hasSingleBean(JetStreamManagement.class)
				.doesNotHaveBean(NatsConnectionOwner.class)
				.doesNotHaveBean(NatsConnectionEvents.class);
			Connection connection = context.getBean(Connection.class);
			context.close();
			verify(connection, never()).drain(any());
		});
	}

	@Test
	void jetStreamBeansOfTheUserAreUsed() {
		this.runner.withUserConfiguration(UserConnection.class, UserJetStream.class)
			.run((context) -> assertThat(context).hasSingleBean(JetStream.class)
				.hasBean("userJetStream")
				.hasSingleBean(JetStreamManagement.class)
				.hasBean("userJetStreamManagement")
				.hasSingleBean(JetStreamOptions.class));
	}

	@Test
	void templatesAndConvertersOfTheUserAreUsed() {
		NatsMessageConverter converter = NatsMessageConverter.createDefault();
		this.runner.withUserConfiguration(UserConnection.class)
			.withBean(NatsMessageConverter.class, () -> converter)
			.withBean(NatsOperations.class, () -> mock(NatsOperations.class))
			.withBean(JetStreamOperations.class, () -> mock(JetStreamOperations.class))
			.run((context) -> assertThat(context).hasSingleBean(NatsOperations.class)
				.hasSingleBean(JetStreamOperations.class)
				.hasSingleBean(NatsMessageConverter.class)
				.doesNotHaveBean(NatsTemplate.class)
				.doesNotHaveBean(JetStreamTemplate.class));
	}

	@Test
	void templatesAreFoundByClassAndByInterface() {
		this.runner.withUserConfiguration(UserConnection.class)
			.run((context) -> assertThat(context).hasSingleBean(NatsTemplate.class)
				.hasSingleBean(NatsOperations.class)
				.hasSingleBean(JetStreamTemplate.class)
				.hasSingleBean(JetStreamOperations.class));
	}

	@Test
	void jsonIsWrittenByTheMapperOfTheApplication() {
		this.runner.withUserConfiguration(UserConnection.class)
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
			.withPropertyValues("spring.jackson.property-naming-strategy=SNAKE_CASE")
			.run((context) -> assertThat(encode(context, new Order("a"))).isEqualTo("{\"order_id\":\"a\"}"));
	}

	@Test
	void jsonIsWrittenWithoutAMapperBean() {
		this.runner.withUserConfiguration(UserConnection.class)
			.run((context) -> assertThat(encode(context, new Order("a"))).isEqualTo("{\"orderId\":\"a\"}"));
	}

	@Test
	void textNeedsNoJackson() {
		this.runner.withUserConfiguration(UserConnection.class)
			.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.run((context) -> {
				assertThat(encode(context, "hello")).isEqualTo("hello");
				assertThatExceptionOfType(MessageConversionException.class)
					.isThrownBy(() -> encode(context, new Order("a")));
			});
	}

	@Test
	void convertersOfTheUserAreAskedFirst() {
		this.runner.withUserConfiguration(UserConnection.class)
			.withBean(MessageConverter.class, OrderConverter::new)
			.run((context) -> assertThat(encode(context, new Order("a"))).isEqualTo("order a"));
	}

	@Test
	void anApplicationWithoutActuatorAndMetersStarts() {
		new ApplicationContextRunner().withUserConfiguration(UserConnection.class, Ours.class)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health",
					"org.springframework.boot.actuate", "org.springframework.boot.micrometer", "io.micrometer.core",
					"org.springframework.boot.jackson", "tools.jackson"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(NatsTemplate.class)
				.doesNotHaveBean("natsHealthContributor")
				.doesNotHaveBean("natsConnectionMetrics")
				.doesNotHaveBean("natsSanitizingFunction"));
	}

	@Test
	void anApplicationWithActuatorHasHealthMetersAndHiddenSecrets() {
		new ApplicationContextRunner().withUserConfiguration(UserConnection.class, Everything.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("natsHealthContributor")
				.hasBean("natsConnectionMetrics")
				.hasBean("natsSanitizingFunction"));
	}

	@Test
	void theDomainAndTheTimeoutReachJetStream() {
		this.runner.withUserConfiguration(UserConnection.class)
			.withPropertyValues("nats.jetstream.domain=hub", "nats.jetstream.publish.timeout=7s")
			.run((context) -> {
				JetStreamOptions options = context.getBean(JetStreamOptions.class);
				assertThat(options.getPrefix()).isEqualTo("$JS.hub.API.");
				assertThat(options.getRequestTimeout()).hasSeconds(7);
			});
	}

	@Test
	void anUnknownSslBundleIsNamedWithTheKnownOnes(@TempDir Path directory) throws Exception {
		Path file = Files.writeString(directory.resolve("ca.pem"), "unused");
		this.runner
			.withPropertyValues("nats.ssl.bundle=nats",
					"spring.ssl.bundle.pem.other.truststore.certificate=" + file.toUri())
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage(
						"Property nats.ssl.bundle is invalid: " + "there is no SSL bundle 'nats' (there are: other)."));
	}

	@Test
	void missingCredentialsAreNamed(@TempDir Path directory) {
		Path file = directory.resolve("app.creds");
		this.runner.withPropertyValues("nats.credentials.location=" + file.toUri())
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageStartingWith("Property nats.credentials.location is invalid: ")
				.hasMessageContaining(file.toString())
				.hasMessageEndingWith("does not exist."));
	}

	@Test
	void propertiesAreNotPrintedWithTheirSecrets() {
		this.runner.withUserConfiguration(UserConnection.class)
			.withPropertyValues("nats.servers=nats://u:s3cr3t@a", "nats.token=s3cr3t")
			.run((context) -> {
				assertThat(context.getBean(NatsProperties.class).token()).isEqualTo("s3cr3t");
				assertThat(context.getBean(NatsProperties.class).toString()).startsWith("NatsProperties[")
					.doesNotContain("s3cr3t");
				assertThat(context.getBean(NatsConnectionDetails.class).toString()).doesNotContain("s3cr3t");
			});
	}

	@Test
	void aStreamIsDeclaredByItsName() {
		this.runner.withUserConfiguration(UserConnection.class)
			.withPropertyValues("nats.jetstream.streams.ORDERS.subjects=order.>,refund.>",
					"nats.jetstream.streams.ORDERS.storage=memory",
					"nats.jetstream.streams.ORDERS.retention=work-queue",
					"nats.jetstream.streams.ORDERS.compression=s2", "nats.jetstream.streams.ORDERS.max-bytes=1GB")
			.run((context) -> {
				NatsStreamProperties stream = context.getBean(NatsJetStreamProperties.class).streams().get("ORDERS");
				assertThat(stream.subjects()).containsExactly("order.>", "refund.>");
				assertThat(stream.storage()).isEqualTo(StorageType.Memory);
				assertThat(stream.retention()).isEqualTo(RetentionPolicy.WorkQueue);
				assertThat(stream.compression()).isEqualTo(CompressionOption.S2);
				assertThat(stream.maxBytes()).isEqualTo(DataSize.ofGigabytes(1));
				assertThat(stream.maxAge()).isNull();
			});
	}

	private static String encode(ApplicationContext context, Object payload) {
		return new String(context.getBean(NatsMessageConverter.class).encode(payload).body(), StandardCharsets.UTF_8);
	}

	@Configuration(proxyBeanMethods = false)
	static class UserConnection {

		@Bean
		Connection userConnection() throws Exception {
			Connection connection = mock(Connection.class);
			given(connection.jetStream(any(JetStreamOptions.class))).willReturn(mock(JetStream.class));
			given(connection.jetStreamManagement(any(JetStreamOptions.class)))
				.willReturn(mock(JetStreamManagement.class));
			return connection;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserJetStream {

		@Bean
		JetStream userJetStream() {
			return mock(JetStream.class);
		}

		@Bean
		JetStreamManagement userJetStreamManagement() {
			return mock(JetStreamManagement.class);
		}

		@Bean
		JetStreamOptions userJetStreamOptions() {
			return JetStreamOptions.defaultOptions();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Everything {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ NatsAutoConfiguration.class, NatsHealthContributorAutoConfiguration.class,
			NatsMetricsAutoConfiguration.class, NatsSanitizingAutoConfiguration.class })
	static class Ours {

	}

	record Order(String orderId) {

	}

	static class OrderConverter extends AbstractMessageConverter {

		OrderConverter() {
			super(MimeTypeUtils.TEXT_PLAIN);
		}

		@Override
		protected boolean supports(Class<?> type) {
			return type == Order.class;
		}

		@Override
		protected Object convertToInternal(Object payload, MessageHeaders headers, Object conversionHint) {
			return ("order " + ((Order) payload).orderId()).getBytes(StandardCharsets.UTF_8);
		}

	}

}
