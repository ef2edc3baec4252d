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

package io.github.natsboot;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a client and a server, and resets each connection after a random number
 * of bytes, wherever in a message that may be. Lets all through once {@link #calm()} was
 * called.
 */
public final class CuttingProxy implements AutoCloseable {

	private final ServerSocket listening;

	private final int serverPort;

	private final Random random;

	private final int meanBytes;

	private final AtomicInteger cuts = new AtomicInteger();

	private volatile boolean cutting = true;

	/**
	 * Begin to listen.
	 * @param serverPort the port of the server, on this machine
	 * @param meanBytes the mean number of bytes, in both directions, to a cut
	 * @param seed where to begin with the random numbers
	 */
	public CuttingProxy(int serverPort, int meanBytes, long seed) throws IOException {
		this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.serverPort = serverPort;
		this.meanBytes = meanBytes;
		this.random = new Random(seed);
		start(this::accept);
	}

	/**
	 * The address clients connect to.
	 */
	public String url() {
		return "nats://127.0.0.1:" + this.listening.getLocalPort();
	}

	/**
	 * How many connections were cut.
	 */
	public int cuts() {
		return this.cuts.get();
	}

	/**
	 * Cut no more connections.
	 */
	public void calm() {
		this.cutting = false;
	}

	private void accept() {
		while (!this.listening.isClosed()) {
			try {
				Socket client = this.listening.accept();
				Socket server = new Socket(InetAddress.getLoopbackAddress(), this.serverPort);
				AtomicLong left = new AtomicLong(1 + (long) (this.random.nextDouble() * 2 * this.meanBytes));
				start(() -> pump(client, server, left));
				start(() -> pump(server, client, left));
			}
			catch (IOException ex) {
				// The next attempt is the client's, or there is none any more.
			}
		}
	}

	private void pump(Socket from, Socket to, AtomicLong left) {
		byte[] buffer = new byte[8192];
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				long over = -left.addAndGet(-count);
				if (this.cutting && over >= 0) {
					out.write(buffer, 0, (int) Math.max(0, count - over));
					this.cuts.incrementAndGet();
					break;
				}
				out.write(buffer, 0, count);
			}
		}
		catch (IOException ex) {
			// Cut by the other direction, or by one of the ends.
		}
		reset(from);
		reset(to);
	}

	private static void reset(Socket socket) {
		try {
			socket.setSoLinger(true, 0);
			socket.close();
		}
		catch (IOException ex) {
			// It is closed.
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "cutting-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listening.close();
	}

}
