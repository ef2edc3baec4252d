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

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import io.github.natsboot.deadletter.DeadLetter;
import io.github.natsboot.support.PayloadProblem;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;

/**
 * Tells of failures with messages without showing what was in them. Those that come of
 * reading a payload often quote it, and so do those that such a failure is a part of:
 * they are told of in words, and not with their stack traces.
 */
public final class FailureLog {

	private FailureLog() {
	}

	/**
	 * Log a failure as a warning.
	 * @param logger the log
	 * @param what what happened
	 * @param failure the failure, if there is one
	 * @param origins what it came of, where it may not tell itself
	 */
	public static void warn(Log logger, String what, @Nullable Throwable failure, Throwable... origins) {
		logger.warn(text(what, failure, origins), printable(failure, origins));
	}

	/**
	 * Log a failure that is not the last word as a warning of one line. Its stack trace
	 * is there for those who look for it.
	 * @param logger the log
	 * @param what what happened
	 * @param failure the failure
	 */
	public static void warnInOneLine(Log logger, String what, Throwable failure) {
		String text = message(failure);
		logger.warn(
				what + ": " + failure.getClass().getName() + ((text != null) ? ": " + DeadLetter.printable(text) : ""));
		debug(logger, what, failure);
	}

	/**
	 * Log a failure as an error.
	 * @param logger the log
	 * @param what what happened
	 * @param failure the failure, if there is one
	 * @param origins what it came of, where it may not tell itself
	 */
	public static void error(Log logger, String what, @Nullable Throwable failure, Throwable... origins) {
		logger.error(text(what, failure, origins), printable(failure, origins));
	}

	/**
	 * Log a failure for those who look for it.
	 * @param logger the log
	 * @param what what happened
	 * @param failure the failure, if there is one
	 */
	public static void debug(Log logger, String what, @Nullable Throwable failure) {
		if (logger.isDebugEnabled()) {
			logger.debug(text(what, failure), printable(failure));
		}
	}

	/**
	 * What may be told of a failure.
	 * @param failure the failure
	 * @return its message, or another text where that may show a payload
	 */
	public static @Nullable String message(Throwable failure) {
		Throwable quoting = quoting(failure);
		return (quoting != null) ? describe(failure, quoting) : failure.getMessage();
	}

	private static String text(String what, @Nullable Throwable failure, Throwable... origins) {
		Throwable quoting = quoting(failure, origins);
		return (failure != null && quoting != null) ? what + ": " + describe(failure, quoting) : what;
	}

	private static @Nullable Throwable printable(@Nullable Throwable failure, Throwable... origins) {
		return (quoting(failure, origins) == null) ? failure : null;
	}

	private static String describe(Throwable failure, Throwable quoting) {
		String reason = reason(quoting);
		return (failure == quoting) ? reason : failure.getClass().getSimpleName() + " because of this: " + reason;
	}

	private static String reason(Throwable quoting) {
		if (quoting instanceof MethodArgumentNotValidException invalid) {
			return UnreadableReason.of(invalid, false);
		}
		// One that knows neither the message nor another failure has nothing to quote.
		boolean safe = quoting instanceof UnreadableMessageException
				|| (quoting instanceof MessageConversionException conversion && conversion.getFailedMessage() == null
						&& conversion.getCause() == null);
		String message = quoting.getMessage();
		return (safe && message != null) ? message : PayloadProblem.describe(quoting);
	}

	private static @Nullable Throwable quoting(@Nullable Throwable failure, Throwable... origins) {
		Throwable found = find(failure);
		for (int i = 0; found == null && i < origins.length; i++) {
			found = find(origins[i]);
		}
		return found;
	}

	/**
	 * Look through all that a stack trace shows.
	 */
	private static @Nullable Throwable find(@Nullable Throwable failure) {
		Deque<Throwable> left = new ArrayDeque<>();
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		add(left, failure);
		while (!left.isEmpty()) {
			Throwable next = left.remove();
			if (isQuoting(next)) {
				return next;
			}
			if (seen.add(next)) {
				add(left, next.getCause());
				left.addAll(List.of(next.getSuppressed()));
			}
		}
		return null;
	}

	private static void add(Deque<Throwable> left, @Nullable Throwable failure) {
		if (failure != null) {
			left.add(failure);
		}
	}

	private static boolean isQuoting(Throwable failure) {
		return failure instanceof UnreadableMessageException || failure instanceof MessageConversionException
				|| failure instanceof MethodArgumentNotValidException;
	}

}
