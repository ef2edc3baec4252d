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

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Stands between clients and a server, and lets nothing through any more on a connection
 * where a certain command has come, nor that command itself. Or it lets the command
 * through, and nothing of what the server says to it.
 */
final class HoldingProxy implements AutoCloseable {

	private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final int serverPort;

	private final Predicate<String> command;

	private final @Nullable String answer;

	private final int connections;

	private final AtomicInteger held = new AtomicInteger();

	private final Runnable onHeld;

	/**
	 * Begin to listen.
	 * @param serverPort the port of the server, on this machine
	 * @param command what to hold: a command with its payload, as it is sent
	 * @param answer a part of the server's answer, to hold that instead; or {@code null}
	 * @param connections the number of connections to hold
	 * @param onHeld what to do when that many are held
	 */
	HoldingProxy(int serverPort, Predicate<String> command, @Nullable String answer, int connections, Runnable onHeld)
			throws IOException {
		this.serverPort = serverPort;
		this.command = command;
		this.answer = answer;
		this.connections = connections;
		this.onHeld = onHeld;
		start(this::accept);
	}

	String url() {
		return "nats://127.0.0.1:" + this.listening.getLocalPort();
	}

	/**
	 * How many connections are held.
	 */
	int held() {
		return this.held.get();
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.listening.accept();
			Socket server = new Socket(InetAddress.getLoopbackAddress(), this.serverPort);
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
			new Link(client, server).start();
		}
	}

	private void hold() {
		if (this.held.incrementAndGet() == this.connections) {
			this.onHeld.run();
		}
	}

	private static void start(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// One of the ends has closed the connection, or the proxy was closed.
			}
		}, "holding-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listening.close();
	}

	private interface Task {

		void run() throws IOException;

	}

	private final class Link {

		private final Socket client;

		private final Socket server;

		private volatile boolean answerHeld;

		private volatile boolean silent;

		Link(Socket client, Socket server) {
			this.client = client;
			this.server = server;
		}

		void start() {
			HoldingProxy.start(this::forward);
			HoldingProxy.start(this::answer);
		}

		private void forward() throws IOException {
			try (this.server) {
				InputStream in = new BufferedInputStream(this.client.getInputStream());
				OutputStream out = this.server.getOutputStream();
				while (true) {
					byte[] command = readCommand(in);
					if (!this.silent && !this.answerHeld
							&& HoldingProxy.this.command.test(new String(command, StandardCharsets.ISO_8859_1))) {
						this.answerHeld = HoldingProxy.this.answer != null;
						if (!this.answerHeld) {
							this.silent = true;
							hold();
						}
					}
					if (!this.silent) {
						out.write(command);
					}
				}
			}
		}

		/**
		 * A line and, of what is published, the payload behind it.
		 */
		private static byte[] readCommand(InputStream in) throws IOException {
			ByteArrayOutputStream command = new ByteArrayOutputStream();
			int next = -1;
			while (next != '\n') {
				next = in.read();
				if (next < 0) {
					throw new EOFException();
				}
				command.write(next);
			}
			String line = command.toString(StandardCharsets.ISO_8859_1).trim();
			if (line.startsWith("PUB ") || line.startsWith("HPUB ")) {
				int size = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)) + 2;
				byte[] payload = in.readNBytes(size);
				if (payload.length < size) {
					throw new EOFException();
				}
				command.write(payload);
			}
			return command.toByteArray();
		}

		private void answer() throws IOException {
			try (this.client) {
				InputStream in = this.server.getInputStream();
				OutputStream out = this.client.getOutputStream();
				StringBuilder kept = new StringBuilder();
				byte[] buffer = new byte[8192];
				for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
					if (!this.answerHeld) {
						out.write(buffer, 0, count);
					}
					else if (!this.silent) {
						kept.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
						if (kept.indexOf(HoldingProxy.this.answer) >= 0) {
							this.silent = true;
							hold();
						}
					}
				}
			}
		}

	}

}
