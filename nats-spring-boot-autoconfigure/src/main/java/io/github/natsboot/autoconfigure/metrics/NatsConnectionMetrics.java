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

package io.github.natsboot.autoconfigure.metrics;

import java.time.Duration;
import java.util.function.ToDoubleFunction;

import io.github.natsboot.connection.NatsConnectionEvents;
import io.github.natsboot.connection.RoundTripTime;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import io.nats.client.Statistics;
import org.jspecify.annotations.Nullable;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

/**
 * Meters of one connection. Reading them never waits for the server: what is unknown is
 * NaN.
 *
 * @since 0.1.0
 */
public final class NatsConnectionMetrics implements MeterBinder {

	private final Connection connection;

	private final RoundTripTime roundTripTime;

	private final @Nullable NatsConnectionEvents events;

	private final Tags tags;

	/**
	 * Creates meters, tagged {@code nats.connection}.
	 * @param connection the connection
	 * @param events what happened to the connection, or {@code null} if unknown, in which
	 * case there is no meter of discarded messages, dead readers and refused credentials
	 * @param name the name of the connection
	 */
	public NatsConnectionMetrics(Connection connection, @Nullable NatsConnectionEvents events, String name) {
		this.connection = connection;
		this.roundTripTime = new RoundTripTime(connection);
		this.events = events;
		this.tags = Tags.of("nats.connection", name);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge
			.builder("nats.client.connected", this.connection,
					(connection) -> (connection.getStatus() == Status.CONNECTED) ? 1 : 0)
			.description("Whether the connection is up (1) or not (0)")
			.tags(this.tags)
			.register(registry);
		TimeGauge.builder("nats.client.rtt", this.roundTripTime, NANOSECONDS, NatsConnectionMetrics::nanos)
			.description("Time the server took to answer, measured at most every 10 seconds")
			.tags(this.tags)
			.register(registry);
		counter(registry, "nats.client.reconnects", "reconnects", "Reconnects", Statistics::getReconnects);
		counter(registry, "nats.client.sent.bytes", "bytes", "Bytes sent", Statistics::getOutBytes);
		counter(registry, "nats.client.received.bytes", "bytes", "Bytes received", Statistics::getInBytes);
		counter(registry, "nats.client.messages.dropped", "messages",
				"Messages received and dropped, because a subscription did not keep up", Statistics::getDroppedCount);
		if (this.events != null) {
			FunctionCounter
				.builder("nats.client.messages.discarded", this.events, NatsConnectionEvents::getDiscardedMessageCount)
				.description("Messages published and never sent")
				.baseUnit("messages")
				.tags(this.tags)
				.register(registry);
			FunctionCounter
				.builder("nats.client.reader.failures", this.events, NatsConnectionEvents::getReaderFailureCount)
				.description("Reconnects because of something received that could not be parsed")
				.baseUnit("failures")
				.tags(this.tags)
				.register(registry);
			FunctionCounter
				.builder("nats.client.credentials.refused", this.events, NatsConnectionEvents::getRefusalCount)
				.description("Answers of servers that refused the credentials or take them no longer")
				.tags(this.tags)
				.register(registry);
		}
	}

	private void counter(MeterRegistry registry, String name, String unit, String description,
			ToDoubleFunction<Statistics> value) {
		FunctionCounter.builder(name, this.connection.getStatistics(), value)
			.description(description)
			.baseUnit(unit)
			.tags(this.tags)
			.register(registry);
	}

	private static double nanos(RoundTripTime roundTripTime) {
		Duration latest = roundTripTime.latest();
		return (latest != null) ? latest.toNanos() : Double.NaN;
	}

}
