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

/**
 * Where a server runs, from its first start to its last: a process of this machine, or
 * one in a container.
 */
interface ServerRuntime {

	/**
	 * Return the address the server has to listen on, so that it can be reached on the
	 * loopback address.
	 * @return the address
	 */
	String listenAddress();

	/**
	 * Return what a file or directory of this machine is called where the server runs.
	 * @param file the file as it is known here
	 * @return the path to write into the configuration
	 */
	String path(Path file);

	/**
	 * Take notice of a configuration file that was written or changed.
	 * @param file the file as it is known here
	 */
	void configure(Path file);

	/**
	 * Start the server with the last configuration, on what an earlier process stored.
	 * @param log where to write what it says
	 * @return the process
	 * @throws NatsTestServerException if it cannot be started
	 */
	ServerProcess start(ServerLog log);

	/**
	 * Return whether what the server stores is in the directory of this machine that it
	 * was given.
	 * @return whether files can be looked into
	 */
	boolean storesHere();

	/**
	 * Remove what is left after the last process has ended.
	 */
	void close();

}
