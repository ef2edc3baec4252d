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

import io.nats.client.Message;
import org.jspecify.annotations.Nullable;

/**
 * Surrounds the work on a message on the thread that does it: the call of the method, and
 * what is decided and logged of how it went. Used for what belongs to a thread, such as
 * the context of its log. Neither method may throw.
 *
 * @since 0.1.0
 */
public interface ListenerScope {

	/**
	 * Does nothing.
	 */
	ListenerScope NONE = new ListenerScope() {

		@Override
		public void open(ListenerInfo listener, @Nullable Message message, long attempt) {
		}

		@Override
		public void close() {
		}

	};

	/**
	 * The work begins.
	 * @param listener the listener
	 * @param message the message, or {@code null} for a batch
	 * @param attempt 1 for the first attempt at the message; 0 where there is only one
	 */
	void open(ListenerInfo listener, @Nullable Message message, long attempt);

	/**
	 * The work has ended.
	 */
	void close();

}
