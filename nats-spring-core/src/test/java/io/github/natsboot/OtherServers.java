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

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.natsboot.test.server.NatsServerBinary;
import io.github.natsboot.test.server.NatsTestServer;
import org.junit.jupiter.api.Assumptions;

/**
 * Starts servers of other versions than the pinned one. Where one cannot be had the test
 * is skipped, with the reason.
 */
public final class OtherServers {

	private static final Map<String, NatsServerBinary> FOUND = new ConcurrentHashMap<>();

	private OtherServers() {
	}

	/**
	 * Start a server that is older than all features that are checked for.
	 */
	public static NatsTestServer startOld() {
		return start("2.10.27");
	}

	/**
	 * Start a server of a version.
	 */
	public static NatsTestServer start(String version) {
		NatsServerBinary binary = FOUND.computeIfAbsent(version, NatsServerBinary::ofVersion);
		Assumptions.assumeTrue(binary.path().isPresent(), () -> {
			String reason = "There is no nats-server " + version + " here: " + binary.reason();
			System.out.println(reason);
			return reason;
		});
		Path path = binary.path().orElseThrow();
		return NatsTestServer.builder().binary(path).start();
	}

}
