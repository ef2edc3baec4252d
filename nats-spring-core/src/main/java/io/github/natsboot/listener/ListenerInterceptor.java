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

import java.util.List;

import io.nats.client.Message;
import org.jspecify.annotations.Nullable;

/**
 * Steps in around the call of a listener's method, on the thread that calls it. Beans of
 * this type are applied to all listeners, in their order; the first is the outermost.
 * What it throws is treated like a failure of the method, and what it returns like the
 * method's value. Without interceptors a message costs nothing more.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ListenerInterceptor {

	/**
	 * Step in.
	 * @param invocation the call, to go on with by {@link Invocation#proceed()}; if that
	 * is not called, neither is the method, and the message counts as worked on
	 * @return the value to reply with or to send on, usually that of {@code proceed()}
	 * @throws Exception what the method threw, or a failure to treat like one of it
	 */
	@Nullable Object intercept(Invocation invocation) throws Exception;

	/**
	 * The call of a listener's method for one message.
	 */
	interface Invocation {

		/**
		 * The listener.
		 * @return its description
		 */
		ListenerInfo listener();

		/**
		 * The message, of a batch the first. It is not settled yet, and must not be by an
		 * interceptor.
		 * @return the native message
		 */
		Message message();

		/**
		 * The messages, where a batch listener is called. They have been read already.
		 * @return the messages of the batch, else the one message
		 */
		default List<Message> messages() {
			return List.of(message());
		}

		/**
		 * Go on: call the next interceptor or, after the last, make the arguments of the
		 * method and call it.
		 * @return what the method returned
		 * @throws UnreadableMessageException when the arguments could not be made; the
		 * method was not called
		 * @throws Exception what the method threw
		 */
		@Nullable Object proceed() throws Exception;

	}

}
