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
import org.jspecify.annotations.Nullable;

/**
 * Is asked when the method of a listener on core subjects failed. A bean of this type is
 * asked for all listeners that do not name another one in {@code errorHandler}. Called on
 * the listeners' threads.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface NatsListenerErrorHandler {

	/**
	 * Handle a failure.
	 * @param message the message
	 * @param failure what went wrong; an
	 * {@link io.github.natsboot.listener.UnreadableMessageException} when the method was
	 * not called
	 * @return what the method should have returned, to reply with; {@code null} for an
	 * empty reply, or for none if the method is {@code void}
	 * @throws Exception what the requester is told of in an error reply: the failure
	 * itself, another exception, or an
	 * {@link io.github.natsboot.listener.ErrorReplyException} with a code and a text
	 */
	@Nullable Object handle(Message message, Throwable failure) throws Exception;

}
