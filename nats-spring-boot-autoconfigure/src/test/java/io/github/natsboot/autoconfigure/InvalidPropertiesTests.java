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

import java.io.PrintWriter;
import java.io.StringWriter;

import io.nats.client.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for values of properties that cannot work, each of which fails before there is a
 * connection.
 */
class InvalidPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(NatsAutoConfiguration.class));

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					                         | nats.servers    | there is no server to connect to.
					nats://a,,nats://b       | nats.servers[1] | '': it is empty.
					nats://a,http://b        | nats.servers[1] | 'http://b': the scheme 'http' is not one of nats, tls, ws and wss.
					opentls://u:s3cr3t@a     | nats.servers[0] | 'opentls://a': the scheme 'opentls' is not one of nats, tls, ws and wss.
					nats://u:s3cr3t@a:99999  | nats.servers[0] | 'nats://a:99999': port 99999 is not between 1 and 65535.
					nats://a:0               | nats.servers[0] | 'nats://a:0': port 0 is not between 1 and 65535.
					nats:/bad                | nats.servers[0] | 'nats:/bad': it has no host.
					nats://two words:4222    | nats.servers[0] | 'nats://two words:4222': it is no address: Illegal character in authority at index 10.
					nats://u:s3c r3t@a       | nats.servers[0] | 'nats://a': it is no address: Illegal character in authority.
					two words                | nats.servers[0] | 'two words': it is no address: Illegal character in authority at index 3.
					""")
	void anAddressThatCannotWorkIsNamedWithoutItsPassword(String servers, String property, String reason) {
		this.runner.withPropertyValues("nats.servers=" + ((servers != null) ? servers : "")).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidNatsPropertyException.class, (failure) -> {
					assertThat(failure.getProperty()).isEqualTo(property);
					assertThat(failure.getReason()).isEqualTo(reason);
				});
			assertThat(context.getStartupFailure()).hasStackTraceContaining(property);
			assertThat(stackTrace(context.getStartupFailure())).doesNotContain("s3c");
		});
	}

	@ParameterizedTest
	@CsvSource({ "nats.connection-timeout, 0s", "nats.request-timeout, -1s", "nats.drain-timeout, -1s",
			"nats.ping-interval, 0s", "nats.max-pings-out, 0", "nats.reconnect.wait, -2s",
			"nats.reconnect.jitter, -1ms", "nats.reconnect.jitter-tls, -1ms", "nats.reconnect.buffer-size, -1B",
			"nats.inbox-prefix, ''" })
	void aValueOfTheConnectionThatCannotWorkIsNamed(String property, String value) {
		this.runner.withPropertyValues(property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("Property " + property + " "));
	}

	@ParameterizedTest
	@CsvSource({ "nats.jetstream.publish.timeout, 0s", "nats.jetstream.publish.retry-timeout, -1s",
			"nats.jetstream.publish.max-in-flight, 0", "nats.jetstream.streams.ORDERS.replicas, 6",
			"nats.jetstream.streams.ORDERS.max-age, -1d", "nats.jetstream.key-value.rates.history, 65",
			"nats.jetstream.key-value.rates.replicas, 0", "nats.jetstream.key-value.rates.time-to-live, -1s",
			"nats.jetstream.key-value.rates.limit-marker, 10ms", "nats.jetstream.listener.concurrency, 0",
			"nats.jetstream.listener.ack-wait, -1s", "nats.jetstream.listener.batch.size, 0",
			"nats.jetstream.listener.batch.timeout, -1s", "nats.jetstream.listener.retry.max-retries, -1",
			"nats.jetstream.listener.retry.multiplier, 0.5", "nats.jetstream.listener.retry.max-delay, 500ms",
			"nats.jetstream.listener.retry.jitter, -1ms" })
	void aValueOfJetStreamThatCannotWorkIsNamed(String property, String value) {
		this.runner.withBean(Connection.class, () -> mock(Connection.class))
			.withPropertyValues(property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("Property " + property + " "));
	}

	@ParameterizedTest
	@CsvSource({ "nats.username=u, nats.token=s3cr3t", "nats.token=s3cr3t, nats.credentials.location=file:a",
			"nats.username=u, nats.credentials.location=file:a" })
	void twoWaysToAuthenticateExcludeEachOther(String first, String second) {
		this.runner.withPropertyValues(first, second, "nats.password=s3cr3t")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MutuallyExclusiveConfigurationPropertiesException.class)
				.hasMessageContaining(first.substring(0, first.indexOf('=')))
				.hasMessageContaining(second.substring(0, second.indexOf('='))));
	}

	@ParameterizedTest
	@CsvSource({ "nats.username=u, nats.password", "nats.password=s3cr3t, nats.username" })
	void aUserNeedsAPassword(String value, String missing) {
		this.runner.withPropertyValues(value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidNatsPropertyException.class,
						(failure) -> assertThat(failure.getProperty()).isEqualTo(missing)));
	}

	@Test
	void aDomainAndAPrefixExcludeEachOther() {
		this.runner.withBean(Connection.class, () -> mock(Connection.class))
			.withPropertyValues("nats.jetstream.domain=a", "nats.jetstream.prefix=b")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MutuallyExclusiveConfigurationPropertiesException.class));
	}

	private static String stackTrace(Throwable failure) {
		StringWriter trace = new StringWriter();
		failure.printStackTrace(new PrintWriter(trace));
		return trace.toString();
	}

}
