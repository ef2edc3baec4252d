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

package io.github.natsboot.listener.jetstream.crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.github.natsboot.deadletter.DeadLetterHeaders;
import io.github.natsboot.listener.jetstream.crash.CrashJournal.Entry;
import io.github.natsboot.listener.jetstream.crash.CrashJournal.Kind;
import io.github.natsboot.support.NatsHeaders;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamInfoOptions;
import io.nats.client.api.StreamState;
import io.nats.client.api.Subject;
import io.nats.client.impl.Headers;

/**
 * Finds out what became of each message, by the number it was stored under: from what
 * listeners have written down, from the dead letters and results on the server, from all
 * that was ever published as a dead letter, and from what the server says is still to
 * come.
 */
final class ConservationChecker {

	private final JetStreamManagement management;

	private final Map<Key, Fates> fates = new LinkedHashMap<>();

	private final Map<Key, Long> outstanding = new HashMap<>();

	private final Map<Key, Long> kept = new HashMap<>();

	ConservationChecker(JetStreamManagement management) {
		this.management = management;
	}

	/**
	 * Take down what was stored.
	 * @param letters the numbers of the messages that are meant to become dead letters
	 */
	void stored(String stream, String durable, Collection<Long> sequences, Set<Long> letters) {
		this.fates.put(new Key(stream, durable), new Fates(Set.copyOf(sequences), Set.copyOf(letters)));
	}

	/**
	 * Take down what listeners did.
	 */
	void worked(List<Entry> entries) {
		for (Entry entry : entries) {
			Fates fates = fates(entry.stream(), entry.durable());
			if (entry.kind() == Kind.INVOKED) {
				fates.invocations.merge(entry.sequence(), 1, Integer::sum);
			}
			else if (entry.kind() == Kind.HANDLED) {
				fates.handled.merge(entry.sequence(), 1, Integer::sum);
			}
		}
	}

	/**
	 * Take down that something was published as a dead letter, stored or not.
	 */
	void published(Headers headers) {
		add(headers, (fates) -> fates.published);
	}

	/**
	 * Ask the server for the rest.
	 */
	void askServer() throws IOException, JetStreamApiException {
		for (String stream : CrashCase.STREAMS) {
			for (MessageInfo letter : messages(stream + "_DLQ")) {
				add(letter.getHeaders(), (fates) -> fates.letters);
			}
			for (ConsumerInfo consumer : this.management.getConsumers(stream)) {
				this.outstanding.put(new Key(stream, consumer.getName()), outstanding(consumer));
			}
			StreamInfo info = this.management.getStreamInfo(stream, StreamInfoOptions.allSubjects());
			if (info.getConfiguration().getRetentionPolicy() != RetentionPolicy.Limits) {
				for (Subject subject : info.getStreamState().getSubjects()) {
					String durable = subject.getName().substring(subject.getName().indexOf('.') + 1);
					this.kept.put(new Key(stream, durable), subject.getCount());
				}
			}
		}
		for (MessageInfo result : messages("RESULTS")) {
			String[] tokens = result.getSubject().split("\\.");
			fates(tokens[1], tokens[2]).results.merge(Long.parseLong(new String(result.getData())), 1, Integer::sum);
		}
	}

	/**
	 * The number of messages that a consumer has to deliver, or waits for the end of.
	 */
	static long outstanding(ConsumerInfo consumer) {
		return consumer.getNumPending() + consumer.getNumAckPending();
	}

	/**
	 * Say what became of the messages of a consumer.
	 * @param crashes the number of processes that ended over them
	 */
	Conservation check(String stream, String durable, int crashes) {
		Key key = new Key(stream, durable);
		Fates fates = fates(stream, durable);
		long outstanding = this.outstanding.getOrDefault(key, 0L);
		List<String> faults = new ArrayList<>();
		long unended = 0;
		for (long sequence : fates.stored) {
			boolean ended = fates.handled.containsKey(sequence) || fates.letters.containsKey(sequence);
			unended += ended ? 0 : 1;
			List<String> problems = fates.problems(sequence, crashes);
			problems.forEach((problem) -> faults.add(key + " " + sequence + ": " + problem));
		}
		long pending = Math.min(unended, outstanding);
		Set<Long> phantoms = new TreeSet<>(fates.handled.keySet());
		phantoms.addAll(fates.letters.keySet());
		phantoms.removeAll(fates.stored);
		if (outstanding > 0) {
			faults.add(key + ": " + outstanding + " messages are still to come or to be settled");
		}
		return new Conservation(key.toString(), crashes, fates.stored.size(), total(fates.invocations),
				fates.handled.size(), total(fates.handled) - fates.handled.size(), fates.letters.size(),
				fates.published.values().stream().mapToLong(List::size).sum(), pending, unended - pending,
				phantoms.size(), Math.max(0, this.kept.getOrDefault(key, 0L) - outstanding), faults);
	}

	private static long total(Map<Long, Integer> counts) {
		return counts.values().stream().mapToLong(Integer::longValue).sum();
	}

	private Fates fates(String stream, String durable) {
		return this.fates.computeIfAbsent(new Key(stream, durable), (key) -> new Fates(Set.of(), Set.of()));
	}

	private void add(Headers headers, Letters letters) {
		letters.of(fates(headers.getFirst(DeadLetterHeaders.STREAM), headers.getFirst(DeadLetterHeaders.CONSUMER)))
			.computeIfAbsent(Long.valueOf(headers.getFirst(DeadLetterHeaders.SEQUENCE)),
					(sequence) -> new ArrayList<>())
			.add(headers.getFirst(NatsHeaders.MESSAGE_ID));
	}

	private List<MessageInfo> messages(String stream) throws IOException, JetStreamApiException {
		StreamState state = this.management.getStreamInfo(stream).getStreamState();
		List<MessageInfo> messages = new ArrayList<>();
		for (long sequence = Math.max(1, state.getFirstSequence()); sequence <= state.getLastSequence(); sequence++) {
			messages.add(this.management.getMessage(stream, sequence));
		}
		return messages;
	}

	private interface Letters {

		Map<Long, List<String>> of(Fates fates);

	}

	private record Key(String stream, String durable) {

		@Override
		public String toString() {
			return this.durable + "/" + this.stream;
		}

	}

	/**
	 * What is known of the messages of a consumer, by their numbers.
	 */
	private static final class Fates {

		private final Set<Long> stored;

		private final Set<Long> meantAsLetters;

		private final Map<Long, Integer> invocations = new TreeMap<>();

		private final Map<Long, Integer> handled = new TreeMap<>();

		private final Map<Long, Integer> results = new TreeMap<>();

		private final Map<Long, List<String>> letters = new TreeMap<>();

		private final Map<Long, List<String>> published = new TreeMap<>();

		Fates(Set<Long> stored, Set<Long> meantAsLetters) {
			this.stored = new TreeSet<>(stored);
			this.meantAsLetters = meantAsLetters;
		}

		private List<String> problems(long sequence, int crashes) {
			List<String> problems = new ArrayList<>();
			boolean isHandled = this.handled.containsKey(sequence);
			boolean isLetter = this.letters.containsKey(sequence);
			if (!isHandled && !isLetter) {
				problems.add("neither worked on nor a dead letter");
			}
			else if (isHandled && isLetter) {
				problems.add("worked on, and a dead letter nevertheless");
			}
			else if (isLetter != this.meantAsLetters.contains(sequence)) {
				problems.add(isLetter ? "a dead letter, and should have been worked on"
						: "worked on, and should have become a dead letter");
			}
			int result = this.results.getOrDefault(sequence, 0);
			if (result != (isHandled ? 1 : 0)) {
				problems.add("has " + result + " results");
			}
			int invoked = this.invocations.getOrDefault(sequence, 0);
			if (invoked > CrashPoint.ATTEMPTS + crashes) {
				problems.add("the method was called " + invoked + " times");
			}
			List<String> letterIds = this.letters.getOrDefault(sequence, List.of());
			if (letterIds.size() > 1) {
				problems.add("has " + letterIds.size() + " dead letters");
			}
			List<String> publishedIds = this.published.getOrDefault(sequence, List.of());
			if (publishedIds.size() > 1 + crashes) {
				problems.add("its dead letter was published " + publishedIds.size() + " times");
			}
			if (new HashSet<>(publishedIds).size() > 1) {
				problems.add("its dead letter had different ids: " + publishedIds);
			}
			if (!publishedIds.containsAll(letterIds)) {
				problems.add("has a dead letter that was not seen to be published");
			}
			return problems;
		}

	}

}
