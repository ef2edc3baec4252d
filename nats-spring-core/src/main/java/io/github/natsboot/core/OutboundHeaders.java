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

import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.github.natsboot.support.NatsHeaders;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Headers of one message while it is filled in.
 */
final class OutboundHeaders {

	private static final String CONTROL_PREFIX = NatsHeaders.CONTROL_PREFIX.toLowerCase(Locale.ROOT);

	/**
	 * What belongs to the place where a message was stored: it would make the copy part
	 * of a batch, or end a schedule.
	 */
	private static final Set<String> NOT_COPIED = Set.of("nats-batch-id", "nats-batch-sequence", "nats-batch-commit",
			"nats-scheduler", "nats-schedule-next");

	private @Nullable Headers headers;

	/**
	 * Adds a header of the application.
	 * @param name the name
	 * @param value the value
	 */
	void add(String name, String value) {
		requireName(name);
		if (name.toLowerCase(Locale.ROOT).startsWith(CONTROL_PREFIX)) {
			throw new InvalidHeaderException(name,
					"is a control header of the server: use the method for it, such as id or expectStream");
		}
		requireValue(name, value);
		headers().add(name, value);
	}

	/**
	 * Sets a control header.
	 * @param name the name
	 * @param value the value
	 */
	void control(String name, String value) {
		requireValue(name, value);
		headers().put(name, value);
	}

	/**
	 * Copies headers as they are, but for those of a batch or a schedule.
	 * @param source the headers to copy
	 */
	void putAll(Headers source) {
		for (String name : source.keySet()) {
			List<String> values = source.get(name);
			if (values != null && !NOT_COPIED.contains(name.toLowerCase(Locale.ROOT))) {
				requireName(name);
				values.forEach((value) -> requireValue(name, value));
				// Never the copy constructor: it shares the lists of values.
				headers().put(name, values);
			}
		}
	}

	@Nullable String first(String name) {
		return (this.headers != null) ? this.headers.getFirst(name) : null;
	}

	/**
	 * Returns what was collected; a later message gets headers of its own.
	 * @return a copy, or {@code null} without a header
	 */
	@Nullable Headers toHeaders() {
		if (this.headers == null || this.headers.isEmpty()) {
			return null;
		}
		Headers copy = new Headers();
		this.headers.forEach(copy::put);
		return copy;
	}

	private Headers headers() {
		Headers current = this.headers;
		if (current == null) {
			current = new Headers();
			this.headers = current;
		}
		return current;
	}

	private static void requireName(@Nullable String name) {
		if (name == null || name.isEmpty()) {
			throw new InvalidHeaderException("", "has no name");
		}
		for (int i = 0; i < name.length(); i++) {
			char c = name.charAt(i);
			if (c <= ' ' || c > '~' || c == ':') {
				throw new InvalidHeaderException(Subjects.printable(name),
						"has a character in its name that NATS does not carry, at position " + i);
			}
		}
	}

	private static void requireValue(String name, @Nullable String value) {
		if (value == null) {
			throw new InvalidHeaderException(name, "has no value");
		}
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c > 127 || c == '\r' || c == '\n') {
				throw new InvalidHeaderException(name, "has a value that NATS does not carry: "
						+ ((c > 127) ? "a character outside ASCII" : "a line break") + " at position " + i);
			}
		}
	}

}
