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

import java.time.Duration;

/**
 * One life of a server: the process and the signals it is sent. All but
 * {@link #isAlive()}, {@link #kill()}, {@link #terminate()} and
 * {@link #waitForExit(Duration)} throw a {@link NatsTestServerException} when the process
 * has ended.
 */
interface ServerProcess {

	/**
	 * Return the id that the operating system gave it, or the container's engine.
	 * @return the id
	 */
	long pid();

	boolean isAlive();

	/**
	 * End it at once (SIGKILL).
	 */
	void kill();

	/**
	 * Ask it to end (SIGTERM).
	 */
	void terminate();

	/**
	 * Ask it to read its configuration again (SIGHUP).
	 */
	void reload();

	/**
	 * Stop it without ending it.
	 */
	void pause();

	/**
	 * Return whether {@link #pause()} has had its effect.
	 * @return whether it has, as far as can be told
	 */
	boolean isPaused();

	/**
	 * Let it go on after {@link #pause()}.
	 */
	void resume();

	/**
	 * Wait until the process has ended and the log has its last line.
	 * @param timeout how long to wait for the process
	 * @return whether the process has ended
	 */
	boolean waitForExit(Duration timeout);

}
