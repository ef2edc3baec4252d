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

	private static final int MAX_SHOWN = 10;

	private final TreeMap<String, List<String>> streams;

	private final @Nullable String nearest;

	/**
	 * Creates the exception.
	 * @param subject subject of the message
	 * @param streams all streams there are with their subjects; the text names the ten
	 * nearest, without those of buckets and dead letters
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
		Map<String, List<String>> meant = meant(streams);
		String known = meant.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByValue(NearestSubject.order(subject)))
			.limit(MAX_SHOWN)
			.map((stream) -> stream.getKey() + " (" + String.join(", ", stream.getValue()) + ")")
			.collect(Collectors.joining(", "));
		String more = (meant.size() > MAX_SHOWN) ? " and " + (meant.size() - MAX_SHOWN) + " more" : "";
		String hint = (nearest != null) ? "; did you mean '" + nearest + "'?" : "";
		String none = streams.isEmpty() ? "; the account has no streams"
				: "; the account has no streams but those of buckets and dead letters";
		return "No stream captures subject '" + subject + "', nothing was stored"
				+ (known.isEmpty() ? none : "; streams: " + known + more) + hint;
	}

	/**
	 * Leaves out the streams that nobody means to publish to: those of buckets and of
	 * dead letters.
	 */
	static Map<String, List<String>> meant(Map<String, List<String>> streams) {
		Map<String, List<String>> meant = new TreeMap<>(streams);
		meant.keySet().removeIf((name) -> name.startsWith("KV_") || name.startsWith("OBJ_") || name.endsWith("_DLQ"));
		return meant;
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
