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

package io.github.natsboot.listener.nats;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.natsboot.listener.FailureLog;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerInvoker;
import io.github.natsboot.listener.ListenerObserver;
import io.github.natsboot.listener.ListenerScope;
import io.github.natsboot.listener.error.NatsListenerErrorHandler;
import io.nats.client.Message;
import io.nats.client.MessageHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one message of a core listener: observe, invoke, reply. Lets nothing
 * out, because the client ends a dispatcher whose handler leaves the thread interrupted.
 */
final class NatsMessageProcessor implements MessageHandler {

	private static final Log logger = LogFactory.getLog(NatsMessageProcessor.class);

	private final ListenerInfo listener;

	private final ListenerInvoker method;

	private final @Nullable NatsListenerErrorHandler errorHandler;

	private final ReplySender replies;

	private final ListenerObserver observer;

	private final ListenerScope scope;

	private volatile boolean abandoned;

	private final AtomicInteger active = new AtomicInteger();

	NatsMessageProcessor(ListenerInfo listener, ListenerInvoker method, @Nullable NatsListenerErrorHandler errorHandler,
			ReplySender replies, ListenerObserver observer, ListenerScope scope) {
		this.listener = listener;
		this.method = method;
		this.errorHandler = errorHandler;
		this.replies = replies;
		this.observer = observer;
		this.scope = scope;
	}

	@Override
	public void onMessage(Message message) {
		this.active.incrementAndGet();
		this.scope.open(this.listener, message, 0);
		try {
			this.observer.observe(message, () -> process(message));
		}
		catch (Throwable ex) {
			FailureLog.error(logger, "Failure outside of the method of " + this.listener.describe(), ex);
		}
		finally {
			this.scope.close();
			this.active.decrementAndGet();
			Thread.interrupted();
		}
	}

	/**
	 * Wait for results that come later.
	 */
	void begin() {
		this.abandoned = false;
	}

	/**
	 * Wait no longer for results: they are cancelled, and their requesters told so.
	 */
	void abandon() {
		this.abandoned = true;
	}

	boolean isActive() {
		return this.active.get() > 0;
	}

	private @Nullable Throwable process(Message message) {
		try {
			Object value = this.method.invoke(message, message);
			// The client drops what an interrupted thread publishes.
			Thread.interrupted();
			if (this.method.wrapsValue()) {
				value = this.method.unwrap(value, () -> this.abandoned);
				Thread.interrupted();
			}
			if (this.method.hasReturnValue()) {
				this.replies.reply(message, value);
			}
			return null;
		}
		catch (Throwable ex) {
			Thread.interrupted();
			fail(message, ex);
			return ex;
		}
	}

	private void fail(Message message, Throwable failure) {
		Throwable told = failure;
		if (this.errorHandler != null) {
			try {
				Object value = this.errorHandler.handle(message, failure);
				Thread.interrupted();
				if (value != null || this.method.hasReturnValue()) {
					this.replies.reply(message, value);
				}
				FailureLog.debug(logger, "The error handler of " + this.listener.describe() + " handled a failure",
						failure);
				return;
			}
			catch (Throwable ex) {
				Thread.interrupted();
				told = ex;
			}
		}
		log(failure, told);
		this.replies.replyError(message, told);
	}

	private void log(Throwable failure, Throwable told) {
		if (told != failure && told.getCause() != failure && told != failure.getCause()) {
			told.addSuppressed(failure);
		}
		FailureLog.warn(logger, "A message failed in " + this.listener.describe(), told, failure);
	}

}
