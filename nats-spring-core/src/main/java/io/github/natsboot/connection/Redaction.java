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

package io.github.natsboot.connection;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Takes the user information out of server addresses, wherever they occur. An address
 * such as <code>nats://user:password@host</code> is what the client library prints in its
 * exceptions and events as it was given.
 *
 * @since 0.1.0
 */
public final class Redaction {

	private static final Pattern USER_INFO = Pattern
		.compile("([A-Za-z][A-Za-z0-9+.-]*://)(?:(?![A-Za-z][A-Za-z0-9+.-]*://)\\S)*@");

	private Redaction() {
	}

	/**
	 * Removes the user information of every address in a text.
	 * @param text any text, such as the message of an exception
	 * @return the text with each <code>scheme://user:password@host</code> written as
	 * <code>scheme://host</code>
	 */
	public static String text(String text) {
		return (text.indexOf('@') < 0) ? text : USER_INFO.matcher(text).replaceAll("$1");
	}

	/**
	 * Removes the user information of one address, which need be neither valid nor have a
	 * scheme.
	 * @param address the address of a server
	 * @return the address without what precedes its last <code>@</code>, the scheme
	 * excepted
	 */
	public static String address(String address) {
		int at = address.lastIndexOf('@');
		if (at < 0) {
			return address;
		}
		int scheme = address.indexOf("://");
		return ((scheme >= 0 && scheme < at) ? address.substring(0, scheme + 3) : "") + address.substring(at + 1);
	}

	/**
	 * Gives an exception that is safe to log and to chain.
	 * @param exception any exception
	 * @return the exception itself when no message in it or its causes has user
	 * information, else one with the same stack trace, whose messages are redacted and
	 * begin with the class name of the exception they stand for
	 */
	public static Throwable exception(Throwable exception) {
		return exception(exception, Collections.newSetFromMap(new IdentityHashMap<>()));
	}

	private static Throwable exception(Throwable exception, Set<Throwable> seen) {
		return hasUserInfo(exception, seen) ? copy(exception, 0) : exception;
	}

	private static boolean hasUserInfo(@Nullable Throwable exception, Set<Throwable> seen) {
		if (exception == null || !seen.add(exception)) {
			return false;
		}
		String message = exception.getMessage();
		if (message != null && !message.equals(text(message))) {
			return true;
		}
		for (Throwable suppressed : exception.getSuppressed()) {
			if (hasUserInfo(suppressed, seen)) {
				return true;
			}
		}
		return hasUserInfo(exception.getCause(), seen);
	}

	private static Throwable copy(Throwable exception, int depth) {
		String message = exception.getMessage();
		String name = exception.getClass().getName();
		Throwable cause = exception.getCause();
		Throwable copy = new RedactedException((message != null) ? name + ": " + text(message) : name,
				(cause != null && depth < 20) ? copy(cause, depth + 1) : null);
		copy.setStackTrace(exception.getStackTrace());
		return copy;
	}

	/**
	 * Stands for an exception whose own message must not be shown.
	 */
	private static final class RedactedException extends Exception {

		RedactedException(String message, @Nullable Throwable cause) {
			super(message, cause);
		}

	}

}
