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

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The nats-server executable that tests run, or the reason why there is none. It is
 * looked for in this order:
 * <ol>
 * <li>the file the environment variable {@code NATS_SERVER_PATH} names; when that is no
 * executable file the search ends without a server, as something else than what was asked
 * for would be tested</li>
 * <li>{@code nats-server} on {@code PATH}, when it is version 2.10 or newer</li>
 * <li>{@code natsw} in the working directory or the nearest directory above it, which may
 * fetch a server: the first call can take minutes</li>
 * </ol>
 * Instances are immutable and may be used by any thread.
 *
 * @since 0.1.0
 */
public final class NatsServerBinary {

	private static final Pattern VERSION = Pattern.compile("nats-server: v((\\d+)\\.(\\d+)\\S*)");

	private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration NATSW_TIMEOUT = Duration.ofMinutes(5);

	private final @Nullable Path path;

	private final String reason;

	private NatsServerBinary(@Nullable Path path, String reason) {
		this.path = path;
		this.reason = reason;
	}

	/**
	 * Look for a server, once in the life of this JVM; later calls get the first answer.
	 * @return the server, or the reason why there is none
	 */
	public static NatsServerBinary find() {
		return Found.BINARY;
	}

	/**
	 * Ask the server for its version, which takes some milliseconds.
	 * @return the version, such as {@code 2.15.1}; empty when there is no server or it
	 * does not tell
	 */
	public Optional<String> version() {
		Path server = this.path;
		if (server == null) {
			return Optional.empty();
		}
		Matcher version = VERSION.matcher(run(System.getenv(), VERSION_TIMEOUT, server.toString(), "--version").text());
		return version.find() ? Optional.of(version.group(1)) : Optional.empty();
	}

	/**
	 * Look for a server of a certain version, for tests of what older or newer ones do.
	 * Only {@code natsw} in the working directory or above it can tell, which may fetch
	 * it: a call can take minutes.
	 * @param version the version, such as {@code 2.10.27}
	 * @return the server, or the reason why there is none of that version
	 */
	public static NatsServerBinary ofVersion(String version) {
		return ofVersion(version, System.getenv(), Path.of(""));
	}

	static NatsServerBinary ofVersion(String version, Map<String, String> environment, Path workingDirectory) {
		Path natsw = above(workingDirectory.toAbsolutePath());
		if (natsw == null) {
			return absent("there is no natsw in " + workingDirectory.toAbsolutePath()
					+ " or above it, which could get nats-server " + version);
		}
		Map<String, String> other = new HashMap<>(environment);
		other.remove("NATS_SERVER_PATH");
		other.put("NATSW_VERSION", version);
		NatsServerBinary found = ask(natsw, other);
		Path server = found.path;
		if (server == null) {
			return found;
		}
		// It is content with another one on PATH.
		Matcher actual = VERSION.matcher(run(other, VERSION_TIMEOUT, server.toString(), "--version").text());
		return (actual.find() && actual.group(1).equals(version)) ? found
				: absent(natsw + " found " + server + ", which is not nats-server " + version);
	}

	static NatsServerBinary find(Map<String, String> environment, Path workingDirectory) {
		String given = environment.get("NATS_SERVER_PATH");
		if (given != null && !given.isEmpty()) {
			Path path = Path.of(given).toAbsolutePath();
			return isExecutable(path) ? present(path, "NATS_SERVER_PATH") : absent("NATS_SERVER_PATH is " + given
					+ ", which is no executable file: " + "set it to a nats-server, or unset it");
		}
		Path onPath = onPath(environment.getOrDefault("PATH", ""));
		String unfit = (onPath != null) ? unfit(onPath, environment) : "PATH has no nats-server";
		if (onPath != null && unfit == null) {
			return present(onPath, "PATH");
		}
		Path natsw = above(workingDirectory.toAbsolutePath());
		if (natsw != null) {
			return ask(natsw, environment);
		}
		return absent(unfit + ", and there is no natsw in " + workingDirectory.toAbsolutePath()
				+ " or above it: install nats-server 2.10 or newer, or set NATS_SERVER_PATH to one");
	}

	/**
	 * Return the executable.
	 * @return the absolute path, or empty when there is none
	 */
	public Optional<Path> path() {
		return Optional.ofNullable(this.path);
	}

	/**
	 * Return where the executable was found, or why there is none and what to do.
	 * @return the reason
	 */
	public String reason() {
		return this.reason;
	}

	private static boolean isExecutable(Path path) {
		return Files.isRegularFile(path) && Files.isExecutable(path);
	}

	private static @Nullable Path onPath(String path) {
		for (String directory : path.split(Pattern.quote(File.pathSeparator))) {
			for (String name : List.of("nats-server", "nats-server.exe")) {
				try {
					Path candidate = Path.of(directory, name).toAbsolutePath();
					if (isExecutable(candidate)) {
						return candidate;
					}
				}
				catch (InvalidPathException ex) {
					// An entry that is no path here holds no server either.
				}
			}
		}
		return null;
	}

	private static @Nullable String unfit(Path server, Map<String, String> environment) {
		Output output = run(environment, VERSION_TIMEOUT, server.toString(), "--version");
		Matcher version = VERSION.matcher(output.text());
		if (!version.find()) {
			return server + " does not tell its version";
		}
		int major = Integer.parseInt(version.group(2));
		int minor = Integer.parseInt(version.group(3));
		return (major > 2 || (major == 2 && minor >= 10)) ? null
				: server + " is " + version.group(1) + ", 2.10.0 or newer is needed";
	}

	private static @Nullable Path above(Path workingDirectory) {
		for (Path directory = workingDirectory; directory != null; directory = directory.getParent()) {
			Path natsw = directory.resolve("natsw");
			if (isExecutable(natsw)) {
				return natsw;
			}
		}
		return null;
	}

	private static NatsServerBinary ask(Path natsw, Map<String, String> environment) {
		Output output = run(environment, NATSW_TIMEOUT, natsw.toString());
		List<String> lines = output.text().lines().toList();
		String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
		return (output.exitCode() == 0) ? present(Path.of(last), natsw.toString())
				: absent(natsw + " found no server: " + last);
	}

	private static Output run(Map<String, String> environment, Duration timeout, String... command) {
		Path file = null;
		try {
			// A file and no pipe: whoever hangs cannot make the reader hang.
			file = Files.createTempFile("nats-server-binary", ".out");
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(file.toFile());
			builder.environment().clear();
			builder.environment().putAll(environment);
			builder.environment().put("NATSW_PRINT_PATH", "1");
			Process process = builder.start();
			process.getOutputStream().close();
			if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
				process.destroyForcibly();
				return new Output(-1, "no answer within " + timeout.toSeconds() + " seconds");
			}
			return new Output(process.exitValue(), Files.readString(file, StandardCharsets.UTF_8).strip());
		}
		catch (IOException ex) {
			return new Output(-1, String.valueOf(ex.getMessage()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new Output(-1, "interrupted");
		}
		finally {
			if (file != null) {
				file.toFile().delete();
			}
		}
	}

	private static NatsServerBinary present(Path path, String source) {
		return new NatsServerBinary(path, path + " (" + source + ")");
	}

	private static NatsServerBinary absent(String reason) {
		return new NatsServerBinary(null, reason);
	}

	private record Output(int exitCode, String text) {
	}

	private static final class Found {

		private static final NatsServerBinary BINARY = find(System.getenv(), Path.of(""));

	}

}
