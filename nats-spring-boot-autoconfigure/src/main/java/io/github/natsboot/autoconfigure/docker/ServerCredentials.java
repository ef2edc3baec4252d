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

package io.github.natsboot.autoconfigure.docker;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The credentials that a server in a container asks for, as far as its command line or
 * its environment tells: a user and a password, a token, or nothing. They are no part of
 * its text form.
 *
 * @since 0.1.0
 */
public final class ServerCredentials {

	private static final ServerCredentials NONE = new ServerCredentials(null, null, null);

	// What the image of Bitnami takes when it is given a password only.
	private static final String DEFAULT_USERNAME = "nats";

	private final @Nullable String username;

	private final @Nullable String password;

	private final @Nullable String token;

	private ServerCredentials(@Nullable String username, @Nullable String password, @Nullable String token) {
		this.username = username;
		this.password = password;
		this.token = token;
	}

	/**
	 * Returns the given credentials. A server that has a token asks for nothing else, and
	 * one that has no user asks for no password.
	 * @param username the user, empty or {@code null} for none
	 * @param password the password, empty or {@code null} for none
	 * @param token the token, empty or {@code null} for none
	 * @return the credentials
	 */
	public static ServerCredentials of(@Nullable String username, @Nullable String password, @Nullable String token) {
		if (StringUtils.hasLength(token)) {
			return new ServerCredentials(null, null, token);
		}
		return StringUtils.hasLength(username) ? new ServerCredentials(username, password, null) : NONE;
	}

	/**
	 * Reads the options {@code --user}, {@code --pass} and {@code --auth} of nats-server,
	 * with one dash or two, the value behind an equals sign or in the next argument. As
	 * for the server, the last of several counts.
	 * @param arguments the command line, or a part of it
	 * @return the credentials in it
	 */
	public static ServerCredentials ofCommand(List<String> arguments) {
		String username = null;
		String password = null;
		String token = null;
		for (int i = 0; i < arguments.size(); i++) {
			String argument = arguments.get(i);
			if (!argument.startsWith("-")) {
				continue;
			}
			int equals = argument.indexOf('=');
			String name = argument.substring(argument.startsWith("--") ? 2 : 1,
					(equals < 0) ? argument.length() : equals);
			if (!name.equals("user") && !name.equals("pass") && !name.equals("auth")) {
				continue;
			}
			if (equals < 0) {
				i++;
			}
			String value = (equals >= 0) ? argument.substring(equals + 1)
					: (i < arguments.size()) ? arguments.get(i) : null;
			switch (name) {
				case "user" -> username = value;
				case "pass" -> password = value;
				default -> token = value;
			}
		}
		return of(username, password, token);
	}

	/**
	 * Reads {@code NATS_USERNAME} or {@code NATS_USER}, {@code NATS_PASSWORD}, and
	 * {@code NATS_TOKEN} or {@code NATS_AUTH_TOKEN}. A password alone is that of the user
	 * {@code nats}; a user alone means nothing.
	 * @param environment the environment variables
	 * @return the credentials in them
	 */
	public static ServerCredentials ofEnvironment(Map<String, ? extends @Nullable String> environment) {
		String token = first(environment, "NATS_TOKEN", "NATS_AUTH_TOKEN");
		String password = first(environment, "NATS_PASSWORD");
		if (token == null && password == null) {
			return NONE;
		}
		String username = first(environment, "NATS_USERNAME", "NATS_USER");
		return of((username != null) ? username : DEFAULT_USERNAME, password, token);
	}

	private static @Nullable String first(Map<String, ? extends @Nullable String> environment, String... names) {
		for (String name : names) {
			String value = environment.get(name);
			if (StringUtils.hasLength(value)) {
				return value;
			}
		}
		return null;
	}

	/**
	 * Returns these credentials, or others when there are none here.
	 * @param others supplies the others
	 * @return the first that are some
	 */
	public ServerCredentials orElse(Supplier<ServerCredentials> others) {
		return (this.username == null && this.token == null) ? others.get() : this;
	}

	/**
	 * Returns the user to authenticate as.
	 * @return the user, or {@code null} for none
	 */
	public @Nullable String getUsername() {
		return this.username;
	}

	/**
	 * Returns the password of the user.
	 * @return the password, or {@code null} for none
	 */
	public @Nullable String getPassword() {
		return this.password;
	}

	/**
	 * Returns the token to authenticate with.
	 * @return the token, or {@code null} for none
	 */
	public @Nullable String getToken() {
		return this.token;
	}

	@Override
	public String toString() {
		return (this.token != null) ? "a token" : (this.username != null) ? "a user" : "no credentials";
	}

}
