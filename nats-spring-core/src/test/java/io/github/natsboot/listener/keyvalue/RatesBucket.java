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

package io.github.natsboot.listener.keyvalue;

import java.util.List;

import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.test.server.NatsTestServer;
import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueConfiguration;

/**
 * The bucket that the tests of listeners on keys use.
 */
final class RatesBucket {

	static final String NAME = "rates";

	private RatesBucket() {
	}

	/**
	 * Keeps so many values of each key.
	 */
	static KeyValueConfiguration.Builder keeping(int history) {
		return KeyValueConfiguration.builder(NAME).maxHistoryPerKey(history);
	}

	/**
	 * Make the bucket before an application starts.
	 */
	static KeyValue make(Connection connection, int history) throws Exception {
		connection.keyValueManagement().create(keeping(history).build());
		return connection.keyValue(NAME);
	}

	/**
	 * Start an application that declares the bucket.
	 */
	static ListenerContext start(NatsTestServer server, Object... listeners) throws Exception {
		return ListenerContext.start(server, List.of(keeping(1).build().getBackingConfig()), listeners);
	}

	/**
	 * The bucket as an application sees it.
	 */
	static KeyValue of(ListenerContext context) throws Exception {
		return context.connection().keyValue(NAME);
	}

}
