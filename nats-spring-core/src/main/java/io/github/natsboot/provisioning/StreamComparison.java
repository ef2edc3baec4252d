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
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.github.natsboot.core.Subjects;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamState;
import io.nats.client.support.JsonParseException;
import io.nats.client.support.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A declared stream beside the server's: how they differ, and what the server's would be
 * if it was changed to what is declared without losing a subject or a message.
 */
final class StreamComparison {

	/**
	 * Texts, and where and how bytes are laid out: nothing that a message would notice.
	 */
	private static final Set<String> INSIGNIFICANT = Set.of("description", "metadata", "compression", "placement");

	private final StreamDeclaration declaration;

	private final StreamInfo info;

	private final Map<String, JsonValue> declared;

	private final Map<String, JsonValue> actual;

	StreamComparison(StreamDeclaration declaration, StreamInfo info) {
		this.declaration = declaration;
		this.info = info;
		this.declared = StreamSettings.of(declaration.configuration());
		this.actual = StreamSettings.of(info.getConfiguration());
	}

	/**
	 * Compares what is declared, and nothing else.
	 */
	StreamDifference difference() {
		List<SettingDifference> settings = new ArrayList<>();
		for (String key : new TreeSet<>(this.declaration.keys())) {
			if (differs(key)) {
				settings.add(new SettingDifference(StreamSettings.name(key),
						StreamSettings.describe(key, this.declared.get(key)),
						StreamSettings.describe(key, this.actual.get(key)), !INSIGNIFICANT.contains(key),
						obstacle(key)));
			}
		}
		return new StreamDifference(this.declaration.name(), false, settings);
	}

	/**
	 * The declared subjects that the server's stream does not take.
	 */
	List<String> missingSubjects() {
		if (!this.declaration.declaresSubjects()) {
			return List.of();
		}
		List<String> patterns = StreamSettings.strings(this.actual.get(StreamSettings.SUBJECTS));
		return StreamSettings.strings(this.declared.get(StreamSettings.SUBJECTS))
			.stream()
			.filter((subject) -> patterns.stream().noneMatch((pattern) -> covers(pattern, subject)))
			.toList();
	}

	/**
	 * The server's stream with what is declared written over it.
	 * @throws ProvisioningException when the server knows settings that the client would
	 * reset
	 */
	StreamConfiguration updated() {
		JsonValue answer = this.info.getJv();
		Map<String, JsonValue> server = (answer != null && answer.map != null) ? answer.map : Map.of();
		Set<String> unknown = StreamSettings.unknown(server.get("config"), this.info.getConfiguration());
		if (!unknown.isEmpty()) {
			throw new ProvisioningException(this.declaration.name(),
					"it has settings that this version of the client does not know and would reset: "
							+ unknown.stream().map(StreamSettings::name).collect(Collectors.joining(", "))
							+ ". Change it with `nats stream edit " + this.declaration.name() + "`",
					null);
		}
		Map<String, JsonValue> updated = new TreeMap<>(this.actual);
		for (String key : this.declaration.keys()) {
			JsonValue value = switch (key) {
				case StreamSettings.SUBJECTS -> subjects();
				case StreamSettings.SOURCES -> sources();
				default -> StreamSettings.merge(this.actual.get(key), this.declared.get(key));
			};
			if (value != null) {
				updated.put(key, value);
			}
			else {
				updated.remove(key);
			}
		}
		try {
			return StreamConfiguration.instance(new JsonValue(updated).toJson());
		}
		catch (JsonParseException ex) {
			throw new IllegalStateException("The client wrote JSON that it cannot read", ex);
		}
	}

	private boolean differs(String key) {
		return switch (key) {
			case StreamSettings.SUBJECTS -> !missingSubjects().isEmpty();
			case StreamSettings.SOURCES -> !missingSources().isEmpty();
			default -> !StreamSettings.includes(this.actual.get(key), this.declared.get(key));
		};
	}

	/**
	 * The server refuses what it cannot change. It does not refuse what costs messages.
	 */
	private @Nullable String obstacle(String key) {
		String edit = "`nats stream edit " + this.declaration.name() + "`";
		StreamState state = this.info.getStreamState();
		return switch (key) {
			case "retention" -> "interest".equals(text(this.declared.get(key)))
					? "The server would remove what no consumer waits for. If that is meant, use " + edit : null;
			case "sealed" ->
				"It could never be undone. If that is meant, use `nats stream seal " + this.declaration.name() + "`";
			case "max_msgs" -> lowered(key, state.getMsgCount()) ? "The server would remove messages: there are "
					+ state.getMsgCount() + ". Raise the declared limit, or if that is meant, use " + edit : null;
			case "max_bytes" -> lowered(key, state.getByteCount()) ? "The server would remove messages: there are "
					+ state.getByteCount() + " bytes. Raise the declared limit, or if that is meant, use " + edit
					: null;
			case "max_msgs_per_subject" -> lowered(key, state.getMsgCount())
					? "The server could remove messages of subjects that have more. Raise the declared limit, or if "
							+ "that is meant, use " + edit
					: null;
			case "max_age" -> lowered(key, ageInNanos(state)) ? "The server would remove messages: the oldest is of "
					+ state.getFirstTime() + ". Raise the declared limit, or if that is meant, use " + edit : null;
			case StreamSettings.SOURCES -> changedSource(edit);
			default -> null;
		};
	}

	/**
	 * Whether a limit would be lower than what is there.
	 */
	private boolean lowered(String key, long present) {
		long limit = StreamSettings.number(this.declared.get(key));
		return limit > 0 && present > limit;
	}

	private static long ageInNanos(StreamState state) {
		ZonedDateTime first = state.getFirstTime();
		return (state.getMsgCount() == 0 || first == null) ? 0
				: Duration.between(first.toInstant(), Instant.now()).toNanos();
	}

	/**
	 * The server's subjects and those that are declared; one that another one covers is
	 * left out, as a stream may not have two that overlap.
	 */
	private JsonValue subjects() {
		List<String> missing = missingSubjects();
		List<JsonValue> subjects = new ArrayList<>();
		StreamSettings.strings(this.actual.get(StreamSettings.SUBJECTS))
			.stream()
			.filter((subject) -> missing.stream().noneMatch((wanted) -> covers(wanted, subject)))
			.forEach((subject) -> subjects.add(new JsonValue(subject)));
		missing.forEach((subject) -> subjects.add(new JsonValue(subject)));
		return new JsonValue(subjects);
	}

	private JsonValue sources() {
		List<JsonValue> sources = new ArrayList<>(array(this.actual.get(StreamSettings.SOURCES)));
		sources.addAll(missingSources());
		return new JsonValue(sources);
	}

	private List<JsonValue> missingSources() {
		List<JsonValue> present = array(this.actual.get(StreamSettings.SOURCES));
		return array(this.declared.get(StreamSettings.SOURCES)).stream()
			.filter((source) -> present.stream().noneMatch((other) -> StreamSettings.includes(other, source)))
			.toList();
	}

	private @Nullable String changedSource(String edit) {
		List<String> present = array(this.actual.get(StreamSettings.SOURCES)).stream()
			.map(StreamComparison::sourceName)
			.toList();
		return missingSources().stream()
			.map(StreamComparison::sourceName)
			.filter(present::contains)
			.findFirst()
			.map((name) -> "It has the source " + name + " with other settings, and would read it from the beginning. "
					+ "If that is meant, use " + edit)
			.orElse(null);
	}

	private static List<JsonValue> array(@Nullable JsonValue value) {
		return (value != null && value.array != null) ? value.array : List.of();
	}

	private static String sourceName(JsonValue source) {
		return (source.map != null) ? text(source.map.get("name")) : "";
	}

	private static String text(@Nullable JsonValue value) {
		return (value != null && value.string != null) ? value.string : "";
	}

	private static boolean covers(String pattern, String subject) {
		return pattern.equals(subject) || Subjects.matches(pattern, subject);
	}

}
