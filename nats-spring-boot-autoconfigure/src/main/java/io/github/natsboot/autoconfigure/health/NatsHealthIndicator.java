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

package io.github.natsboot.autoconfigure.health;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import io.github.natsboot.connection.NatsConnectionEvents;
import io.github.natsboot.connection.Redaction;
import io.github.natsboot.connection.RoundTripTime;
import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import io.nats.client.api.ServerInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Health of one connection: up when it is connected and the server answers within 3
 * seconds, else down with the reason.
 *
 * @since 0.1.0
 */
public final class NatsHealthIndicator extends AbstractHealthIndicator {

	private static final Duration TIMEOUT = Duration.ofSeconds(3);

	private final Connection connection;

	private final RoundTripTime roundTripTime;

	private final @Nullable NatsConnectionEvents events;

	private final List<NatsHealthContribution> contributions;

	/**
	 * Creates an indicator.
	 * @param connection the connection
	 * @param events what happened to the connection, or {@code null} if unknown
	 * @param contributions asked for more while the connection is up
	 */
	public NatsHealthIndicator(Connection connection, @Nullable NatsConnectionEvents events,
			List<NatsHealthContribution> contributions) {
		super("NATS health check failed");
		this.connection = connection;
		this.roundTripTime = new RoundTripTime(connection);
		this.events = events;
		this.contributions = List.copyOf(contributions);
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) throws InterruptedException {
		Status status = this.connection.getStatus();
		builder.withDetail("state", status.name());
		builder.withDetail("reconnects", this.connection.getStatistics().getReconnects());
		if (status != Status.CONNECTED) {
			String refusal = (this.events != null) ? this.events.getRefusal() : null;
			down(builder, (refusal != null) ? "The server refuses the credentials: " + refusal : "Not connected");
			return;
		}
		describeServer(builder);
		try {
			Duration time = this.roundTripTime.measure(TIMEOUT);
			builder.up().withDetail("rtt", time.toNanos() / 1000 + " us");
		}
		catch (TimeoutException ex) {
			down(builder, "No answer from the server within " + TIMEOUT.toSeconds() + " s");
			return;
		}
		catch (ExecutionException ex) {
			down(builder, "The server could not be asked");
			return;
		}
		this.contributions.forEach((contribution) -> contribution.contribute(builder));
	}

	private void describeServer(Health.Builder builder) {
		ServerInfo server = this.connection.getServerInfo();
		if (server != null) {
			builder.withDetail("server", String.valueOf(server.getServerName()))
				.withDetail("version", String.valueOf(server.getVersion()))
				.withDetail("jetStream", server.isJetStreamAvailable() ? "available" : "not available");
		}
		String url = this.connection.getConnectedUrl();
		if (url != null) {
			builder.withDetail("url", Redaction.text(url));
		}
	}

	private void down(Health.Builder builder, String reason) {
		builder.down().withDetail("reason", reason);
		String error = (this.events != null) ? this.events.getLastError() : null;
		if (error != null) {
			builder.withDetail("lastError", error);
		}
	}

}
