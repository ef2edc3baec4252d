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

import io.github.natsboot.listener.ListenerInterceptor;
import io.nats.client.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import org.springframework.core.Ordered;

/**
 * Lets each line that is logged while a listener's method runs tell what it is about: the
 * listener and, from a stream and outside of batches, the message and the attempt, which
 * is the server's count of deliveries.
 */
final class ListenerLogContext implements ListenerInterceptor, Ordered {

	static final String LISTENER = "nats.listener";

	static final String MESSAGE = "nats.message";

	static final String ATTEMPT = "nats.attempt";

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public @Nullable Object intercept(Invocation invocation) throws Exception {
		MDC.put(LISTENER, invocation.listener().id());
		try {
			return (invocation.listener().stream() != null && invocation.messages().size() == 1)
					? interceptFromStream(invocation) : invocation.proceed();
		}
		finally {
			MDC.remove(LISTENER);
		}
	}

	private static @Nullable Object interceptFromStream(Invocation invocation) throws Exception {
		Message message = invocation.message();
		MDC.put(MESSAGE, message.metaData().getStream() + ":" + message.metaData().streamSequence());
		MDC.put(ATTEMPT, Long.toString(message.metaData().deliveredCount()));
		try {
			return invocation.proceed();
		}
		finally {
			MDC.remove(MESSAGE);
			MDC.remove(ATTEMPT);
		}
	}

}
