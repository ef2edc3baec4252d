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

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a message that a template sends. Its carrier is the headers of that
 * message, so that tracing writes the trace context into them.
 *
 * @since 0.1.0
 */
public class NatsTemplateObservationContext extends SenderContext<Headers> {

	/**
	 * Value of a key for which nothing is known.
	 */
	public static final String NONE = "none";

	private final Operation operation;

	private final String subject;

	private final String destinationTemplate;

	private final String connectionName;

	private final @Nullable String messageId;

	/**
	 * Creates a context.
	 * @param operation what is done
	 * @param subject subject on the wire
	 * @param destinationTemplate subject with its variable parts named, or {@code null}
	 * @param connectionName name of the connection
	 * @param messageId id of the message, or {@code null}
	 * @param headers headers of the message, which tracing may add to
	 */
	public NatsTemplateObservationContext(Operation operation, String subject, @Nullable String destinationTemplate,
			String connectionName, @Nullable String messageId, Headers headers) {
		super(NatsTemplateObservationContext::set, (operation == Operation.REQUEST) ? Kind.CLIENT : Kind.PRODUCER);
		this.operation = operation;
		this.subject = subject;
		this.destinationTemplate = (destinationTemplate != null) ? destinationTemplate : NONE;
		this.connectionName = connectionName;
		this.messageId = messageId;
		setCarrier(headers);
		setRemoteServiceName("nats");
	}

	private static void set(@Nullable Headers headers, String key, String value) {
		if (headers == null) {
			return;
		}
		try {
			headers.put(key, value);
		}
		catch (IllegalArgumentException ex) {
			// Baggage that NATS cannot carry must not keep the message from being sent.
			headers.remove(key);
		}
	}

	/**
	 * Returns what is done.
	 * @return the operation
	 */
	public Operation getOperation() {
		return this.operation;
	}

	/**
	 * Returns the subject on the wire.
	 * @return the subject
	 */
	public String getSubject() {
		return this.subject;
	}

	/**
	 * Returns the subject with its variable parts named.
	 * @return what the caller gave, else {@value #NONE}
	 */
	public String getDestinationTemplate() {
		return this.destinationTemplate;
	}

	/**
	 * Returns the name of the connection.
	 * @return the name, {@code default} for the primary connection
	 */
	public String getConnectionName() {
		return this.connectionName;
	}

	/**
	 * Returns the id of the message.
	 * @return the id, or {@code null} without one
	 */
	public @Nullable String getMessageId() {
		return this.messageId;
	}

	/**
	 * What a template does.
	 */
	public enum Operation {

		/**
		 * A message is published, over core NATS or into a stream.
		 */
		PUBLISH("publish"),

		/**
		 * A request is sent and its reply waited for.
		 */
		REQUEST("request");

		private final String value;

		Operation(String value) {
			this.value = value;
		}

		/**
		 * Returns the name used in keys and span names.
		 * @return the name
		 */
		public String value() {
			return this.value;
		}

	}

}
