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
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.listener.jetstream.crash.CrashJournal.Entry;
import io.github.natsboot.listener.jetstream.crash.CrashJournal.Kind;
import io.github.natsboot.test.server.NatsTestServer;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import org.awaitility.core.ConditionTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Has processes end over the messages of {@link CrashCase}s, starts the same application
 * where nothing ends, and waits until all messages are at rest.
 */
final class CrashRun implements AutoCloseable {

	private static final int CHILDREN = 3;

	private static final int KILLED = 128 + 9;

	private static final Duration LONG = Duration.ofMinutes(2);

	private final NatsTestServer server;

	private final Path directory;

	private final CrashJournal journal;

	private final Connection connection;

	private final JetStreamManagement management;

	private final ConservationChecker checker;

	private final Queue<Headers> published = new ConcurrentLinkedQueue<>();

	private final Queue<ListenerContext> recovered = new ConcurrentLinkedQueue<>();

	CrashRun(NatsTestServer server, Path directory) throws Exception {
		this.server = server;
		this.directory = directory;
		this.journal = new CrashJournal(directory.resolve("journal"));
		this.connection = Nats
			.connect(Options.builder().server(server.url()).connectionTimeout(Duration.ofSeconds(30)).build());
		this.management = this.connection.jetStreamManagement();
		this.checker = new ConservationChecker(this.management);
		addStream("LIMITS", "limits.>", RetentionPolicy.Limits);
		addStream("INTEREST", "interest.>", RetentionPolicy.Interest);
		addStream("WORKQUEUE", "workqueue.>", RetentionPolicy.WorkQueue);
		addStream("RESULTS", "result.>", RetentionPolicy.Limits);
		// Sees each publish, those too that the stream knows already.
		Dispatcher letters = this.connection.createDispatcher((message) -> this.published.add(message.getHeaders()));
		letters.setPendingLimits(-1, -1);
		letters.subscribe("dlq.>");
	}

	private void addStream(String name, String subjects, RetentionPolicy retention) throws Exception {
		this.management
			.addStream(StreamConfiguration.builder().name(name).subjects(subjects).retentionPolicy(retention).build());
	}

	/**
	 * Let all that is to end come to its end, and wait until nothing is to be done any
	 * more.
	 * @return a line for each case and stream
	 */
	List<List<Conservation>> run(List<CrashCase> cases) throws Exception {
		ExecutorService children = Executors.newFixedThreadPool(CHILDREN);
		try {
			List<Future<?>> ends = new ArrayList<>();
			for (CrashCase crashCase : cases) {
				ends.add(children.submit(() -> {
					runCase(crashCase);
					return null;
				}));
			}
			for (Future<?> end : ends) {
				end.get();
			}
		}
		finally {
			children.shutdownNow();
		}
		awaitRest();
		this.checker.worked(this.journal.read());
		this.published.forEach(this.checker::published);
		this.checker.askServer();
		return cases.stream()
			.map((crashCase) -> CrashCase.STREAMS.stream()
				.map((stream) -> this.checker.check(stream, crashCase.durable(), crashCase.crashes().size()))
				.toList())
			.toList();
	}

	/**
	 * Wait until there is nothing to deliver and nothing to settle; if that does not
	 * come, the checker finds it.
	 */
	private void awaitRest() throws Exception {
		try {
			await().atMost(LONG).pollInterval(Duration.ofMillis(200)).until(this::isAtRest);
		}
		catch (ConditionTimeoutException ex) {
			System.out.println("Messages do not come to rest within " + LONG);
		}
		// What was published has been seen by the time the answer is here.
		this.connection.flush(LONG);
	}

	private boolean isAtRest() throws Exception {
		for (String stream : CrashCase.STREAMS) {
			for (ConsumerInfo consumer : this.management.getConsumers(stream)) {
				if (ConservationChecker.outstanding(consumer) > 0) {
					return false;
				}
			}
		}
		return true;
	}

	private void runCase(CrashCase crashCase) throws Exception {
		List<Long> sequences = new ArrayList<>();
		for (String stream : CrashCase.STREAMS) {
			sequences.add(store(stream, crashCase));
		}
		for (Crash crash : crashCase.crashes()) {
			crash(crashCase, crash, sequences);
		}
		this.recovered.add(CrashingListener.startSound(this.server.url(), crashCase.durable(), this.journal));
	}

	/**
	 * Store the message and its neighbours, for a consumer that is there already, as
	 * interest retention needs it.
	 */
	private long store(String stream, CrashCase crashCase) throws Exception {
		String subject = CrashCase.subject(stream, crashCase.durable());
		this.management.createConsumer(stream,
				ConsumerConfiguration.builder()
					.durable(crashCase.durable())
					.ackPolicy(AckPolicy.Explicit)
					.ackWait(Duration.ofSeconds(3))
					.maxDeliver(-1)
					.filterSubject(subject)
					.build());
		List<Long> sequences = new ArrayList<>();
		for (int i = 0; i < crashCase.neighbours(); i++) {
			sequences.add(publish(subject, CrashCase.GOOD));
		}
		long sequence = publish(subject, crashCase.order());
		sequences.add(sequence);
		for (int i = 0; i < crashCase.neighbours(); i++) {
			sequences.add(publish(subject, CrashCase.GOOD));
		}
		Set<Long> letters = crashCase.endsAsDeadLetter() ? Set.of(sequence) : Set.of();
		synchronized (this.checker) {
			this.checker.stored(stream, crashCase.durable(), sequences, letters);
		}
		return sequence;
	}

	private long publish(String subject, String order) throws Exception {
		return this.connection.jetStream().publish(subject, order.getBytes()).getSeqno();
	}

	private void crash(CrashCase crashCase, Crash crash, List<Long> sequences) throws Exception {
		if (!crash.point().isOnWire()) {
			Process child = start(this.server.url(), crashCase, crash);
			assertThat(awaitEnd(child, crashCase)).as(() -> describe(crashCase, crash))
				.isEqualTo(CrashTrigger.EXIT_CODE);
			assertThat(this.journal.read()).as(() -> describe(crashCase, crash))
				.contains(CrashCase.STREAMS.stream()
					.map((stream) -> new Entry(Kind.HALTED, stream, crashCase.durable(),
							sequences.get(CrashCase.STREAMS.indexOf(stream)), crash.attempt()))
					.toArray(Entry[]::new));
			return;
		}
		Process[] child = new Process[1];
		Object started = new Object();
		String answer = (crash.point() == CrashPoint.CONFIRMATION_ON_WIRE) ? "_DLQ\"" : null;
		try (HoldingProxy proxy = new HoldingProxy(this.server.port(), onWire(crashCase, crash, sequences), answer,
				CrashCase.STREAMS.size(), () -> {
					synchronized (started) {
						child[0].destroyForcibly();
					}
				})) {
			synchronized (started) {
				child[0] = start(proxy.url(), crashCase, crash);
			}
			assertThat(awaitEnd(child[0], crashCase)).as(() -> describe(crashCase, crash)).isEqualTo(KILLED);
			assertThat(proxy.held()).as(() -> describe(crashCase, crash)).isEqualTo(CrashCase.STREAMS.size());
		}
	}

	/**
	 * How the command looks that is on its way at the point.
	 */
	private static Predicate<String> onWire(CrashCase crashCase, Crash crash, List<Long> sequences) {
		return switch (crash.point()) {
			case ACK_ON_WIRE -> settlement("+ACK", crashCase, crash, sequences);
			case NAK_ON_WIRE -> settlement("-NAK", crashCase, crash, sequences);
			case TERM_ON_WIRE -> settlement("+TERM", crashCase, crash, sequences);
			default -> Pattern.compile("^HPUB dlq\\..*Nats-Dlq-Deliveries: ?" + crash.attempt() + "\r", Pattern.DOTALL)
				.asPredicate();
		};
	}

	private static Predicate<String> settlement(String settlement, CrashCase crashCase, Crash crash,
			List<Long> sequences) {
		List<String> replies = new ArrayList<>();
		for (int i = 0; i < sequences.size(); i++) {
			replies.add("." + CrashCase.STREAMS.get(i) + "." + crashCase.durable() + "." + crash.attempt() + "."
					+ sequences.get(i) + ".");
		}
		return (command) -> command.startsWith("PUB $JS.ACK.") && command.contains("\r\n" + settlement)
				&& replies.stream().anyMatch(command::contains);
	}

	private Process start(String url, CrashCase crashCase, Crash crash) throws IOException {
		List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-cp",
				System.getProperty("java.class.path"), CrashingListener.class.getName(), url,
				this.journal.file().toString(), crashCase.durable(), crash.point().name(),
				Integer.toString(crash.attempt()), crash.breakage().name());
		return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output(crashCase).toFile()).start();
	}

	private int awaitEnd(Process child, CrashCase crashCase) throws Exception {
		try {
			if (!child.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
				throw new AssertionError("A process did not end: " + crashCase + System.lineSeparator()
						+ Files.readString(output(crashCase)));
			}
			return child.exitValue();
		}
		finally {
			child.destroyForcibly();
		}
	}

	private Path output(CrashCase crashCase) {
		return this.directory.resolve(crashCase.durable().toLowerCase(Locale.ROOT) + ".log");
	}

	private String describe(CrashCase crashCase, Crash crash) {
		try (InputStream output = Files.newInputStream(output(crashCase))) {
			return crash + " of " + crashCase + System.lineSeparator() + new String(output.readAllBytes());
		}
		catch (IOException ex) {
			return crash + " of " + crashCase;
		}
	}

	@Override
	public void close() throws Exception {
		for (ListenerContext context : this.recovered) {
			context.close();
		}
		this.connection.close();
	}

}
