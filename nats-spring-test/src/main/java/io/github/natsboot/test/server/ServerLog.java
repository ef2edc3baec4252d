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
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The last lines of what a server wrote. Safe for use by several threads.
 */
final class ServerLog {

	private final int limit;

	private final Deque<String> lines = new ArrayDeque<>();

	private long added;

	ServerLog(int limit) {
		this.limit = limit;
	}

	/**
	 * Read the stream to its end in a thread of its own, so that the writer never waits.
	 * @param stream the stream to read
	 * @param name the name of the thread
	 * @return the thread, which ends with the stream
	 */
	Thread follow(InputStream stream, String name) {
		Thread reader = new Thread(() -> {
			try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
				in.lines().forEach(this::add);
			}
			catch (IOException | UncheckedIOException ex) {
				// The process has ended, and its output with it.
			}
		}, name);
		reader.setDaemon(true);
		reader.start();
		return reader;
	}

	synchronized void add(String line) {
		if (this.lines.size() == this.limit) {
			this.lines.removeFirst();
		}
		this.lines.addLast(line);
		this.added++;
	}

	synchronized long mark() {
		return this.added;
	}

	/**
	 * Return what was added after the mark, as far as it is still held.
	 * @param mark what {@link #mark()} returned
	 * @return the lines, oldest first
	 */
	synchronized List<String> since(long mark) {
		long first = this.added - this.lines.size();
		return this.lines.stream().skip(Math.max(0, mark - first)).toList();
	}

	@Override
	public synchronized String toString() {
		return this.lines.stream().collect(Collectors.joining("\n"));
	}

}
