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

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.JetStreamTemplateOptions;
import io.github.natsboot.core.Subjects;
import io.github.natsboot.deadletter.DeadLetterProgress.State;
import io.github.natsboot.deadletter.DeadLetterRun.LetterSource;
import io.github.natsboot.deadletter.DeadLetterRun.Task;
import io.github.natsboot.deadletter.DeadLetterScanner.Part;
import io.github.natsboot.deadletter.DeadLetterScanner.Request;
import io.github.natsboot.event.DeadLetterOperationEvent;
import io.github.natsboot.event.DeadLetterOperationEvent.Operation;
import io.github.natsboot.event.DeadLetterOperationEvent.Result;
import io.github.natsboot.support.SafeEventPublisher;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamState;
import io.nats.client.impl.Headers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.util.Assert;
import org.springframework.util.CollectionUtils;

/**
 * {@link DeadLetterOperations} over a connection. Replays and discards have threads of
 * their own, and end when this is destroyed. Safe for concurrent use; it never closes the
 * connection.
 *
 * @since 0.1.0
 */
public final class DeadLetterTemplate implements DeadLetterOperations, DisposableBean {

	private static final Log logger = LogFactory.getLog(DeadLetterTemplate.class);

	private static final int LARGEST_PAGE = 1000;

	/**
	 * How many dead letters a job takes from the server at once. Their payloads come one
	 * by one, when it is their turn.
	 */
	private static final int PART = 500;

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

	private final JetStreamOperations jetStream;

	private final DeadLetterStore store;

	private final DeadLetterStore patientStore;

	private final PublishedLetters published = new PublishedLetters();

	private final DeadLetterScanner scanner;

	private final Supplier<List<DeadLetterSource>> sources;

	private final DeadLetterInstrumentation instrumentation;

	private final ApplicationEventPublisher events;

	private final Map<String, DeadLetterRun> jobs = new TreeMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	private boolean destroyed;

	/**
	 * Create the template.
	 * @param connection the connection
	 * @param management the server's streams
	 * @param options tell what the subjects of the JetStream API begin with
	 * @param jetStream publishes what is replayed
	 * @param sources tells the listeners there are now
	 * @param instrumentation is told what becomes of dead letters
	 * @param events where to publish events
	 */
	public DeadLetterTemplate(Connection connection, JetStreamManagement management, JetStreamOptions options,
			JetStreamOperations jetStream, Supplier<List<DeadLetterSource>> sources,
			DeadLetterInstrumentation instrumentation, ApplicationEventPublisher events) {
		this(connection, management, options, jetStream, JetStreamTemplateOptions.DEFAULT.retryTimeout(), sources,
				instrumentation, events);
	}

	/**
	 * Create the template.
	 * @param connection the connection
	 * @param management the server's streams
	 * @param options tell what the subjects of the JetStream API begin with
	 * @param jetStream publishes what is replayed
	 * @param patience how long a replay or discard asks again when the server does not
	 * answer; at least as long as {@code jetStream} tries to publish
	 * @param sources tells the listeners there are now
	 * @param instrumentation is told what becomes of dead letters
	 * @param events where to publish events
	 */
	public DeadLetterTemplate(Connection connection, JetStreamManagement management, JetStreamOptions options,
			JetStreamOperations jetStream, Duration patience, Supplier<List<DeadLetterSource>> sources,
			DeadLetterInstrumentation instrumentation, ApplicationEventPublisher events) {
		this.jetStream = jetStream;
		MessageReader messages = new MessageReader(connection, options.getPrefix());
		this.store = new DeadLetterStore(management, messages, Duration.ZERO);
		this.patientStore = new DeadLetterStore(management, messages, patience);
		this.scanner = new DeadLetterScanner(connection, management, messages, options.getPrefix());
		this.sources = sources;
		this.instrumentation = instrumentation;
		this.events = SafeEventPublisher.of(events);
	}

	@Override
	public List<DeadLetterStream> streams() {
		List<DeadLetterStream> streams = new ArrayList<>();
		this.store.streams(this.sources.get()).forEach((name, found) -> {
			try {
				StreamState state = this.store.info(name).getStreamState();
				streams.add(new DeadLetterStream(name, found, state.getMsgCount(), oldest(state)));
			}
			catch (DeadLetterNotFoundException ex) {
				logger.debug("Stream '" + name + "' was deleted meanwhile", ex);
			}
		});
		return streams;
	}

	private static @Nullable Instant oldest(StreamState state) {
		return (state.getMsgCount() > 0 && state.getFirstTime() != null) ? state.getFirstTime().toInstant() : null;
	}

	@Override
	public DeadLetterPage list(String stream, DeadLetterFilter filter, long after, int limit) {
		requireStream(stream);
		Assert.isTrue(after >= 0, "'after' must not be negative");
		Assert.isTrue(limit > 0 && limit <= LARGEST_PAGE,
				() -> "'limit' is " + limit + "; it must be from 1 to " + LARGEST_PAGE);
		Part part = this.scanner.read(request(stream, filter, after, Long.MAX_VALUE, limit), wanted(filter),
				() -> false);
		return new DeadLetterPage(part.letters(), part.last() ? null : part.position());
	}

	private static Request request(String stream, DeadLetterFilter filter, long after, long last, int limit) {
		return new Request(stream, filter.deadLetterSubject(), after, filter.from(), last, limit);
	}

	private Predicate<StoredDeadLetter> wanted(DeadLetterFilter filter) {
		List<DeadLetterSource> known = this.sources.get();
		return (letter) -> filter.matches(letter, known);
	}

	@Override
	public StoredDeadLetter get(String stream, long sequence) {
		requireNumber(stream, sequence);
		StoredDeadLetter letter = this.scanner.get(stream, sequence);
		if (letter == null) {
			throw notFound(stream, sequence);
		}
		return letter;
	}

	private static DeadLetterNotFoundException notFound(String stream, long sequence) {
		return new DeadLetterNotFoundException(
				"There is no dead letter with sequence " + sequence + " in stream '" + stream + "'", null);
	}

	@Override
	public DeadLetterContent read(String stream, long sequence, @Nullable String requestedBy) {
		requireNumber(stream, sequence);
		MessageInfo found = this.store.find(stream, sequence);
		StoredDeadLetter letter = (found != null) ? DeadLetterStore.read(stream, found) : null;
		if (found == null || letter == null) {
			throw notFound(stream, sequence);
		}
		Map<String, List<String>> headers = new LinkedHashMap<>();
		Headers original = DeadLetterStore.originalHeaders(found);
		original.forEach((name, values) -> headers.put(name, List.copyOf(values)));
		byte[] payload = found.getData();
		this.events.publishEvent(new DeadLetterOperationEvent(this, Operation.READ,
				new DeadLetterOperationEvent.Request(stream, "sequence=" + sequence, false, requestedBy),
				new Result(State.COMPLETED.name(), 1, 0, 0, 0, null)));
		Headers stored = found.getHeaders();
		return new DeadLetterContent(letter, headers,
				(stored != null) ? stored.getFirst(DeadLetterHeaders.STACK_TRACE) : null,
				(payload != null) ? payload : new byte[0]);
	}

	@Override
	public DeadLetterJob replay(ReplayRequest request) {
		StreamInfo info = info(request.stream());
		boolean aggregate = !CollectionUtils.isEmpty(info.getConfiguration().getSources());
		if (aggregate && !request.force()) {
			throw new DeadLetterRefusedException("Stream '" + request.stream()
					+ "' takes messages from other streams (sources), where its dead letters live on; replay them there, "
					+ "or force it", null);
		}
		List<String> ownSubjects = info.getConfiguration().getSubjects();
		if (request.target() != null) {
			Subjects.requireLiteral(request.target());
			Assert.isTrue(ownSubjects.stream().noneMatch((own) -> Subjects.matches(own, request.target())),
					() -> "'target' is a subject of the stream of dead letters itself");
		}
		Task task = new Task(DeadLetterOutcome.REPLAYED,
				new DeadLetterOperationEvent.Request(request.stream(), describe(request.sequence(), request.filter()),
						request.after(), request.target(), request.rate(), request.maxReplays(), request.force(),
						request.dryRun(), request.requestedBy()),
				messages(request.sequence(), info));
		return start(task, source(request.stream(), request.sequence(), request.filter(), info),
				new ReplayAction(this.patientStore, this.jetStream, request,
						new ReplayTargets(this.patientStore, request, ownSubjects, this.sources.get()),
						this.published));
	}

	@Override
	public DeadLetterJob discard(DiscardRequest request) {
		StreamInfo info = info(request.stream());
		Task task = new Task(
				DeadLetterOutcome.DISCARDED, new DeadLetterOperationEvent.Request(request.stream(),
						describe(request.sequence(), request.filter()), request.dryRun(), request.requestedBy()),
				messages(request.sequence(), info));
		return start(task, source(request.stream(), request.sequence(), request.filter(), info),
				new DiscardAction(this.patientStore, request.dryRun()));
	}

	private StreamInfo info(String stream) {
		requireStream(stream);
		StreamInfo info = this.store.info(stream);
		requireTaking(stream);
		if (info.getConfiguration().getMirror() != null) {
			throw new DeadLetterRefusedException("Stream '" + stream + "' is a mirror of stream '"
					+ info.getConfiguration().getMirror().getName() + "', where its dead letters live on; do it there",
					null);
		}
		if (info.getConfiguration().getDenyDelete()) {
			throw new DeadLetterRefusedException(
					"Stream '" + stream + "' does not allow messages to be removed (deny_delete), "
							+ "so a dead letter would be replayed again and again",
					null);
		}
		return info;
	}

	/**
	 * Whoever may publish can give a message the headers of a dead letter.
	 */
	private void requireTaking(String stream) {
		List<DeadLetterSource> known = this.sources.get();
		boolean workedOn = known.stream().anyMatch((source) -> source.stream().equals(stream));
		if (workedOn && !this.store.streams(known).containsKey(stream)) {
			throw new DeadLetterRefusedException("Listeners work on stream '" + stream
					+ "', and it takes no dead letters of theirs, so that what looks like one is not", null);
		}
	}

	private static long messages(long sequence, StreamInfo info) {
		return (sequence > 0) ? 1 : info.getStreamState().getMsgCount();
	}

	private static String describe(long sequence, DeadLetterFilter filter) {
		return (sequence > 0) ? "sequence=" + sequence : filter.describe();
	}

	private LetterSource source(String stream, long sequence, DeadLetterFilter filter, StreamInfo info) {
		if (sequence > 0) {
			StoredDeadLetter letter = get(stream, sequence);
			return (after, cancelled) -> new Part(List.of(letter), sequence, 1, 0, true);
		}
		// What comes later, such as a message that fails again, is not of this job.
		long last = info.getStreamState().getLastSequence();
		Predicate<StoredDeadLetter> wanted = wanted(filter);
		return (after, cancelled) -> this.scanner.read(request(stream, filter, after, last, PART), wanted, cancelled);
	}

	private DeadLetterJob start(Task task, LetterSource source, LetterAction action) {
		DeadLetterRun job = new DeadLetterRun(task, source, action, this::settled, this::ended);
		this.lock.lock();
		try {
			if (this.destroyed) {
				throw new DeadLetterUnavailableException("The application is stopping", null);
			}
			DeadLetterRun other = this.jobs.get(job.stream());
			if (other != null && other.progress().state() == State.RUNNING) {
				throw new DeadLetterJobRunningException(job.stream());
			}
			this.jobs.put(job.stream(), job);
		}
		finally {
			this.lock.unlock();
		}
		try {
			publish(job, true, job.progress());
			Thread thread = new Thread(job, "nats-dead-letters-" + job.stream());
			thread.setDaemon(true);
			thread.start();
		}
		catch (Throwable ex) {
			forget(job);
			job.abandon(ex);
			throw ex;
		}
		return job;
	}

	private void forget(DeadLetterRun job) {
		this.lock.lock();
		try {
			this.jobs.remove(job.stream(), job);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void settled(DeadLetterRun job, DeadLetterOutcome outcome) {
		if (job.purpose() == DeadLetterOutcome.REPLAYED && !job.isDryRun()) {
			this.instrumentation.replayed(job.stream(), outcome);
		}
	}

	private void ended(DeadLetterRun job, DeadLetterProgress progress) {
		publish(job, false, progress);
	}

	private void publish(DeadLetterRun job, boolean start, DeadLetterProgress progress) {
		boolean replay = job.purpose() == DeadLetterOutcome.REPLAYED;
		Operation operation = start ? (replay ? Operation.REPLAY_STARTED : Operation.DISCARD_STARTED)
				: (replay ? Operation.REPLAY_ENDED : Operation.DISCARD_ENDED);
		this.events.publishEvent(new DeadLetterOperationEvent(this, operation, job.task().request(),
				new Result(progress.state().name(), progress.succeeded(), progress.skipped(), progress.refused(),
						progress.failed(), job.cancelledBy())));
	}

	@Override
	public List<DeadLetterJob> jobs() {
		this.lock.lock();
		try {
			return List.copyOf(this.jobs.values());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * End all that is at work, after the dead letter it is at work on.
	 */
	@Override
	public void destroy() {
		List<DeadLetterJob> ending;
		this.lock.lock();
		try {
			this.destroyed = true;
			ending = List.copyOf(this.jobs.values());
		}
		finally {
			this.lock.unlock();
		}
		long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
		ending.forEach(DeadLetterJob::cancel);
		ending.forEach((job) -> job.await(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))));
	}

	private static void requireStream(String stream) {
		Subjects.requireName("stream", stream);
	}

	private static void requireNumber(String stream, long sequence) {
		requireStream(stream);
		Assert.isTrue(sequence > 0, "'sequence' must be above 0");
	}

}
