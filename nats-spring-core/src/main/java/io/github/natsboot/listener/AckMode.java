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
package io.github.natsboot.listener;

/**
 * Who says that a message of a stream was worked on.
 *
 * @since 0.1.0
 */
public enum AckMode {

	/**
	 * The library: a method that returns has its message acknowledged, a method that
	 * throws has it delivered again and, after the last attempt, made a dead letter.
	 */
	AUTO,

	/**
	 * The method, through its {@link Acknowledgment}, at any time and on any thread. A
	 * method that throws before it has done so is treated as with {@link #AUTO}.
	 */
	MANUAL,

	/**
	 * Nobody: <em>at most once</em>. The server counts a message as done when it has sent
	 * it, so what a method fails on, what waits in a process that is killed, and what a
	 * connection loses, is gone. At a stop the method is called with what waits, as long
	 * as the stop may take. There are no retries and no dead letters.
	 */
	NONE

}
