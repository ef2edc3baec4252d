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

package io.github.natsboot.provisioning;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.github.natsboot.core.ServerFeature;
import io.github.natsboot.core.UnsupportedByServerException;
import io.nats.client.Connection;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.support.JsonParseException;
import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonValue;
import org.jspecify.annotations.Nullable;

import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.Assert;

/**
 * The settings of a stream in the form the JetStream API has them, which makes each of
 * them comparable. An absent value is the default one.
 */
final class StreamSettings {

	static final String SUBJECTS = "subjects";

	static final String SOURCES = "sources";

	private static final String FIRST_SEQUENCE = "first_seq";

	private static final String COMPRESSION = "compression";

	/** What has a name of its own in the properties. */
	private static final Map<String, String> NAMES = Map.ofEntries(Map.entry("num_replicas", "replicas"),
			Map.entry("max_msgs", "max-messages"), Map.entry("max_msgs_per_subject", "max-messages-per-subject"),
			Map.entry("max_msg_size", "max-message-size"), Map.entry("allow_rollup_hdrs", "allow-rollup"),
			Map.entry("allow_msg_ttl", "allow-message-ttl"),
			Map.entry("allow_msg_schedules", "allow-message-schedules"),
			Map.entry("allow_msg_counter", "allow-message-counter"), Map.entry("allow_atomic", "allow-atomic-publish"));

	private static final Map<String, String> KEYS = NAMES.entrySet()
		.stream()
		.collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

	/** The name is given, the sequence of use only while the stream is made. */
	private static final Set<String> NOT_COMPARED = Set.of("name", FIRST_SEQUENCE, "template_owner");

	private static final Set<String> DURATIONS = Set.of("max_age", "duplicate_window", "subject_delete_marker_ttl");

	private static final Map<String, JsonValue> DEFAULTS = of(StreamConfiguration.builder().name("any").build());

	/** What older servers pass over when they make a stream. */
	private static final Map<String, ServerFeature> FEATURES = Map.of("allow_msg_ttl", ServerFeature.MESSAGE_TTL,
			"subject_delete_marker_ttl", ServerFeature.MESSAGE_TTL, "allow_msg_schedules",
			ServerFeature.DELAYED_MESSAGES, "allow_msg_counter", ServerFeature.MESSAGE_COUNTER, "allow_atomic",
			ServerFeature.ATOMIC_BATCH, "persist_mode", ServerFeature.PERSIST_MODE, "allow_batched",
			ServerFeature.FAST_BATCH);

	private StreamSettings() {
	}

	static Map<String, JsonValue> of(StreamConfiguration configuration) {
		try {
			return new TreeMap<>(JsonParser.parse(configuration.toJson()).map);
		}
		catch (JsonParseException ex) {
			throw new IllegalStateException("The client wrote JSON that it cannot read", ex);
		}
	}

	/**
	 * The settings that differ from those a builder begins with.
	 */
	static Set<String> changed(StreamConfiguration configuration) {
		Set<String> changed = new LinkedHashSet<>();
		of(configuration).forEach((key, value) -> {
			if (!NOT_COMPARED.contains(key) && !Objects.equals(value, DEFAULTS.get(key))) {
				changed.add(key);
			}
		});
		return changed;
	}

	/**
	 * Refuses settings that the server would pass over.
	 */
	static void requireSupported(StreamConfiguration configuration, Connection connection) {
		of(configuration).forEach((key, value) -> {
			ServerFeature feature = FEATURES.get(key);
			if (feature != null && !isDefault(value)) {
				try {
					feature.require(connection);
				}
				catch (UnsupportedByServerException ex) {
					throw new ProvisioningException(configuration.getName(),
							"it is declared with " + name(key) + ". " + ex.getMessage(), ex);
				}
			}
		});
	}

	static String name(String key) {
		return NAMES.getOrDefault(key, key.replace('_', '-'));
	}

	static String key(String name) {
		Assert.hasText(name, "'name' must not be blank");
		String key = KEYS.getOrDefault(name, name.replace('-', '_'));
		Assert.isTrue(!NOT_COMPARED.contains(key), () -> "'" + name + "' is no setting that can be declared");
		return key;
	}

	/**
	 * Whether a value says all that is declared; it may say more.
	 */
	static boolean includes(@Nullable JsonValue actual, @Nullable JsonValue declared) {
		if (declared == null || actual == null) {
			return isDefault(declared) && isDefault(actual);
		}
		if (declared.map != null && actual.map != null) {
			return declared.map.entrySet()
				.stream()
				.allMatch((entry) -> includes(actual.map.get(entry.getKey()), entry.getValue()));
		}
		if (declared.array != null && actual.array != null) {
			if (declared.array.size() != actual.array.size()) {
				return false;
			}
			for (int i = 0; i < declared.array.size(); i++) {
				if (!includes(actual.array.get(i), declared.array.get(i))) {
					return false;
				}
			}
			return true;
		}
		return declared.toJson().equals(actual.toJson());
	}

	/**
	 * The actual value with what is declared written over it, and nothing else changed.
	 */
	static @Nullable JsonValue merge(@Nullable JsonValue actual, @Nullable JsonValue declared) {
		if (actual == null || declared == null || actual.map == null || declared.map == null) {
			return declared;
		}
		Map<String, JsonValue> merged = new TreeMap<>(actual.map);
		declared.map.forEach((key, value) -> {
			JsonValue entry = merge(merged.get(key), value);
			if (entry != null) {
				merged.put(key, entry);
			}
		});
		return new JsonValue(merged);
	}

	/**
	 * The settings that the server has and the client does not know; writing the
	 * configuration back would reset them.
	 */
	static Set<String> unknown(@Nullable JsonValue server, StreamConfiguration client) {
		Set<String> unknown = new LinkedHashSet<>();
		if (server != null && server.map != null) {
			Map<String, JsonValue> known = of(client);
			new TreeMap<>(server.map).forEach((key, value) -> {
				if (!key.equals(FIRST_SEQUENCE) && !(key.equals(COMPRESSION) && "none".equals(value.string))
						&& !includes(known.get(key), value)) {
					unknown.add(key);
				}
			});
		}
		return unknown;
	}

	static long number(@Nullable JsonValue value) {
		return (value != null && value.number != null) ? value.number.longValue() : 0;
	}

	/**
	 * A value for people to read.
	 */
	static String describe(String key, @Nullable JsonValue value) {
		if (isDefault(value)) {
			return (value != null && value.bool != null) ? "false" : none(key);
		}
		if (value == null) {
			return none(key);
		}
		if (DURATIONS.contains(key)) {
			return DurationFormatterUtils.print(Duration.ofNanos(number(value)), DurationFormat.Style.COMPOSITE);
		}
		if (value.array != null) {
			return value.array.stream().map(StreamSettings::text).collect(Collectors.joining(", "));
		}
		return text(value);
	}

	static List<String> strings(@Nullable JsonValue value) {
		return (value != null && value.array != null) ? value.array.stream().map(StreamSettings::text).toList()
				: List.of();
	}

	private static String none(String key) {
		if (key.startsWith("max_")) {
			return "unlimited";
		}
		return (key.startsWith("allow_") || key.startsWith("deny_") || key.endsWith("_direct")
				|| key.startsWith("discard_new") || key.equals("sealed") || key.equals("no_ack")) ? "false" : "none";
	}

	private static String text(JsonValue value) {
		return (value.string != null) ? value.string : value.toJson();
	}

	private static boolean isDefault(@Nullable JsonValue value) {
		if (value == null || value.type == JsonValue.Type.NULL) {
			return true;
		}
		return (value.bool != null && !value.bool) || (value.number != null && value.number.longValue() <= 0)
				|| (value.string != null
						&& (value.string.isEmpty() || value.string.equals("default") || value.string.equals("none")))
				|| (value.map != null && value.map.values().stream().allMatch(StreamSettings::isDefault))
				|| (value.array != null && value.array.isEmpty());
	}

}
