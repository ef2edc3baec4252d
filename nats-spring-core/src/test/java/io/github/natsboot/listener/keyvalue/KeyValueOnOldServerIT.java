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
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.natsboot.OtherServers;
import io.github.natsboot.annotation.KeyValueListener;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.test.server.NatsTestServer;
import io.nats.client.Connection;
import io.nats.client.KeyValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for listeners on keys of the oldest server that is supported.
 */
class KeyValueOnOldServerIT {

	@Test
	void listenersListenAndGoOn() throws Exception {
		try (NatsTestServer server = OtherServers.startOld()) {
			Rates listener = new Rates();
			try (ListenerContext context = RatesBucket.start(server, listener)) {
				KeyValue rates = RatesBucket.of(context);
				rates.put("eur.usd", "1");
				rates.put("gbp.usd", "2");
				await().until(() -> listener.seen.size() == 2);
				rates.delete("eur.usd");
				await().until(() -> listener.seen.size() == 3);
				context.connection().forceReconnect();
				await().until(() -> context.connection().getStatus() == Connection.Status.CONNECTED);
				rates.put("eur.usd", "3");
				await().until(() -> listener.seen.size() == 4);
				assertThat(listener.seen).containsExactly("1", "2", "null", "3");
			}
		}
	}

	static class Rates {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@KeyValueListener(bucket = "rates", keys = { "eur.*", "gbp.*" })
		void rate(@Nullable String value) {
			this.seen.add(String.valueOf(value));
		}

	}

}
