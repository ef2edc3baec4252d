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

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.io.Resource;

/**
 * Where NATS is, and how to authenticate there. A bean of this type takes the place of
 * the properties <code>nats.servers</code>, <code>nats.username</code>,
 * <code>nats.password</code>, <code>nats.token</code>,
 * <code>nats.credentials.location</code> and <code>nats.ssl.bundle</code>.
 *
 * @since 0.1.0
 */
public interface NatsConnectionDetails extends ConnectionDetails {

	/**
	 * Returns the addresses of the servers.
	 * @return at least one address, such as <code>nats://localhost:4222</code>
	 */
	List<String> getServers();

	/**
	 * Returns the user to authenticate as.
	 * @return the user, or {@code null} for none, which is the default
	 */
	default @Nullable String getUsername() {
		return null;
	}

	/**
	 * Returns the password of the user.
	 * @return the password, or {@code null} for none, which is the default
	 */
	default @Nullable String getPassword() {
		return null;
	}

	/**
	 * Returns the token to authenticate with. If there is one at the start, it is asked
	 * for at each attempt to connect, so that a renewed one is used from the next
	 * reconnect on.
	 * @return the token, or {@code null} for none, which is the default
	 */
	default @Nullable String getToken() {
		return null;
	}

	/**
	 * Returns where the credentials to authenticate with are. They are read at each
	 * attempt to connect, so that renewed ones are used from the next reconnect on.
	 * @return the location of a user JWT and its NKey seed, or of such a seed alone, or
	 * {@code null} for none, which is the default
	 */
	default @Nullable Resource getCredentials() {
		return null;
	}

	/**
	 * Returns the SSL bundle for secure connections. Asked for each connection, so that a
	 * renewed bundle is used from the next reconnect on.
	 * @return the bundle, or {@code null} for none, which is the default
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

}
