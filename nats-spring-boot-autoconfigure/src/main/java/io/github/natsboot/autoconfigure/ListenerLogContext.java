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

package io.github.natsboot.autoconfigure;

import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerScope;
import io.nats.client.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Lets each line that is logged while a listener works on a message tell what it is
 * about: the listener and, from a stream and outside of batches, the message and the
 * attempt.
 */
final class ListenerLogContext implements ListenerScope {

	static final String LISTENER = "nats.listener";

	static final String MESSAGE = "nats.message";

	static final String ATTEMPT = "nats.attempt";

	@Override
	public void open(ListenerInfo listener, @Nullable Message message, long attempt) {
		MDC.put(LISTENER, listener.id());
		if (message != null && attempt > 0) {
			MDC.put(MESSAGE, message.metaData().getStream() + ":" + message.metaData().streamSequence());
			MDC.put(ATTEMPT, Long.toString(attempt));
		}
	}

	@Override
	public void close() {
		MDC.remove(LISTENER);
		MDC.remove(MESSAGE);
		MDC.remove(ATTEMPT);
	}

}
