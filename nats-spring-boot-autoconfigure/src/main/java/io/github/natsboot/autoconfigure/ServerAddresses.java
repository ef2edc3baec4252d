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

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.github.natsboot.connection.Redaction;

/**
 * Checks the addresses of servers before the client sees them, which accepts some that
 * can never work.
 */
final class ServerAddresses {

	private static final String PROPERTY = "nats.servers";

	private static final String EXAMPLE = "Set nats.servers to addresses such as nats://localhost:4222";

	private static final Set<String> SCHEMES = Set.of("nats", "tls", "ws", "wss");

	private ServerAddresses() {
	}

	/**
	 * Checks a list of addresses.
	 * @param servers addresses as they were configured
	 * @return the addresses, each with a scheme
	 */
	static List<String> check(List<String> servers) {
		if (servers.isEmpty()) {
			throw new InvalidNatsPropertyException(PROPERTY, "there is no server to connect to.", EXAMPLE + ".", null);
		}
		List<String> checked = new ArrayList<>();
		for (int i = 0; i < servers.size(); i++) {
			checked.add(check(PROPERTY + "[" + i + "]", servers.get(i)));
		}
		return checked;
	}

	private static String check(String property, String server) {
		if (server.isBlank()) {
			throw invalid(property, server, "it is empty");
		}
		int scheme = server.indexOf("://");
		String address = (scheme < 0 && server.indexOf(":/") < 0) ? "nats://" + server : server;
		URI uri;
		try {
			uri = new URI(address).parseServerAuthority();
		}
		catch (URISyntaxException ex) {
			throw invalid(property, server, "it is no address: " + ex.getReason() + position(server));
		}
		if (uri.getScheme() == null || !SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
			throw invalid(property, server, "the scheme '" + uri.getScheme() + "' is not one of nats, tls, ws and wss");
		}
		if (uri.getHost() == null) {
			throw invalid(property, server, "it has no host");
		}
		if (uri.getPort() == 0 || uri.getPort() > 65535) {
			throw invalid(property, server, "port " + uri.getPort() + " is not between 1 and 65535");
		}
		return address;
	}

	/**
	 * The place of the first character that no address may have. Java's versions differ
	 * in the place that they report. With a user in the address, redaction moves it, so
	 * it is left out.
	 */
	private static String position(String server) {
		for (int i = 0; i < server.length() && server.indexOf('@') < 0; i++) {
			char c = server.charAt(i);
			if (c <= ' ' || c >= 127) {
				return " at index " + i;
			}
		}
		return "";
	}

	private static InvalidNatsPropertyException invalid(String property, String server, String reason) {
		return new InvalidNatsPropertyException(property, "'" + Redaction.address(server) + "': " + reason + ".",
				EXAMPLE + ".", null);
	}

}
