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
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.util.StringUtils;

/**
 * Checks the values of properties, with or without a Bean Validation provider.
 */
final class PropertyChecks {

	private PropertyChecks() {
	}

	static void connection(NatsProperties properties) {
		positive("nats.connection-timeout", properties.connectionTimeout());
		positive("nats.request-timeout", properties.requestTimeout());
		notNegative("nats.drain-timeout", properties.drainTimeout());
		positive("nats.ping-interval", properties.pingInterval());
		atLeast("nats.max-pings-out", properties.maxPingsOut(), 1);
		notNegative("nats.reconnect.wait", properties.reconnect().reconnectWait());
		notNegative("nats.reconnect.jitter", properties.reconnect().jitter());
		notNegative("nats.reconnect.jitter-tls", properties.reconnect().jitterTls());
		check(!properties.reconnect().bufferSize().isNegative(), "nats.reconnect.buffer-size",
				properties.reconnect().bufferSize(), "It must not be negative.");
		check(StringUtils.hasText(properties.inboxPrefix()), "nats.inbox-prefix", properties.inboxPrefix(),
				"It must not be empty.");
	}

	static void authentication(NatsProperties properties) {
		Map<String, @Nullable Object> methods = new LinkedHashMap<>();
		methods.put("nats.username", text(properties.username()));
		methods.put("nats.token", text(properties.token()));
		methods.put("nats.credentials.location", properties.credentials().location());
		MutuallyExclusiveConfigurationPropertiesException
			.throwIfMultipleNonNullValuesIn((entries) -> entries.putAll(methods));
		boolean user = StringUtils.hasText(properties.username());
		if (user != StringUtils.hasText(properties.password())) {
			throw new InvalidNatsPropertyException(user ? "nats.password" : "nats.username",
					"it is not set, and " + (user ? "nats.username" : "nats.password") + " is.",
					"Set both nats.username and nats.password, or neither.", null);
		}
	}

	static void jetStream(NatsJetStreamProperties properties) {
		MutuallyExclusiveConfigurationPropertiesException.throwIfMultipleNonNullValuesIn((entries) -> {
			entries.put("nats.jetstream.domain", text(properties.domain()));
			entries.put("nats.jetstream.prefix", text(properties.prefix()));
		});
		positive("nats.jetstream.publish.timeout", properties.publish().timeout());
		notNegative("nats.jetstream.publish.retry-timeout", properties.publish().retryTimeout());
		atLeast("nats.jetstream.publish.max-in-flight", properties.publish().maxInFlight(), 1);
		properties.streams().forEach(PropertyChecks::stream);
		properties.keyValue().forEach(PropertyChecks::bucket);
		listener(properties.listener());
	}

	private static void stream(String name, NatsStreamProperties stream) {
		String prefix = "nats.jetstream.streams." + name + ".";
		between(prefix + "replicas", stream.replicas(), 1, 5);
		if (stream.maxAge() != null) {
			notNegative(prefix + "max-age", stream.maxAge());
		}
		if (stream.duplicateWindow() != null) {
			notNegative(prefix + "duplicate-window", stream.duplicateWindow());
		}
	}

	private static void bucket(String name, NatsBucketProperties bucket) {
		String prefix = "nats.jetstream.key-value." + name + ".";
		between(prefix + "history", bucket.history(), 1, 64);
		between(prefix + "replicas", bucket.replicas(), 1, 5);
		if (bucket.timeToLive() != null) {
			notNegative(prefix + "time-to-live", bucket.timeToLive());
		}
		if (bucket.limitMarker() != null) {
			atLeastOneSecond(prefix + "limit-marker", bucket.limitMarker());
		}
	}

	private static void listener(NatsJetStreamProperties.Listener listener) {
		String prefix = "nats.jetstream.listener.";
		atLeast(prefix + "concurrency", listener.concurrency(), 1);
		if (listener.ackWait() != null) {
			positive(prefix + "ack-wait", listener.ackWait());
		}
		if (listener.prefetch() != null) {
			atLeast(prefix + "prefetch", listener.prefetch(), 1);
		}
		notNegative(prefix + "shutdown-timeout", listener.shutdownTimeout());
		atLeast(prefix + "batch.size", listener.batch().size(), 1);
		notNegative(prefix + "batch.timeout", listener.batch().timeout());
		NatsJetStreamProperties.Retry retry = listener.retry();
		atLeast(prefix + "retry.max-retries", retry.maxRetries(), 0);
		notNegative(prefix + "retry.delay", retry.delay());
		check(retry.multiplier() >= 1, prefix + "retry.multiplier", retry.multiplier(), "It must be at least 1.");
		check(retry.maxDelay().compareTo(retry.delay()) >= 0, prefix + "retry.max-delay", retry.maxDelay(),
				"It must not be less than " + prefix + "retry.delay, which is " + retry.delay() + ".");
		notNegative(prefix + "retry.jitter", retry.jitter());
	}

	static void listener(NatsListenerProperties listener) {
		atLeast("nats.listener.concurrency", listener.concurrency(), 1);
		notNegative("nats.listener.shutdown-timeout", listener.shutdownTimeout());
	}

	private static void positive(String property, Duration value) {
		check(value.compareTo(Duration.ZERO) > 0, property, value, "It must be more than zero.");
	}

	private static void notNegative(String property, Duration value) {
		check(!value.isNegative(), property, value, "It must not be negative.");
	}

	private static void atLeastOneSecond(String property, Duration value) {
		check(value.toSeconds() >= 1, property, value, "It must be at least one second.");
	}

	private static void between(String property, @Nullable Integer value, int minimum, int maximum) {
		if (value != null) {
			check(value >= minimum && value <= maximum, property, value,
					"It must be between " + minimum + " and " + maximum + ".");
		}
	}

	private static void atLeast(String property, int value, int minimum) {
		check(value >= minimum, property, value, "It must be at least " + minimum + ".");
	}

	private static void check(boolean valid, String property, Object value, String reason) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(property, value, reason);
		}
	}

	private static @Nullable String text(@Nullable String value) {
		return StringUtils.hasText(value) ? value : null;
	}

}
