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

import java.time.Duration;
import java.util.List;

import io.github.natsboot.core.InvalidSubjectException;
import io.github.natsboot.deadletter.DeadLetterReason;
import io.github.natsboot.listener.NonRetryableMessageException;
import io.github.natsboot.listener.RetryAfterException;
import io.github.natsboot.listener.UnreadableMessageException;
import io.github.natsboot.listener.UnsupportedResultException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Retries as {@link RetrySettings} say, then dead letters. Keeps nothing about any
 * message: the attempt is the server's count of deliveries, so it survives the process,
 * and no header can forge it. Safe for concurrent use.
 */
public final class RetryErrorHandler implements ErrorHandler {

	/**
	 * Failures that the same message would run into again.
	 */
	private static final List<Class<? extends Throwable>> PROGRAMMING_ERRORS = List.of(MessageConversionException.class,
			MethodArgumentResolutionException.class, NoSuchMethodException.class, ClassCastException.class,
			InvalidSubjectException.class, UnsupportedResultException.class);

	/**
	 * Causes may go round in a circle.
	 */
	private static final int MAX_CAUSES = 50;

	private final RetrySettings settings;

	private final RetryPolicy policy;

	/**
	 * Create the handler.
	 * @param settings how to retry
	 */
	public RetryErrorHandler(RetrySettings settings) {
		this.settings = settings;
		this.policy = settings.toPolicy();
	}

	@Override
	public Outcome handle(Throwable failure, long attempt) {
		if (failure instanceof UnreadableMessageException) {
			return new Outcome.DeadLetter(DeadLetterReason.UNREADABLE);
		}
		// What the method says goes before the settings, and the outer before the inner.
		RuntimeException wish = findWish(failure);
		if (wish instanceof RetryAfterException later) {
			return isLast(attempt) ? retry(attempt) : new Outcome.Retry(later.getDelay());
		}
		if (wish == null && !isRetryable(failure) || wish instanceof NonRetryableMessageException) {
			return new Outcome.DeadLetter(DeadLetterReason.NOT_RETRYABLE);
		}
		return retry(attempt);
	}

	private static @Nullable RuntimeException findWish(Throwable failure) {
		int depth = 0;
		for (Throwable cause = failure; cause != null && depth < MAX_CAUSES; cause = cause.getCause(), depth++) {
			if (cause instanceof RetryAfterException || cause instanceof NonRetryableMessageException
					|| (depth == 0 && cause instanceof RetryRequestedException)) {
				return (RuntimeException) cause;
			}
		}
		return null;
	}

	/**
	 * Retry, unless that was the last attempt.
	 */
	Outcome retry(long attempt) {
		return isLast(attempt) ? new Outcome.DeadLetter(DeadLetterReason.ATTEMPTS_EXHAUSTED)
				: new Outcome.Retry(delayBefore(attempt));
	}

	boolean isLast(long attempt) {
		return attempt > this.settings.maxRetries();
	}

	private boolean isRetryable(Throwable failure) {
		// An exception that is included by name is retried, whatever it is.
		if (!causedBy(failure, this.settings.includes()) && causedBy(failure, PROGRAMMING_ERRORS)) {
			return false;
		}
		return this.policy.shouldRetry(failure);
	}

	private static boolean causedBy(Throwable failure, List<Class<? extends Throwable>> types) {
		int depth = 0;
		for (Throwable cause = failure; cause != null && depth < MAX_CAUSES; cause = cause.getCause(), depth++) {
			for (Class<? extends Throwable> type : types) {
				if (type.isInstance(cause)) {
					return true;
				}
			}
		}
		return false;
	}

	private Duration delayBefore(long retry) {
		BackOffExecution waits = this.policy.getBackOff().start();
		long delay = 0;
		for (long i = 0; i < retry; i++) {
			delay = waits.nextBackOff();
		}
		return (delay > 0) ? Duration.ofMillis(delay) : Duration.ZERO;
	}

}
