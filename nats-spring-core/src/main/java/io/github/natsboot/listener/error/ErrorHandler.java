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

package io.github.natsboot.listener.error;

/**
 * Decides about a message that a listener's method failed on. Must not throw; must not
 * block. Called on the listener's threads.
 */
@FunctionalInterface
public interface ErrorHandler {

	/**
	 * Decide.
	 * @param failure what went wrong
	 * @param attempt the server's count of deliveries of this message, 1 for the first
	 * @return what is to be done with the message
	 */
	Outcome handle(Throwable failure, long attempt);

}
