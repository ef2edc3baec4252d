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

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Says what a requester is told when a listener on core subjects fails: a code and a
 * text, in the headers {@code Nats-Service-Error-Code} and {@code Nats-Service-Error}.
 * Thrown by the listener's method or by its error handler. Of any other exception a
 * requester is told the class name only.
 *
 * @since 0.1.0
 */
public class ErrorReplyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int code;

	private final String text;

	/**
	 * Create the exception.
	 * @param code the code, between 400 and 599 as with HTTP
	 * @param text what the requester may read; what is not printable US-ASCII is replaced
	 * by question marks
	 */
	public ErrorReplyException(int code, String text) {
		this(code, text, null);
	}

	/**
	 * Create the exception.
	 * @param code the code, between 400 and 599 as with HTTP
	 * @param text what the requester may read; what is not printable US-ASCII is replaced
	 * by question marks
	 * @param cause what went wrong, for the log of this side
	 */
	public ErrorReplyException(int code, String text, @Nullable Throwable cause) {
		super(code + " " + text, cause);
		Assert.isTrue(code >= 400 && code < 600, () -> "code is " + code + "; it must be between 400 and 599");
		this.code = code;
		this.text = text.replaceAll("[^\\x20-\\x7e]", "?");
	}

	/**
	 * The code.
	 * @return a number between 400 and 599
	 */
	public int getCode() {
		return this.code;
	}

	/**
	 * What the requester may read.
	 * @return the text, in printable US-ASCII
	 */
	public String getText() {
		return this.text;
	}

}
