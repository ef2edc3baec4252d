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

package io.github.natsboot.connection;

import org.jspecify.annotations.Nullable;

/**
 * Ends an attempt to connect as soon as the server has hung up. The client notices it on
 * its reading thread only, and the thread that connects would wait for an answer until
 * the connection timeout has passed, each time that credentials are refused. Safe for
 * concurrent use.
 */
final class ConnectAttempts {

	private @Nullable Thread connecting;

	private long reader;

	private boolean interrupted;

	/**
	 * The current thread is about to connect to a server.
	 */
	synchronized void begin() {
		end();
		// the reader of the connection before may still be about to end
		this.reader++;
		this.connecting = Thread.currentThread();
	}

	/**
	 * The current thread has connected, or has given up. Does nothing on other threads.
	 */
	synchronized void end() {
		if (this.connecting != Thread.currentThread()) {
			return;
		}
		this.connecting = null;
		if (this.interrupted) {
			this.interrupted = false;
			Thread.interrupted();
		}
	}

	/**
	 * Reading begins, as part of the attempt if there is one.
	 * @return a number for {@link #readerEnded(long)}
	 */
	synchronized long readerStarted() {
		return ++this.reader;
	}

	/**
	 * Reading has ended. Interrupts the connecting thread if this is the reader of its
	 * attempt: no answer can come.
	 * @param number the number of the reader
	 */
	synchronized void readerEnded(long number) {
		if (this.connecting != null && number == this.reader) {
			this.interrupted = true;
			this.connecting.interrupt();
		}
	}

}
