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

import java.util.concurrent.TimeUnit;

import com.github.dockerjava.api.DockerClient;
import org.testcontainers.containers.output.FrameConsumerResultCallback;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.output.OutputFrame.OutputType;

/**
 * Follows what one life of a container says.
 */
final class ContainerLog {

	private final FrameConsumerResultCallback callback;

	private ContainerLog(FrameConsumerResultCallback callback) {
		this.callback = callback;
	}

	static ContainerLog follow(DockerClient client, String container, ServerLog log) {
		FrameConsumerResultCallback callback = new FrameConsumerResultCallback();
		callback.addConsumer(OutputType.STDOUT, (frame) -> add(frame, log));
		callback.addConsumer(OutputType.STDERR, (frame) -> add(frame, log));
		client.attachContainerCmd(container).withStdOut(true).withStdErr(true).withFollowStream(true).exec(callback);
		try {
			callback.awaitStarted(5, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return new ContainerLog(callback);
	}

	private static void add(OutputFrame frame, ServerLog log) {
		String text = frame.getUtf8StringWithoutLineEnding();
		if (!text.isEmpty()) {
			text.lines().forEach(log::add);
		}
	}

	/**
	 * Wait for the last line.
	 * @param milliseconds how long to wait
	 * @throws InterruptedException if the thread was interrupted
	 */
	void awaitEnd(long milliseconds) throws InterruptedException {
		this.callback.awaitCompletion(milliseconds, TimeUnit.MILLISECONDS);
	}

}
