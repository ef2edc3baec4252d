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

package io.github.natsboot.connection;

import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.nats.client.Options;
import io.nats.client.ServerPool;
import io.nats.client.support.NatsUri;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a connection from being closed for good when servers refuse its credentials.
 * <p>
 * The client remembers in a hash map, by address, with what words a server refused it,
 * and closes the connection when it finds the same words there at the next attempt,
 * however many attempts are allowed. Nothing but a connection empties the map. So each
 * attempt gets an address with a hash code of its own, for which nothing is found. What
 * stays in the map, some hundred bytes for each refusal, is gone with the next
 * connection.
 */
final class PersistentServerPool implements ServerPool {

	private final ServerPool pool;

	private final ConnectAttempts attempts;

	private final Map<String, Address> addresses = new HashMap<>();

	/**
	 * Creates a pool.
	 * @param pool which servers there are, and in which order to try them
	 * @param attempts told when an attempt begins and ends
	 */
	PersistentServerPool(ServerPool pool, ConnectAttempts attempts) {
		this.pool = pool;
		this.attempts = attempts;
	}

	@Override
	public void initialize(Options options) {
		this.pool.initialize(options);
	}

	@Override
	public boolean acceptDiscoveredUrls(List<String> discoveredServers) {
		return this.pool.acceptDiscoveredUrls(discoveredServers);
	}

	@Override
	public @Nullable NatsUri peekNextServer() {
		return this.pool.peekNextServer();
	}

	@Override
	public @Nullable NatsUri nextServer() {
		NatsUri next = this.pool.nextServer();
		this.attempts.begin();
		return (next != null) ? Address.next(this.addresses, next) : null;
	}

	@Override
	@Deprecated
	public @Nullable List<String> resolveHostToIps(String host) {
		return this.pool.resolveHostToIps(host);
	}

	@Override
	public @Nullable List<String> resolveHostToIps(String host, boolean maxOneResult, boolean includeIPV6) {
		return this.pool.resolveHostToIps(host, maxOneResult, includeIPV6);
	}

	@Override
	public void connectSucceeded(NatsUri server) {
		this.attempts.end();
		this.pool.connectSucceeded(server);
	}

	@Override
	public void connectFailed(NatsUri server) {
		this.attempts.end();
		this.pool.connectFailed(server);
	}

	@Override
	public List<String> getServerList() {
		return this.pool.getServerList();
	}

	@Override
	public boolean hasSecureServer() {
		return this.pool.hasSecureServer();
	}

	/**
	 * The address of a server, equal to all addresses of that server. Its hash code is
	 * the number of the attempt, on purpose.
	 */
	private static final class Address extends NatsUri {

		private final Map<String, Address> resolved = new HashMap<>();

		private volatile int attempt;

		private Address(NatsUri server) throws URISyntaxException {
			super(server.toString());
		}

		static Address next(Map<String, Address> known, NatsUri server) {
			Address address = known.get(server.toString());
			if (address == null) {
				try {
					address = new Address(server);
				}
				catch (URISyntaxException ex) {
					throw new IllegalStateException("An address that was valid is not", ex);
				}
				known.put(server.toString(), address);
			}
			address.attempt++;
			return address;
		}

		@Override
		public NatsUri reHost(String host) throws URISyntaxException {
			return next(this.resolved, super.reHost(host));
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return super.equals(other);
		}

		@Override
		public int hashCode() {
			return this.attempt;
		}

	}

}
