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

import java.time.Duration;
import java.util.List;

import io.github.natsboot.OtherServers;
import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.github.natsboot.provisioning.Provisioning;
import io.github.natsboot.test.server.NatsTestServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.cache.Cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for caches on a server that takes no time to live for single values.
 */
class CacheOnOldServerIT {

	private static NatsTestServer server;

	private static Connection connection;

	@BeforeAll
	static void start() throws Exception {
		server = OtherServers.startOld();
		connection = Nats.connect(server.url());
	}

	@AfterAll
	static void stop() throws Exception {
		if (server != null) {
			connection.close();
			server.close();
		}
	}

	@Test
	void aTimeToLiveThatAllCachesOfABucketShareIsTheBuckets() throws Exception {
		Duration time = Duration.ofSeconds(2);
		NatsCacheManager manager = NatsCacheManager.builder(connection, provisioner())
			.defaults(NatsCacheConfiguration.DEFAULTS.withBucket("shared").withTimeToLive(time).withType(String.class))
			.build();
		manager.afterPropertiesSet();
		Cache cache = manager.getCache("texts");
		cache.put("a", "1");
		cache.put("b", "2");
		cache.evict("b");
		assertThat(cache.get("b")).isNull();
		assertThat(cache.putIfAbsent("b", "3")).isNull();
		assertThat(cache.get("a", String.class)).isEqualTo("1");
		assertThat(connection.keyValueManagement().getStatus("shared").getTtl()).isEqualTo(time);
		await().atMost(Duration.ofSeconds(10)).until(() -> cache.get("a") == null);
	}

	@Test
	void differentTimesToLiveNeedDifferentBuckets() throws Exception {
		NatsCacheManager manager = NatsCacheManager.builder(connection, provisioner())
			.defaults(NatsCacheConfiguration.DEFAULTS.withBucket("different"))
			.cache("texts",
					NatsCacheConfiguration.DEFAULTS.withBucket("different").withTimeToLive(Duration.ofSeconds(2)))
			.build();
		assertThatExceptionOfType(CacheConfigurationException.class).isThrownBy(manager::afterPropertiesSet)
			.withMessageContaining("Cache 'texts'")
			.withMessageContaining("nats-server 2.11");
	}

	private static JetStreamProvisioner provisioner() throws Exception {
		return new JetStreamProvisioner(connection, connection.jetStreamManagement(), Provisioning.CREATE, List.of());
	}

}
