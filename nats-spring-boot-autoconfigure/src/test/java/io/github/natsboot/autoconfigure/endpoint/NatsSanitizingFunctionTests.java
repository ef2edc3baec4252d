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

package io.github.natsboot.autoconfigure.endpoint;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class NatsSanitizingFunctionTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(NatsSanitizingAutoConfiguration.class));

	@ParameterizedTest
	@CsvSource({ "nats.password, s3cr3t, ******", "NATS_PASSWORD, s3cr3t, ******", "nats.token, s3cr3t, ******",
			"nats.username, alice, ******", "nats.credentials.location, file:app.creds, ******",
			"nats.connections.other.token, s3cr3t, ******", "my.jwt, s3cr3t, ******", "app.seed, s3cr3t, ******",
			"nats.servers, 'nats://u:s3cr3t@a,tls://u:s3cr3t@b', 'nats://a,tls://b'", "nats.servers[0], u:s3cr3t@a, a",
			"NATS_URL, nats://u:s3cr3t@a, nats://a", "nats.connection-timeout, 5s, 5s",
			"spring.mail.username, me@example.com, me@example.com" })
	void secretsAreHidden(String key, String value, String shown) {
		this.runner.run((context) -> {
			Sanitizer sanitizer = new Sanitizer(List.of(context.getBean(SanitizingFunction.class)));
			assertThat(sanitizer.sanitize(new SanitizableData(null, key, value), true)).isEqualTo(shown);
		});
	}

	@Test
	void valuesThatAreNoTextAreLeftAlone() {
		SanitizableData data = new SanitizableData(null, "nats.max-pings-out", 2);
		assertThat(new NatsSanitizingFunction().apply(data)).isSameAs(data);
	}

}
