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

import java.io.Serial;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * No stream captures the subject, so nothing was stored.
 *
 * @since 0.1.0
 */
public class NoStreamException extends PublishRejectedException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final TreeMap<String, List<String>> streams;

	private final @Nullable String nearest;

	/**
	 * Creates the exception.
	 * @param subject subject of the message
	 * @param streams streams there are with their subjects, or as many of them as were
	 * asked for
	 * @param nearest a subject like the given one that a stream captures, or {@code null}
	 * when none is near
	 */
	public NoStreamException(String subject, Map<String, List<String>> streams, @Nullable String nearest) {
		super(message(subject, streams, nearest), subject, 0, "no stream captures the subject", null);
		this.streams = new TreeMap<>(streams);
		this.nearest = nearest;
	}

	/**
	 * Creates the exception when the streams there are could not be listed.
	 * @param subject subject of the message
	 */
	public NoStreamException(String subject) {
		super("No stream captures subject '" + subject + "', nothing was stored", subject, 0,
				"no stream captures the subject", null);
		this.streams = new TreeMap<>();
		this.nearest = null;
	}

	private static String message(String subject, Map<String, List<String>> streams, @Nullable String nearest) {
		String known = new TreeMap<>(streams).entrySet()
			.stream()
			.map((stream) -> stream.getKey() + " (" + String.join(", ", stream.getValue()) + ")")
			.collect(Collectors.joining(", "));
		String hint = (nearest != null) ? "; did you mean '" + nearest + "'?" : "";
		return "No stream captures subject '" + subject + "', nothing was stored"
				+ (known.isEmpty() ? "; the account has no streams" : "; streams: " + known) + hint;
	}

	/**
	 * Returns the streams that were found.
	 * @return subjects by stream name, ordered by name; not modifiable
	 */
	public Map<String, List<String>> getStreams() {
		return Collections.unmodifiableMap(this.streams);
	}

	/**
	 * Returns the nearest subject a stream captures.
	 * @return the subject, or {@code null} when none is near
	 */
	public @Nullable String getNearest() {
		return this.nearest;
	}

}
