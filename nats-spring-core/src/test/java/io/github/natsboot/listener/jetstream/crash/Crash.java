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

package io.github.natsboot.listener.jetstream.crash;

/**
 * The end of a process.
 *
 * @param point where
 * @param attempt at which attempt, by the server's count
 * @param breakage what is wrong with the process
 */
record Crash(CrashPoint point, int attempt, Breakage breakage) {

	/**
	 * A defect of a listener, to see that it would be found.
	 */
	enum Breakage {

		/**
		 * All is as it should be.
		 */
		NONE,

		/**
		 * Messages are acknowledged before the method is called.
		 */
		ACK_BEFORE_INVOKE,

		/**
		 * Messages are ended before their dead letters are published.
		 */
		SETTLE_BEFORE_PUBLISH,

		/**
		 * The same dead letter has another id each time it is published.
		 */
		NEW_ID_EACH_TIME

	}

}
