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

package io.github.natsboot.deadletter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.natsboot.core.InvalidSubjectException;
import io.github.natsboot.core.Subjects;
import io.github.natsboot.deadletter.LetterAction.Result;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.SourceBase;
import io.nats.client.api.StreamConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Where a replay publishes to: decides about subjects, and knows the streams that capture
 * them. Asks the server once for each subject and stream. Of one job, and its thread.
 */
final class ReplayTargets {

	private static final int MOST_CACHED = 1000;

	private final DeadLetterStore store;

	private final ReplayRequest request;

	private final List<String> ownSubjects;

	private final List<DeadLetterSource> sources;

	private final Map<String, List<String>> capturing = new Cache<>();

	private final Map<String, StreamConfiguration> streams = new Cache<>();

	/**
	 * Create the targets.
	 * @param ownSubjects the subjects of the stream of dead letters
	 * @param sources the listeners there are
	 */
	ReplayTargets(DeadLetterStore store, ReplayRequest request, List<String> ownSubjects,
			List<DeadLetterSource> sources) {
		this.store = store;
		this.request = request;
		this.ownSubjects = ownSubjects;
		this.sources = sources;
	}

	/**
	 * The subject to publish to, if there is any.
	 */
	@Nullable String subject(StoredDeadLetter letter) {
		return (this.request.target() != null) ? this.request.target() : letter.originalSubject();
	}

	/**
	 * The stream that captures a subject to which there is no obstacle.
	 */
	StreamConfiguration stream(String subject) {
		return configuration(capturing(subject).get(0));
	}

	/**
	 * Why a dead letter cannot be published to where it belongs.
	 * @return the reason, or {@code null} if there is none
	 */
	@Nullable Result obstacle(StoredDeadLetter letter) {
		String subject = subject(letter);
		if (subject == null) {
			return failed("it does not tell the subject of the original; name a target");
		}
		try {
			Subjects.requireLiteral(subject);
		}
		catch (InvalidSubjectException ex) {
			return failed(ex.getClass().getSimpleName() + ": " + ex.getMessage());
		}
		if (this.ownSubjects.stream().anyMatch((own) -> Subjects.matches(own, subject))) {
			return failed("subject '" + subject + "' is one of the stream of dead letters itself; name another target");
		}
		try {
			return obstacle(letter, subject);
		}
		catch (DeadLetterNotFoundException ex) {
			// A stream that was deleted is no obstacle to the others.
			return failed(String.valueOf(ex.getMessage()));
		}
	}

	private @Nullable Result obstacle(StoredDeadLetter letter, String subject) {
		List<String> found = capturing(subject);
		if (found.isEmpty()) {
			return failed("no stream captures subject '" + subject + "'");
		}
		Result stranger = (this.request.target() == null) ? stranger(letter, subject, found.get(0)) : null;
		return (stranger != null) ? stranger : unfit(configuration(found.get(0)));
	}

	/**
	 * The subject comes from a header, which anybody who may publish to the stream of
	 * dead letters can write. Without a target it has to be one that messages of the
	 * listener's stream have.
	 */
	private @Nullable Result stranger(StoredDeadLetter letter, String subject, String stream) {
		List<String> known = this.sources.stream()
			.filter((source) -> source.subject().equals(letter.subject()))
			.map(DeadLetterSource::stream)
			.toList();
		String where = "subject '" + subject + "' is one of stream '" + stream + "', ";
		if (!known.isEmpty()) {
			return (known.contains(stream) || known.stream().anyMatch((source) -> isFedBy(source, stream))) ? null
					: failed(where + "to which its listener does not listen; name it as the target if it is right");
		}
		return (this.request.force() || stream.equals(letter.sourceStream())) ? null
				: refused(where + "which is not that of the original; force it, or name it as the target");
	}

	private boolean isFedBy(String stream, String origin) {
		StreamConfiguration configuration = configuration(stream);
		Stream<SourceBase> sources = (configuration.getSources() != null)
				? configuration.getSources().stream().map(Function.identity()) : Stream.empty();
		return Stream.concat(Stream.ofNullable(configuration.getMirror()), sources)
			.anyMatch((source) -> source.getName().equals(origin));
	}

	private @Nullable Result unfit(StreamConfiguration stream) {
		if (stream.getNoAck()) {
			return failed("stream '" + stream.getName() + "' does not acknowledge what it stores (no_ack)");
		}
		boolean replaces = stream.getMaxMsgsPerSubject() > 0
				&& !(stream.getDiscardPolicy() == DiscardPolicy.New && stream.isDiscardNewPerSubject());
		return (replaces && !this.request.force()) ? refused("stream '" + stream.getName() + "' keeps no more than "
				+ stream.getMaxMsgsPerSubject() + " messages of a subject (max_msgs_per_subject), so that this old one "
				+ "may replace a newer one; force it, or name another target") : null;
	}

	private List<String> capturing(String subject) {
		return this.capturing.computeIfAbsent(subject, this.store::capturing);
	}

	private StreamConfiguration configuration(String stream) {
		return this.streams.computeIfAbsent(stream, (name) -> this.store.info(name).getConfiguration());
	}

	private static Result failed(String reason) {
		return new Result(DeadLetterOutcome.FAILED, reason);
	}

	private static Result refused(String reason) {
		return new Result(DeadLetterOutcome.REFUSED, reason);
	}

	/**
	 * What was looked up, the latest of it.
	 */
	private static final class Cache<V> extends LinkedHashMap<String, V> {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
			return size() > MOST_CACHED;
		}

	}

}
