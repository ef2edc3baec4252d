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

package io.github.natsboot.test.server;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A real nats-server for tests, which can be killed, paused and started again on what it
 * stored. It listens on the loopback address only, on a free port, and keeps everything
 * in a temporary directory that {@link #close()} deletes. JetStream is on unless it is
 * switched off. Where there is no nats-server it runs in a container, see
 * {@link NatsServerSource}; only the port for clients can be reached then.
 *
 * <pre class="code">
 * try (NatsTestServer server = NatsTestServer.start()) {
 *     Connection connection = Nats.connect(server.url());
 *     server.kill();
 *     server.restart();
 * }
 * </pre>
 *
 * Methods may be called by any thread; those that change the server's state wait for each
 * other. Unless they say otherwise they wait for their effect, at most 20 seconds, and
 * throw a {@link NatsTestServerException} with the end of the server's log when it does
 * not come. A server nobody closed is closed when the JVM ends.
 *
 * @since 0.1.0
 */
public final class NatsTestServer implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Duration POLL = Duration.ofMillis(10);

	private static final int LOG_LINES = 2000;

	private static final int PORT_ATTEMPTS = 10;

	private static final Set<NatsTestServer> OPEN = ConcurrentHashMap.newKeySet();

	static {
		Runtime.getRuntime()
			.addShutdownHook(
					new Thread(() -> OPEN.forEach(NatsTestServer::disposeAtLast), "nats-test-server-shutdown"));
	}

	private final ServerRuntime runtime;

	private final Path directory;

	private final ServerConfiguration configuration;

	private final ServerLog log = new ServerLog(LOG_LINES);

	private final List<String> lines;

	private volatile @Nullable ServerProcess process;

	private boolean reloaded;

	private volatile boolean closed;

	private NatsTestServer(ServerRuntime runtime, Path directory, ServerConfiguration configuration,
			List<String> lines) {
		this.runtime = runtime;
		this.directory = directory;
		this.configuration = configuration;
		this.lines = lines;
		OPEN.add(this);
	}

	/**
	 * Start a server with JetStream, without credentials, on a free port.
	 * @return the running server
	 * @throws NatsTestServerException if there is no nats-server or it does not start
	 */
	public static NatsTestServer start() {
		return builder().start();
	}

	/**
	 * Start to describe a server.
	 * @return a builder with the defaults of {@link #start()}
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the address clients connect to, without credentials. It stays the same over
	 * a restart.
	 * @return the address, such as {@code nats://127.0.0.1:20123}, or
	 * {@code tls://localhost:20123} after {@link Builder#tls(TestCertificate)}
	 */
	public String url() {
		return ((this.configuration.certificate() != null) ? "tls://localhost:" : "nats://127.0.0.1:") + port();
	}

	/**
	 * Return the port clients connect to. It stays the same over a restart.
	 * @return the port
	 */
	public int port() {
		return this.configuration.port();
	}

	/**
	 * Return the name the server gives itself.
	 * @return the name
	 */
	public String name() {
		return this.configuration.name();
	}

	/**
	 * Return the directory JetStream stores its streams in. It stays the same over a
	 * restart and does not exist after {@link #close()}.
	 * @return the directory, which need not exist while JetStream is off
	 * @throws NatsTestServerException if the server runs in a container, which keeps its
	 * store to itself
	 */
	public Path storeDirectory() {
		if (!this.runtime.storesHere()) {
			throw new NatsTestServerException(this + " runs in a container, so its store is no directory of this "
					+ "machine: install nats-server, or set NATS_SERVER_PATH to one, where a test has to look into it");
		}
		return storeIn(this.directory);
	}

	/**
	 * Return the id of the server's process. Each start makes a new one. That of a server
	 * in a container is the one its engine knows.
	 * @return the id, of the last process when none runs
	 */
	public long pid() {
		return current().pid();
	}

	/**
	 * Return whether the server's process exists; one that is paused does.
	 * @return whether there is a process
	 */
	public boolean isRunning() {
		ServerProcess process = this.process;
		return process != null && process.isAlive();
	}

	/**
	 * Return whether the server is {@linkplain #pause() paused}.
	 * @return whether it is
	 */
	public boolean isPaused() {
		ServerProcess process = this.process;
		return process != null && process.isAlive() && process.isPaused();
	}

	/**
	 * Return whether the server was {@linkplain #close() closed}, so that it cannot be
	 * started any more.
	 * @return whether it was
	 */
	public boolean isClosed() {
		return this.closed;
	}

	/**
	 * Return the last 2,000 lines the server wrote, over all its starts. Configuration
	 * and credentials are not part of it.
	 * @return the lines, separated by line feeds
	 */
	public String log() {
		return this.log.toString();
	}

	/**
	 * End the server as a power cut would (SIGKILL), as far as a process can tell: what
	 * it has written to the operating system survives. Returns when the process is gone;
	 * does nothing when there is none.
	 * @throws NatsTestServerException if the process does not end
	 */
	public synchronized void kill() {
		current().kill();
		awaitExit("SIGKILL");
	}

	/**
	 * Ask the server to end (SIGTERM). Returns when the process is gone; does nothing
	 * when there is none. A paused server has to be resumed first.
	 * @throws NatsTestServerException if the process does not end
	 */
	public synchronized void terminate() {
		current().terminate();
		awaitExit("SIGTERM");
	}

	/**
	 * Start the server again on the same port, store and configuration, after
	 * {@linkplain #terminate() asking} it to end if it runs. Returns when it answers.
	 * @throws NatsTestServerException if the server does not end or does not start
	 * @throws IllegalStateException if the server was closed
	 */
	public synchronized void restart() {
		if (isRunning()) {
			terminate();
		}
		run();
	}

	/**
	 * Stop the server without ending it (SIGSTOP): connections stay open, and nothing is
	 * answered until {@link #resume()}. On systems without {@code /proc} it returns when
	 * the signal is sent.
	 * @throws NatsTestServerException if the server does not run
	 */
	public synchronized void pause() {
		ServerProcess process = current();
		process.pause();
		await("stop", process::isPaused);
	}

	/**
	 * Let a {@linkplain #pause() paused} server go on (SIGCONT). Does nothing to one that
	 * is not paused. Returns when the signal is sent.
	 * @throws NatsTestServerException if the server does not run
	 */
	public synchronized void resume() {
		current().resume();
	}

	/**
	 * Replace what was configured through {@link Builder#configuration(String...)},
	 * {@link Builder#user(String, String)} and {@link Builder#token(String)} while the
	 * server runs (SIGHUP). Name, port and JetStream stay as they are. Returns when the
	 * server has taken the new configuration, which a restart keeps.
	 * @param lines the lines or blocks of configuration
	 * @throws NatsTestServerException if the server does not run or refuses the
	 * configuration
	 */
	public synchronized void reload(String... lines) {
		this.reloaded = true;
		reload(List.of(lines));
	}

	private void reload(List<String> lines) {
		writeConfiguration(lines);
		long mark = this.log.mark();
		current().reload();
		await("take the new configuration", () -> {
			List<String> answer = this.log.since(mark);
			if (answer.stream().anyMatch((line) -> line.contains("Failed to reload"))) {
				throw failure("refuses the new configuration");
			}
			return answer.stream().anyMatch((line) -> line.contains("Reloaded server configuration"));
		});
	}

	/**
	 * Undo what was done to the server since it was started: it goes on when it is
	 * paused, is started again when it has ended, and takes its first configuration again
	 * after a {@linkplain #reload(String...) reload}. What it stored stays.
	 * @return whether there was anything to undo
	 * @throws NatsTestServerException if the server does not start
	 * @throws IllegalStateException if the server was closed
	 */
	public synchronized boolean restore() {
		boolean paused = isPaused();
		if (paused) {
			resume();
		}
		boolean ended = !isRunning();
		boolean changed = this.reloaded;
		if (changed) {
			if (ended) {
				writeConfiguration(this.lines);
			}
			else {
				reload(this.lines);
			}
			this.reloaded = false;
		}
		if (ended) {
			run();
		}
		return paused || ended || changed;
	}

	/**
	 * Kill the server and delete its directory. Does nothing the second time.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		dispose();
	}

	// Without the lock: when the JVM ends whoever holds it may never give it back.
	private void dispose() {
		OPEN.remove(this);
		ServerProcess process = this.process;
		try {
			if (process != null) {
				process.kill();
				process.waitForExit(TIMEOUT);
			}
		}
		finally {
			try {
				this.runtime.close();
			}
			finally {
				delete(this.directory);
			}
		}
	}

	/**
	 * The others are to be closed, too.
	 */
	private void disposeAtLast() {
		try {
			dispose();
		}
		catch (RuntimeException ex) {
			System.err.println("Cannot close " + this + ": " + ex);
		}
	}

	@Override
	public String toString() {
		return "NatsTestServer '" + name() + "' at " + url();
	}

	private void run() {
		if (this.closed) {
			throw new IllegalStateException(this + " is closed");
		}
		ServerProcess process = this.runtime.start(this.log);
		this.process = process;
		await("answer", () -> {
			if (!process.isAlive()) {
				process.waitForExit(TIMEOUT);
				throw failure("ended before it answered");
			}
			return answers();
		});
	}

	/**
	 * A server that greets with this one's name is this one, and ready: JetStream starts
	 * before the first client is let in.
	 */
	private boolean answers() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 1000);
			socket.setSoTimeout(1000);
			BufferedReader in = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
			String line = in.readLine();
			return line != null && line.startsWith("INFO ") && line.contains('"' + name() + '"');
		}
		catch (IOException ex) {
			return false;
		}
	}

	private void awaitExit(String signal) {
		if (!current().waitForExit(TIMEOUT)) {
			throw failure("did not end after " + signal);
		}
	}

	private void await(String what, BooleanSupplier condition) {
		long deadline = System.nanoTime() + TIMEOUT.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > deadline) {
				throw failure("did not " + what + " within " + TIMEOUT.toSeconds() + " seconds");
			}
			try {
				Thread.sleep(POLL.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw failure("was interrupted before it could " + what);
			}
		}
	}

	private ServerProcess current() {
		ServerProcess process = this.process;
		if (process == null) {
			throw new IllegalStateException(this + " was never started");
		}
		return process;
	}

	private NatsTestServerException failure(String what) {
		return new NatsTestServerException(this + " " + what + ". Its log ends with:\n" + log());
	}

	private void writeConfiguration(List<String> lines) {
		try {
			Files.writeString(configurationFile(), this.configuration.withLines(lines, this.runtime));
		}
		catch (IOException ex) {
			throw new NatsTestServerException("Cannot write " + configurationFile(), ex);
		}
		this.runtime.configure(configurationFile());
	}

	private Path configurationFile() {
		return this.directory.resolve("nats.conf");
	}

	private static Path storeIn(Path directory) {
		return directory.resolve("store");
	}

	private static void delete(Path directory) {
		if (!Files.exists(directory)) {
			return;
		}
		try (Stream<Path> files = Files.walk(directory)) {
			files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
		}
		catch (IOException ex) {
			throw new NatsTestServerException("Cannot delete " + directory, ex);
		}
	}

	/**
	 * Describes a server and starts it. Not safe for use by several threads.
	 */
	public static final class Builder {

		private final List<String> lines = new ArrayList<>();

		private boolean jetStream = true;

		private boolean syncAlways;

		private int port;

		private @Nullable String name;

		private @Nullable String authorization;

		private @Nullable NatsServerSource source;

		private @Nullable TestCertificate certificate;

		private Builder() {
		}

		/**
		 * Set whether the server has JetStream, which it has by default.
		 * @param jetStream whether JetStream is on
		 * @return this builder
		 */
		public Builder jetStream(boolean jetStream) {
			this.jetStream = jetStream;
			return this;
		}

		/**
		 * Set whether each JetStream write reaches the disk before it is acknowledged
		 * ({@code sync_interval: always}). Off by default, as for the server, which then
		 * writes to the disk every two minutes.
		 * @param syncAlways whether each write is synchronized
		 * @return this builder
		 */
		public Builder syncAlways(boolean syncAlways) {
			this.syncAlways = syncAlways;
			return this;
		}

		/**
		 * Set the port clients connect to, instead of a free one.
		 * @param port the port, or 0 for a free one
		 * @return this builder
		 */
		public Builder port(int port) {
			this.port = port;
			return this;
		}

		/**
		 * Set the server's name, instead of one made from its port.
		 * @param name the name, without spaces and quotes
		 * @return this builder
		 */
		public Builder name(String name) {
			this.name = name;
			return this;
		}

		/**
		 * Let in one user only. Takes the place of an earlier user or token.
		 * @param user the user's name
		 * @param password the user's password, plain or as a bcrypt hash
		 * @return this builder
		 */
		public Builder user(String user, String password) {
			this.authorization = ServerConfiguration.user(user, password);
			return this;
		}

		/**
		 * Let in only who knows the token. Takes the place of an earlier user or token.
		 * @param token the token
		 * @return this builder
		 */
		public Builder token(String token) {
			this.authorization = ServerConfiguration.token(token);
			return this;
		}

		/**
		 * Add lines or blocks to the server's configuration file, in the server's own
		 * format. Later calls add to earlier ones. A server in a container finds no files
		 * that they refer to, see {@link #tls(TestCertificate)} for those of a
		 * certificate.
		 * @param lines the lines or blocks, such as {@code "max_payload: 1024"}
		 * @return this builder
		 */
		public Builder configuration(String... lines) {
			this.lines.addAll(List.of(lines));
			return this;
		}

		/**
		 * Let in secure connections only. A {@linkplain NatsTestServer#reload(String...)
		 * reload} keeps the certificate.
		 * @param certificate the server's certificate, which is for {@code localhost}
		 * @return this builder
		 */
		public Builder tls(TestCertificate certificate) {
			this.certificate = certificate;
			return this;
		}

		/**
		 * Set the executable to run, instead of the server {@link NatsServerSource}
		 * finds.
		 * @param binary the path of a nats-server
		 * @return this builder
		 */
		public Builder binary(Path binary) {
			return source(NatsServerSource.of(binary));
		}

		Builder source(NatsServerSource source) {
			this.source = source;
			return this;
		}

		/**
		 * Start the server and wait until it answers.
		 * @return the running server
		 * @throws NatsTestServerException if there is no nats-server, or it does not
		 * answer within 20 seconds; the message says why
		 */
		public NatsTestServer start() {
			NatsServerSource source = (this.source != null) ? this.source : NatsServerSource.find();
			if (!source.isAvailable()) {
				throw new NatsTestServerException("No nats-server to test with: " + source.reason());
			}
			List<String> lines = new ArrayList<>(this.lines);
			if (this.authorization != null) {
				lines.add(this.authorization);
			}
			for (int attempt = 1;; attempt++) {
				NatsTestServer server = create(source, lines);
				try {
					server.writeConfiguration(server.lines);
					server.run();
					return server;
				}
				catch (RuntimeException ex) {
					server.close();
					// Somebody may take the free port before the server does.
					if (!(ex instanceof NatsTestServerException) || this.port != 0 || attempt == PORT_ATTEMPTS
							|| !server.log().contains("address already in use")) {
						throw ex;
					}
				}
			}
		}

		private NatsTestServer create(NatsServerSource source, List<String> lines) {
			int port = (this.port != 0) ? this.port : freePort();
			String name = (this.name != null) ? this.name : "test-" + port;
			Path directory = createDirectory();
			Path store = this.jetStream ? storeIn(directory) : null;
			TestCertificate certificate = this.certificate;
			List<Path> files = (certificate != null) ? List.of(certificate.file(), certificate.keyFile()) : List.of();
			return new NatsTestServer(source.runtime(directory, port, files), directory,
					new ServerConfiguration(name, port, store, this.syncAlways, certificate), List.copyOf(lines));
		}

		private static Path createDirectory() {
			try {
				return Files.createTempDirectory("nats-test-server-");
			}
			catch (IOException ex) {
				throw new NatsTestServerException("Cannot create a directory for nats-server", ex);
			}
		}

		/**
		 * A port below those the operating system gives to outgoing connections: while
		 * the server is down, a client that tries to reconnect could otherwise be given
		 * the very port it tries to reach, connect to itself, and keep the server from
		 * coming back.
		 */
		static int freePort() {
			for (int attempt = 0; attempt < 100; attempt++) {
				int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
				try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
					return socket.getLocalPort();
				}
				catch (IOException ex) {
					// Taken: try the next.
				}
			}
			throw new NatsTestServerException("No free port between 15000 and 32000");
		}

	}

}
