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

package io.github.natsboot.event;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;

/**
 * Something happened to the connection to NATS.
 *
 * @since 0.1.0
 */
public class NatsConnectionEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final Type type;

	private final @Nullable String server;

	private final @Nullable String reason;

	/**
	 * Create the event.
	 * @param source the connection
	 * @param type what happened
	 * @param server the address of the server, without credentials, if known
	 * @param timestamp when it happened, in milliseconds since 1970
	 */
	public NatsConnectionEvent(Object source, Type type, @Nullable String server, long timestamp) {
		this(source, type, server, null, timestamp);
	}

	/**
	 * Create the event with a reason.
	 * @param source the connection
	 * @param type what happened
	 * @param server the address of the server, without credentials, if known
	 * @param reason why it happened, without credentials, if known
	 * @param timestamp when it happened, in milliseconds since 1970
	 */
	public NatsConnectionEvent(Object source, Type type, @Nullable String server, @Nullable String reason,
			long timestamp) {
		super(source, Clock.fixed(Instant.ofEpochMilli(timestamp), ZoneOffset.UTC));
		this.type = type;
		this.server = server;
		this.reason = reason;
	}

	/**
	 * What happened.
	 * @return the type
	 */
	public Type getType() {
		return this.type;
	}

	/**
	 * The server that it happened with.
	 * @return its address without credentials, or {@code null} if unknown
	 */
	public @Nullable String getServer() {
		return this.server;
	}

	/**
	 * Why it happened.
	 * @return what the server said, or {@code null} if unknown; given with
	 * {@link Type#CREDENTIALS_REFUSED}
	 */
	public @Nullable String getReason() {
		return this.reason;
	}

	@Override
	public String toString() {
		return "NatsConnectionEvent[" + this.type + ", server " + this.server
				+ ((this.reason != null) ? ", " + this.reason : "") + "]";
	}

	/**
	 * What may happen to a connection.
	 */
	public enum Type {

		/**
		 * It was opened.
		 */
		CONNECTED,

		/**
		 * It was lost. The client tries to get it back; attempts that fail are not told.
		 */
		DISCONNECTED,

		/**
		 * It was lost, and a server refuses the credentials. The client goes on trying,
		 * with those that are there at each attempt.
		 */
		CREDENTIALS_REFUSED,

		/**
		 * It is back, with the same server or another one.
		 */
		RECONNECTED,

		/**
		 * It was closed for good.
		 */
		CLOSED,

		/**
		 * The server is about to shut down, and has asked its clients to leave.
		 */
		LAME_DUCK,

		/**
		 * The server has told of servers that were not known before.
		 */
		DISCOVERED_SERVERS

	}

}
