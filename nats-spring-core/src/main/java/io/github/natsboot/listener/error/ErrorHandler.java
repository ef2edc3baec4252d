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

import io.nats.client.Message;

/**
 * Decides about a message of a stream that a listener's method failed on. A bean of this
 * type decides for all listeners that do not name another one in {@code errorHandler}.
 * Called on the listeners' threads, while the message is kept alive.
 * <p>
 * The retry settings of the listener are the bound: after the last retry a message
 * becomes a dead letter, whatever is decided. Should the handler throw, that is logged,
 * and the message is retried as the settings say.
 */
@FunctionalInterface
public interface ErrorHandler {

	/**
	 * Decide.
	 * @param failure what went wrong; an
	 * {@link io.github.natsboot.listener.UnreadableMessageException} when the method was
	 * not called, a {@link RetryRequestedException} when the method asked for a retry
	 * @param attempt the server's count of deliveries of this message, 1 for the first
	 * @return what is to be done with the message
	 */
	Outcome handle(Throwable failure, long attempt);

	/**
	 * Decide, with the message at hand. Calls {@link #handle(Throwable, long)} unless it
	 * is overridden.
	 * @param failure what went wrong
	 * @param attempt the server's count of deliveries of this message, 1 for the first
	 * @param message the message, which must not be settled here
	 * @return what is to be done with the message
	 */
	default Outcome handle(Throwable failure, long attempt, Message message) {
		return handle(failure, attempt);
	}

}
