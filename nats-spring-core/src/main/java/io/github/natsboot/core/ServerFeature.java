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

package io.github.natsboot.core;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.nats.client.Connection;
import io.nats.client.api.ServerInfo;
import org.jspecify.annotations.Nullable;

/**
 * What only newer servers can do. Older ones do not say no: they store a message and pass
 * over the header, or make a stream and pass over the setting, so that what was asked for
 * is lost silently. That is why the version is looked at first. It is that of the server
 * the connection leads to; one behind a leaf node, or an older one in the same cluster,
 * cannot be seen.
 *
 * @since 0.1.0
 */
public enum ServerFeature {

	/** A reason why a message is ended undone (ADR-20). */
	REASON_OF_END("a reason for the end of a message (+TERM)", 2, 10, 4),

	/** A lifetime of its own for each message (ADR-43). */
	MESSAGE_TTL("a lifetime for each message (Nats-TTL)", 2, 11, 0),

	/** The expected last sequence of all subjects that match a pattern. */
	EXPECTED_SEQUENCE_OF_PATTERN("an expected last sequence of a subject pattern", 2, 12, 0),

	/** Counters (ADR-49). */
	MESSAGE_COUNTER("counters", 2, 12, 0),

	/** Messages that are delivered later (ADR-51). */
	DELAYED_MESSAGES("delayed messages (Nats-Schedule: @at)", 2, 12, 0),

	/** Messages that are delivered again and again (ADR-51). */
	REPEATED_MESSAGES("repeated messages (Nats-Schedule: @every and cron)", 2, 14, 0),

	/**
	 * Several messages that are stored together or not at all (ADR-50), with message ids.
	 */
	ATOMIC_BATCH("atomic batches", 2, 12, 1),

	/** Another way to persist messages. */
	PERSIST_MODE("a persist mode", 2, 12, 0),

	/** Batches that are not atomic (ADR-50). */
	FAST_BATCH("fast batches", 2, 14, 0);

	private static final Pattern VERSION = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4}).*");

	private final String description;

	private final int[] version;

	ServerFeature(String description, int... version) {
		this.description = description;
		this.version = version;
	}

	/**
	 * Returns the oldest server that can do it.
	 * @return the version, such as {@code 2.11.0}
	 */
	public String requiredVersion() {
		return this.version[0] + "." + this.version[1] + "." + this.version[2];
	}

	/**
	 * Returns what it is, for people.
	 * @return the description
	 */
	public String description() {
		return this.description;
	}

	/**
	 * Refuses to go on where the server cannot do it, or is not known because there has
	 * been no connection yet.
	 * @param connection the connection
	 * @throws UnsupportedByServerException when the server is older, or not known
	 */
	public void require(Connection connection) {
		ServerInfo server = connection.getServerInfo();
		String actual = (server != null) ? server.getVersion() : null;
		if (!isSupportedBy(actual)) {
			throw new UnsupportedByServerException(this, actual);
		}
	}

	/**
	 * Says whether the server can do it.
	 * @param connection the connection
	 * @return whether it can; {@code false} if the server is not known
	 */
	public boolean isAvailable(Connection connection) {
		ServerInfo server = connection.getServerInfo();
		return server != null && isSupportedBy(server.getVersion());
	}

	/**
	 * Whether a server can do it; pre-releases count as their release.
	 */
	boolean isSupportedBy(@Nullable String serverVersion) {
		Matcher matcher = VERSION.matcher((serverVersion != null) ? serverVersion : "");
		if (!matcher.matches()) {
			return false;
		}
		for (int i = 0; i < this.version.length; i++) {
			int part = Integer.parseInt(matcher.group(i + 1));
			if (part != this.version[i]) {
				return part > this.version[i];
			}
		}
		return true;
	}

}
