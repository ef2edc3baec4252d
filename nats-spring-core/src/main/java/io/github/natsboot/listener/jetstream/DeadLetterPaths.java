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

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import io.github.natsboot.core.Subjects;
import org.jspecify.annotations.Nullable;

/**
 * Where the dead letters of an application's listeners go. If one of them listens there
 * whose own dead letters lead back to the first, a message that both fail on would go
 * round for ever. Safe for concurrent use.
 */
final class DeadLetterPaths {

	private final List<JetStreamListenerEndpoint> listeners = new CopyOnWriteArrayList<>();

	void add(JetStreamListenerEndpoint listener) {
		this.listeners.add(listener);
	}

	/**
	 * Look for a way back to a listener.
	 * @param listener the listener
	 * @param streamOf finds the stream that captures a subject; asked only where a
	 * listener might lie on the way
	 * @return the way in words, or {@code null} if there is none
	 */
	@Nullable String findRing(JetStreamListenerEndpoint listener, Function<String, @Nullable String> streamOf) {
		return find(listener, listener, new HashSet<>(), streamOf);
	}

	private @Nullable String find(JetStreamListenerEndpoint from, JetStreamListenerEndpoint goal, Set<String> seen,
			Function<String, @Nullable String> streamOf) {
		List<JetStreamListenerEndpoint> possible = this.listeners.stream()
			.filter((other) -> other.isAcknowledged() && takes(other, from.deadLetterSubject()))
			.toList();
		if (possible.isEmpty() || !seen.add(from.id())) {
			return null;
		}
		String stream = streamOf.apply(from.deadLetterSubject());
		for (JetStreamListenerEndpoint next : possible) {
			if (next.stream().equals(stream)) {
				String step = "'" + from.deadLetterSubject() + "' (listener '" + next.id() + "')";
				String rest = next.id().equals(goal.id()) ? "" : find(next, goal, seen, streamOf);
				if (rest != null) {
					return rest.isEmpty() ? step : step + ", then " + rest;
				}
			}
		}
		return null;
	}

	private static boolean takes(JetStreamListenerEndpoint listener, String subject) {
		return listener.subjects().isEmpty()
				|| listener.subjects().stream().anyMatch((pattern) -> Subjects.matches(pattern, subject));
	}

}
