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
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What has happened to messages, written by several processes into one file. What was
 * written is there whatever becomes of the process.
 */
final class CrashJournal {

	private final Path file;

	private final FileChannel channel;

	CrashJournal(Path file) throws IOException {
		this.file = file;
		this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
				StandardOpenOption.APPEND);
	}

	Path file() {
		return this.file;
	}

	void write(Kind kind, String stream, String durable, long sequence, long attempt) {
		String line = String.join(" ", kind.name(), stream, durable, Long.toString(sequence), Long.toString(attempt));
		try {
			// Appended as a whole, so that lines of different processes do not mix.
			this.channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	List<Entry> read() throws IOException {
		return Files.readAllLines(this.file).stream().map(Entry::parse).toList();
	}

	/**
	 * What happened.
	 */
	enum Kind {

		/**
		 * The method was called.
		 */
		INVOKED,

		/**
		 * The method has done its work.
		 */
		HANDLED,

		/**
		 * The process is about to end.
		 */
		HALTED

	}

	/**
	 * A line of the file.
	 *
	 * @param kind what happened
	 * @param stream the stream of the message
	 * @param durable its consumer
	 * @param sequence its number in the stream
	 * @param attempt the server's count of deliveries
	 */
	record Entry(Kind kind, String stream, String durable, long sequence, long attempt) {

		private static Entry parse(String line) {
			String[] words = line.split(" ");
			return new Entry(Kind.valueOf(words[0]), words[1], words[2], Long.parseLong(words[3]),
					Long.parseLong(words[4]));
		}

	}

}
