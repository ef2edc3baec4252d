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

import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import io.github.natsboot.connection.HostVerifyingSslContext;
import io.github.natsboot.connection.NatsConnector;
import io.github.natsboot.connection.ReloadingCredentials;
import io.nats.client.Options;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.core.io.Resource;

/**
 * Makes the options of a connection of properties and connection details.
 */
final class ConnectionOptions {

	private ConnectionOptions() {
	}

	static Options.Builder of(NatsProperties properties, NatsConnectionDetails details, @Nullable String application) {
		NatsProperties.Reconnect reconnect = properties.reconnect();
		Options.Builder options = NatsConnector.options()
			.servers(details.getServers().toArray(String[]::new))
			.connectionTimeout(properties.connectionTimeout())
			.pingInterval(properties.pingInterval())
			.maxPingsOut(properties.maxPingsOut())
			.inboxPrefix(properties.inboxPrefix())
			.maxReconnects(Math.max(reconnect.maxAttempts(), -1))
			.reconnectWait(reconnect.reconnectWait())
			.reconnectJitter(reconnect.jitter())
			.reconnectJitterTls(reconnect.jitterTls())
			.reconnectBufferSize(reconnect.bufferSize().toBytes());
		String name = (properties.connectionName() != null) ? properties.connectionName() : application;
		if (name != null) {
			options.connectionName(name);
		}
		if (!properties.randomize()) {
			options.noRandomize();
		}
		authenticate(options, details);
		secure(options, details);
		return options;
	}

	private static void authenticate(Options.Builder options, NatsConnectionDetails details) {
		String username = details.getUsername();
		String password = details.getPassword();
		String token = details.getToken();
		Resource credentials = details.getCredentials();
		if (username != null && !username.isEmpty()) {
			options.userInfo(username.toCharArray(), ((password != null) ? password : "").toCharArray());
		}
		else if (token != null && !token.isEmpty()) {
			options.tokenSupplier(() -> chars(details.getToken()));
		}
		else if (credentials != null) {
			try {
				options.authHandler(new ReloadingCredentials(credentials));
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidNatsPropertyException("nats.credentials.location", ex.getMessage() + ".",
						"Set nats.credentials.location to a credentials file that this process can read, such as "
								+ "file:/etc/nats/app.creds.",
						ex.getCause());
			}
		}
	}

	private static char @Nullable [] chars(@Nullable String text) {
		return (text != null) ? text.toCharArray() : null;
	}

	private static void secure(Options.Builder options, NatsConnectionDetails details) {
		SslBundle bundle = details.getSslBundle();
		if (bundle == null) {
			return;
		}
		SslOptions sslOptions = bundle.getOptions();
		Supplier<SSLContext> contexts = () -> {
			SslBundle current = details.getSslBundle();
			return ((current != null) ? current : bundle).createSslContext();
		};
		options.sslContext(
				HostVerifyingSslContext.of(contexts, sslOptions.getCiphers(), sslOptions.getEnabledProtocols()));
	}

}
