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

import io.github.natsboot.listener.FailureLog;
import io.nats.client.Message;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.Assert;

/**
 * Asks an error handler of the application, within the bounds of the retry settings: no
 * message is retried more often than these say, and none is lost because the handler
 * fails.
 *
 * @since 0.1.0
 */
public final class BoundedErrorHandler implements ErrorHandler {

	private static final Log logger = LogFactory.getLog(BoundedErrorHandler.class);

	private final String listener;

	private final ErrorHandler handler;

	private final RetryErrorHandler retries;

	/**
	 * Create the handler.
	 * @param listener the listener in words, for the log
	 * @param handler the application's handler
	 * @param retries decides where that does not
	 */
	public BoundedErrorHandler(String listener, ErrorHandler handler, RetryErrorHandler retries) {
		this.listener = listener;
		this.handler = handler;
		this.retries = retries;
	}

	@Override
	public Outcome handle(Throwable failure, long attempt) {
		return bound(() -> this.handler.handle(failure, attempt), failure, attempt);
	}

	@Override
	public Outcome handle(Throwable failure, long attempt, Message message) {
		return bound(() -> this.handler.handle(failure, attempt, message), failure, attempt);
	}

	private Outcome bound(Decision decision, Throwable failure, long attempt) {
		Outcome outcome;
		try {
			outcome = decision.make();
			Assert.state(outcome != null, "The error handler returned null; it must return an outcome");
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
			if (ex != failure) {
				ex.addSuppressed(failure);
			}
			FailureLog.error(logger, "The error handler of " + this.listener + " failed; the message is retried", ex,
					failure);
			return this.retries.retry(attempt);
		}
		if (outcome instanceof Outcome.AsConfigured) {
			return this.retries.handle(failure, attempt);
		}
		return (outcome instanceof Outcome.Retry && this.retries.isLast(attempt)) ? this.retries.retry(attempt)
				: outcome;
	}

	/**
	 * What the application decides.
	 */
	private interface Decision {

		Outcome make();

	}

}
