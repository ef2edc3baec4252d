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

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.io.Resource;

/**
 * Connection details from {@code nats.*} properties.
 */
final class PropertiesNatsConnectionDetails implements NatsConnectionDetails {

	private final NatsProperties properties;

	private final List<String> servers;

	private final @Nullable SslBundles bundles;

	PropertiesNatsConnectionDetails(NatsProperties properties, @Nullable SslBundles bundles) {
		this.properties = properties;
		this.servers = ServerAddresses.check(properties.servers());
		this.bundles = bundles;
		PropertyChecks.authentication(properties);
	}

	@Override
	public List<String> getServers() {
		return this.servers;
	}

	@Override
	public @Nullable String getUsername() {
		return this.properties.username();
	}

	@Override
	public @Nullable String getPassword() {
		return this.properties.password();
	}

	@Override
	public @Nullable String getToken() {
		return this.properties.token();
	}

	@Override
	public @Nullable Resource getCredentials() {
		return this.properties.credentials().location();
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		String name = this.properties.ssl().bundle();
		if (name == null || name.isBlank()) {
			return null;
		}
		List<String> known = (this.bundles != null) ? this.bundles.getBundleNames() : List.of();
		try {
			if (this.bundles != null) {
				return this.bundles.getBundle(name);
			}
		}
		catch (NoSuchSslBundleException ex) {
			// told below
		}
		String names = known.isEmpty() ? "there are none" : "there are: " + String.join(", ", known);
		throw new InvalidNatsPropertyException("nats.ssl.bundle",
				"there is no SSL bundle '" + name + "' (" + names + ").",
				"Define the bundle, for instance with spring.ssl.bundle.pem." + name
						+ ".truststore.certificate=classpath:ca.pem, or name another.",
				null);
	}

}
