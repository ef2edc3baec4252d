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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server that is a process of this machine.
 */
final class LocalServerProcess implements ServerProcess {

	private final Process process;

	private final Thread reader;

	private volatile boolean paused;

	private LocalServerProcess(Process process, Thread reader) {
		this.process = process;
		this.reader = reader;
	}

	static LocalServerProcess start(List<String> command, Path directory, ServerLog log) {
		try {
			Process process = new ProcessBuilder(command).directory(directory.toFile())
				.redirectErrorStream(true)
				.start();
			return new LocalServerProcess(process,
					log.follow(process.getInputStream(), "nats-test-server-" + process.pid()));
		}
		catch (IOException ex) {
			throw new NatsTestServerException("Cannot start " + command.get(0) + ": " + ex.getMessage(), ex);
		}
	}

	@Override
	public long pid() {
		return this.process.pid();
	}

	@Override
	public boolean isAlive() {
		return this.process.isAlive();
	}

	// Through the handle, as the process itself would close the output before its end.

	@Override
	public void kill() {
		this.process.toHandle().destroyForcibly();
	}

	@Override
	public void terminate() {
		this.process.toHandle().destroy();
	}

	@Override
	public void reload() {
		signal("HUP");
	}

	@Override
	public void pause() {
		signal("STOP");
		this.paused = true;
	}

	@Override
	public void resume() {
		signal("CONT");
		this.paused = false;
	}

	@Override
	public boolean waitForExit(Duration timeout) {
		try {
			boolean ended = this.process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
			if (ended) {
				this.reader.join(1000);
			}
			return ended;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return !this.process.isAlive();
		}
	}

	@Override
	public boolean isPaused() {
		return this.paused && isStopped();
	}

	// All threads: they stop one by one, and the last of them may still answer a client.
	private boolean isStopped() {
		Path threads = Path.of("/proc/" + pid() + "/task");
		if (!Files.isDirectory(threads)) {
			return true;
		}
		try (Stream<Path> thread = Files.list(threads)) {
			return thread.allMatch(LocalServerProcess::isThreadStopped);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean isThreadStopped(Path thread) {
		try {
			// The state follows the name, which is in parentheses.
			return Files.readString(thread.resolve("stat")).contains(") T ");
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Send a signal that Java has no method for. The shell's own {@code kill} does it, as
	 * the program of that name is not on every machine.
	 * @param name the signal's name without {@code SIG}
	 */
	private void signal(String name) {
		if (!isAlive()) {
			// Its id may belong to somebody else by now.
			throw new NatsTestServerException("Cannot send SIG" + name + ": nats-server " + pid() + " does not run");
		}
		try {
			Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid()).redirectErrorStream(true)
				.start();
			String output = new String(kill.getInputStream().readAllBytes());
			if (kill.waitFor() != 0) {
				throw new NatsTestServerException(
						"Cannot send SIG" + name + " to nats-server " + pid() + ": " + output.strip());
			}
		}
		catch (IOException ex) {
			throw new NatsTestServerException("Cannot send SIG" + name + " to nats-server " + pid(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new NatsTestServerException("Interrupted while sending SIG" + name, ex);
		}
	}

}
