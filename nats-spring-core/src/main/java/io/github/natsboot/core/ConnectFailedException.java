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

package io.github.natsboot.core;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The connection to NATS could not be opened. Nothing in it, causes included, holds a
 * password, a token or another secret.
 *
 * @since 0.1.0
 */
public final class ConnectFailedException extends NatsException {

	private final Reason reason;

	private final List<String> servers;

	private final int attempts;

	private final String authentication;

	/**
	 * Creates an exception.
	 * @param message what failed, without secrets
	 * @param reason the kind of failure
	 * @param servers the addresses that were tried, without user information
	 * @param attempts how many times a connection was tried
	 * @param authentication how the client authenticated, in words
	 * @param cause why, without secrets, or {@code null} if unknown
	 */
	public ConnectFailedException(String message, Reason reason, List<String> servers, int attempts,
			String authentication, @Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
		this.servers = List.copyOf(servers);
		this.attempts = attempts;
		this.authentication = authentication;
	}

	/**
	 * Returns why the connection could not be opened.
	 * @return the kind of failure
	 */
	public Reason getReason() {
		return this.reason;
	}

	/**
	 * Returns the addresses of the servers that were tried.
	 * @return the addresses, without user information
	 */
	public List<String> getServers() {
		return this.servers;
	}

	/**
	 * Returns how many times a connection was tried, over all servers and the addresses
	 * of each.
	 * @return the number of attempts, at least 1
	 */
	public int getAttempts() {
		return this.attempts;
	}

	/**
	 * Returns how the client authenticated.
	 * @return the method in words, such as "user name and password"
	 */
	public String getAuthentication() {
		return this.authentication;
	}

	/**
	 * What kept the connection from being opened.
	 */
	public enum Reason {

		/**
		 * No server answered.
		 */
		UNREACHABLE,

		/**
		 * A server answered and refused the credentials, or the lack of them.
		 */
		AUTHENTICATION,

		/**
		 * No secure connection could be agreed on, or one side does not trust the other.
		 */
		TLS,

		/**
		 * Anything else, of which the cause tells more.
		 */
		OTHER

	}

}
