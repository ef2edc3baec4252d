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

package io.github.natsboot.listener.jetstream;

import java.util.Map;

import io.github.natsboot.listener.Ordering;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerLimits;
import io.nats.client.api.StreamConfiguration;

/**
 * What a consumer that is made says about itself: whose it is, and in the keys that
 * {@code nats server check consumer} and {@code nats audit} of natscli read, when it is
 * in trouble.
 *
 * @see <a href="https://github.com/nats-io/natscli#monitoring">natscli, Monitoring</a>
 */
final class ConsumerMetadata {

	static final String LISTENER = "io.github.natsboot.listener";

	static final String MONITOR_ENABLED = "io.nats.monitor.enabled";

	static final String OUTSTANDING_ACK_CRITICAL = "io.nats.monitor.outstanding-ack-critical";

	/** The server's default for max_ack_pending, at which it stops delivering. */
	private static final long MAX_ACK_PENDING = 1000;

	private ConsumerMetadata() {
	}

	static Map<String, String> of(JetStreamListenerEndpoint endpoint, StreamConfiguration stream) {
		// With one message at a time the limit is reached whenever one is worked on.
		return (endpoint.ordering() == Ordering.STREAM) ? Map.of(LISTENER, endpoint.id(), MONITOR_ENABLED, "true")
				: Map.of(LISTENER, endpoint.id(), MONITOR_ENABLED, "true", OUTSTANDING_ACK_CRITICAL,
						Long.toString(maxAckPending(stream)));
	}

	/**
	 * Whether a listener has made a consumer.
	 */
	static boolean isListeners(ConsumerConfiguration consumer) {
		return consumer.getMetadata() != null && consumer.getMetadata().containsKey(LISTENER);
	}

	private static long maxAckPending(StreamConfiguration stream) {
		ConsumerLimits limits = stream.getConsumerLimits();
		return (limits != null && limits.getMaxAckPending() > 0) ? limits.getMaxAckPending() : MAX_ACK_PENDING;
	}

}
