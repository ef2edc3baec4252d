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

package io.github.natsboot.test.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.StreamConfiguration;
import org.awaitility.Awaitility;

/**
 * A stream that captures nothing for a while: its subjects are changed to one that nobody
 * publishes to. What it holds stays, and whoever publishes to its subjects is told by the
 * server that there is no stream.
 */
final class AbsentStream implements Disturbance {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final JetStreamManagement management;

	private final StreamConfiguration stream;

	private final AtomicBoolean away = new AtomicBoolean(true);

	private AbsentStream(JetStreamManagement management, StreamConfiguration stream) {
		this.management = management;
		this.stream = stream;
	}

	static AbsentStream of(JetStreamManagement management, String subject) {
		try {
			List<String> names = management.getStreamNames(subject);
			if (names.isEmpty()) {
				throw new IllegalStateException("No stream captures '" + subject + "', so none can be taken away");
			}
			StreamConfiguration stream = management.getStreamInfo(names.get(0)).getConfiguration();
			management.updateStream(StreamConfiguration.builder(stream).subjects("away." + stream.getName()).build());
			return new AbsentStream(management, stream);
		}
		catch (IOException | JetStreamApiException ex) {
			throw new IllegalStateException("Cannot take away the stream that captures '" + subject + "'", ex);
		}
	}

	@Override
	public void close() {
		if (this.away.compareAndSet(true, false)) {
			// The connection may just be coming back, as the server may.
			Awaitility.await("return of stream '" + this.stream.getName() + "'")
				.atMost(TIMEOUT)
				.pollDelay(Duration.ZERO)
				.ignoreExceptionsInstanceOf(IOException.class)
				.until(() -> this.management.updateStream(this.stream) != null);
		}
	}

}
