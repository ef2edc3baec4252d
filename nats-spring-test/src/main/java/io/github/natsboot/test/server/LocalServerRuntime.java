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
 * Runs a server as a process of this machine.
 */
final class LocalServerRuntime implements ServerRuntime {

	private final Path binary;

	private final Path directory;

	private @Nullable Path configuration;

	/**
	 * Create a new instance.
	 * @param binary the executable
	 * @param directory the directory the process is started in
	 */
	LocalServerRuntime(Path binary, Path directory) {
		this.binary = binary;
		this.directory = directory;
	}

	@Override
	public String listenAddress() {
		return "127.0.0.1";
	}

	@Override
	public String path(Path file) {
		return file.toString();
	}

	@Override
	public void configure(Path file) {
		this.configuration = file;
	}

	@Override
	public ServerProcess start(ServerLog log) {
		return LocalServerProcess.start(List.of(this.binary.toString(), "-c", String.valueOf(this.configuration)),
				this.directory, log);
	}

	@Override
	public boolean storesHere() {
		return true;
	}

	@Override
	public void close() {
		// The process was all.
	}

}
