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

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.core.io.Resource;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of the connection to NATS.
 *
 * @param enabled Whether to configure NATS at all.
 * @param servers Comma-separated list of server addresses to connect to, with one of the
 * schemes nats, tls, ws and wss.
 * @param connectionName Name of the connection, as the server and its tools show it. Name
 * of the application by default.
 * @param username User to authenticate as. Needs a password.
 * @param password Password of the user.
 * @param token Token to authenticate with. Excludes a user and credentials.
 * @param credentials Credentials file to authenticate with.
 * @param ssl Secure connections.
 * @param connectionTimeout Time to wait for a connection to one server.
 * @param requestTimeout Time to wait for the reply to a request.
 * @param drainTimeout Time to wait at shutdown until everything published has been sent
 * and everything received been handled. Zero to close at once.
 * @param pingInterval Time between two pings to the server, which find a broken
 * connection.
 * @param maxPingsOut Number of pings without an answer after which the connection is
 * given up.
 * @param reconnect What happens when the connection is lost.
 * @param randomize Whether to try the servers in random order.
 * @param inboxPrefix Prefix of the subjects that replies are sent to.
 * @since 0.1.0
 */
@ConfigurationProperties("nats")
public record NatsProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue("nats://localhost:4222") List<String> servers, @Nullable String connectionName,
		@Nullable String username, @Nullable String password, @Nullable String token,
		@DefaultValue Credentials credentials, @DefaultValue Ssl ssl, @DefaultValue("5s") Duration connectionTimeout,
		@DefaultValue("5s") Duration requestTimeout, @DefaultValue("10s") Duration drainTimeout,
		@DefaultValue("20s") Duration pingInterval, @DefaultValue("2") int maxPingsOut,
		@DefaultValue Reconnect reconnect, @DefaultValue("true") boolean randomize,
		@DefaultValue("_INBOX.") String inboxPrefix) {

	/**
	 * Shows no credentials, not even those in the addresses of servers.
	 * @return the name of the connection and nothing secret
	 */
	@Override
	public String toString() {
		return "NatsProperties[connectionName=" + this.connectionName + ", ssl=" + this.ssl + ", reconnect="
				+ this.reconnect + "]";
	}

	/**
	 * Credentials file to authenticate with.
	 *
	 * @param location Location of a file with a user JWT and its NKey seed, or with such
	 * a seed alone. Read anew at each reconnect.
	 */
	public record Credentials(@Nullable Resource location) {

	}

	/**
	 * Secure connections.
	 *
	 * @param bundle Name of the SSL bundle to connect with. Host names are verified.
	 */
	public record Ssl(@Nullable String bundle) {

	}

	/**
	 * What happens when the connection is lost.
	 *
	 * @param reconnectWait Time to wait between two rounds of reconnect attempts.
	 * @param jitter Random time, up to this, to add to the wait.
	 * @param jitterTls Random time, up to this, to add to the wait with secure
	 * connections.
	 * @param maxAttempts Number of attempts on each server before the connection is
	 * closed for good. Negative for no limit.
	 * @param bufferSize Amount of messages to keep while there is no connection.
	 */
	public record Reconnect(@DefaultValue("2s") @Name("wait") Duration reconnectWait,
			@DefaultValue("100ms") Duration jitter, @DefaultValue("1s") Duration jitterTls,
			@DefaultValue("-1") int maxAttempts, @DefaultValue("8MB") DataSize bufferSize) {

	}

}
