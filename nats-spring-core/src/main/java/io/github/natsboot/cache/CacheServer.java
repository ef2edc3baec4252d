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

package io.github.natsboot.cache;

import java.io.IOException;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.KeyValue;
import io.nats.client.KeyValueOptions;

/**
 * How caches reach the server.
 */
final class CacheServer {

	private final Connection connection;

	private final JetStreamOptions options;

	private final JetStream jetStream;

	private final JetStreamManagement management;

	/**
	 * Create it. Does not ask the server.
	 * @param connection the connection
	 * @param options the options of JetStream, with the time-out of each access
	 */
	CacheServer(Connection connection, JetStreamOptions options) {
		this.connection = connection;
		this.options = options;
		try {
			this.jetStream = connection.jetStream(options);
			this.management = connection.jetStreamManagement(options);
		}
		catch (IOException ex) {
			throw new IllegalStateException("The connection of the caches is closed", ex);
		}
	}

	Connection connection() {
		return this.connection;
	}

	boolean isConnected() {
		return this.connection.getStatus() == Connection.Status.CONNECTED;
	}

	JetStream jetStream() {
		return this.jetStream;
	}

	JetStreamManagement management() {
		return this.management;
	}

	KeyValue keyValue(String bucket) throws IOException {
		return this.connection.keyValue(bucket, KeyValueOptions.builder().jetStreamOptions(this.options).build());
	}

	/**
	 * What the subjects of values begin with that are written to a bucket of another
	 * domain, as the client's own buckets have it.
	 */
	String writePrefix() {
		return this.options.isDefaultPrefix() ? "" : this.options.getPrefix();
	}

}
