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

package io.github.natsboot.listener.jetstream;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A long way between a server and its clients: what the server sends takes a while, and
 * is lost when the connection is cut meanwhile.
 */
final class LossyProxy implements AutoCloseable {

	private static final long WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final int serverPort;

	private final List<Socket> open = new CopyOnWriteArrayList<>();

	LossyProxy(int serverPort) throws IOException {
		this.serverPort = serverPort;
		start(this::accept);
	}

	String url() {
		return "nats://127.0.0.1:" + this.listening.getLocalPort();
	}

	/**
	 * Cut all connections.
	 */
	void cut() {
		this.open.forEach(LossyProxy::close);
		this.open.clear();
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.listening.accept();
			Socket server = new Socket(InetAddress.getLoopbackAddress(), this.serverPort);
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
			this.open.addAll(List.of(client, server));
			BlockingQueue<Chunk> way = new ArrayBlockingQueue<>(1000);
			start(() -> client.getInputStream().transferTo(server.getOutputStream()));
			start(() -> send(server, way));
			start(() -> deliver(way, client));
		}
	}

	private static void send(Socket server, BlockingQueue<Chunk> way) throws Exception {
		byte[] buffer = new byte[4096];
		InputStream in = server.getInputStream();
		for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
			way.put(new Chunk(Arrays.copyOf(buffer, count), System.nanoTime() + WAY_NANOS));
		}
	}

	private static void deliver(BlockingQueue<Chunk> way, Socket client) throws Exception {
		while (!client.isClosed()) {
			Chunk chunk = way.poll(1, TimeUnit.SECONDS);
			if (chunk != null) {
				TimeUnit.NANOSECONDS.sleep(chunk.due - System.nanoTime());
				client.getOutputStream().write(chunk.bytes);
			}
		}
	}

	private static void start(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (Exception ex) {
				// One of the ends has closed the connection, or it was cut.
			}
		}, "lossy-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// It is closed.
		}
	}

	@Override
	public void close() throws IOException {
		this.listening.close();
		cut();
	}

	private record Chunk(byte[] bytes, long due) {
	}

	private interface Task {

		void run() throws Exception;

	}

}
