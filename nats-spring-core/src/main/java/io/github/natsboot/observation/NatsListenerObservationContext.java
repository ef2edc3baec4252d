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

package io.github.natsboot.observation;

import java.util.List;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a message that a listener handles. Its carrier is the native message,
 * so that tracing reads the trace context from its headers.
 *
 * @since 0.1.0
 */
public class NatsListenerObservationContext extends ReceiverContext<Message> {

	/**
	 * Value of a key for which nothing is known.
	 */
	public static final String NONE = "none";

	private final Message message;

	private final String listenerId;

	private final String destinationTemplate;

	private final String consumerGroup;

	private final String stream;

	/**
	 * Creates a context.
	 * @param message the native message; of a batch, its first
	 * @param listenerId id of the listener
	 * @param destinationTemplate the listener's subject patterns
	 * @param consumerGroup durable or queue group, or {@code null} without one
	 * @param stream the stream, or {@code null} for core NATS
	 */
	public NatsListenerObservationContext(Message message, String listenerId, String destinationTemplate,
			@Nullable String consumerGroup, @Nullable String stream) {
		super(NatsListenerObservationContext::get,
				(stream == null && message.getReplyTo() != null) ? Kind.SERVER : Kind.CONSUMER);
		this.message = message;
		this.listenerId = listenerId;
		this.destinationTemplate = destinationTemplate;
		this.consumerGroup = (consumerGroup != null) ? consumerGroup : NONE;
		this.stream = (stream != null) ? stream : NONE;
		setCarrier(message);
		setRemoteServiceName("nats");
	}

	private static @Nullable String get(Message message, String key) {
		Headers headers = message.getHeaders();
		if (headers == null) {
			return null;
		}
		String exact = headers.getFirst(key);
		if (exact != null) {
			return exact;
		}
		// Other clients write Traceparent: Go's standard library does so by itself.
		List<String> values = headers.getIgnoreCase(key);
		return (values != null) ? values.get(0) : null;
	}

	/**
	 * Returns the native message.
	 * @return the message
	 */
	public Message getMessage() {
		return this.message;
	}

	/**
	 * Returns the id of the listener.
	 * @return the id
	 */
	public String getListenerId() {
		return this.listenerId;
	}

	/**
	 * Returns the listener's subject patterns.
	 * @return the patterns
	 */
	public String getDestinationTemplate() {
		return this.destinationTemplate;
	}

	/**
	 * Returns the durable consumer or the queue group.
	 * @return the name, else {@value #NONE}
	 */
	public String getConsumerGroup() {
		return this.consumerGroup;
	}

	/**
	 * Returns the stream.
	 * @return the name, {@value #NONE} for core NATS
	 */
	public String getStream() {
		return this.stream;
	}

}
