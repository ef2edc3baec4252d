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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Shell scripts that stand in for programs.
 */
final class Scripts {

	private Scripts() {
	}

	static Path write(Path file, String body) throws IOException {
		Files.writeString(file, "#!/bin/sh\n" + body + "\n");
		return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
	}

	static Path server(Path file, String version) throws IOException {
		return write(file, serverBody(version));
	}

	/**
	 * A server that tells its version, or its process id and arguments, and then waits
	 * for SIGTERM, which it answers with the exit code 42.
	 */
	static String serverBody(String version) {
		return """
				if [ "${1:-}" = --version ]; then echo 'nats-server: v%s'; exit 0; fi
				trap 'exit 42' TERM
				echo "started $$ $*"
				while :; do read -r line || exit 7; done""".formatted(version);
	}

}
