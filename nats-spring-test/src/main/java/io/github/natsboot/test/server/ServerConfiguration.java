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

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Writes the configuration file of a server.
 *
 * @param name the server's name
 * @param port the port clients connect to
 * @param store the JetStream store directory, or {@code null} for no JetStream
 * @param syncAlways whether each write reaches the disk before it is acknowledged
 * @param certificate the certificate to accept secure connections with, or {@code null}
 * for plain connections
 */
record ServerConfiguration(String name, int port, @Nullable Path store, boolean syncAlways,
		@Nullable TestCertificate certificate) {

	String withLines(List<String> lines, ServerRuntime runtime) {
		StringBuilder text = new StringBuilder();
		text.append("server_name: ").append(quote(this.name)).append('\n');
		text.append("listen: ").append(quote(runtime.listenAddress() + ":" + this.port)).append('\n');
		if (this.store != null) {
			text.append("jetstream {\n  store_dir: ").append(quote(runtime.path(this.store))).append('\n');
			if (this.syncAlways) {
				text.append("  sync_interval: always\n");
			}
			text.append("}\n");
		}
		if (this.certificate != null) {
			text.append(this.certificate.configuration(runtime::path)).append('\n');
		}
		lines.forEach((line) -> text.append(line).append('\n'));
		return text.toString();
	}

	static String user(String user, String password) {
		return "authorization { user: " + quote(user) + ", password: " + quote(password) + " }";
	}

	static String token(String token) {
		return "authorization { token: " + quote(token) + " }";
	}

	private static String quote(String value) {
		return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

}
