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

package io.github.natsboot.deadletter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A dead letter with all that is in it. Its text tells nothing of that, so it may be
 * logged.
 *
 * @since 0.1.0
 */
public final class DeadLetterContent {

	private final StoredDeadLetter letter;

	private final Map<String, List<String>> headers;

	private final @Nullable String stackTrace;

	private final byte[] payload;

	/**
	 * Create the content.
	 * @param letter the dead letter
	 * @param headers the headers of the original that were kept
	 * @param stackTrace the stack trace of the last failure, or {@code null}
	 * @param payload the payload of the original
	 */
	public DeadLetterContent(StoredDeadLetter letter, Map<String, List<String>> headers, @Nullable String stackTrace,
			byte[] payload) {
		this.letter = letter;
		this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
		this.stackTrace = stackTrace;
		this.payload = payload.clone();
	}

	/**
	 * The dead letter.
	 * @return the dead letter
	 */
	public StoredDeadLetter letter() {
		return this.letter;
	}

	/**
	 * The headers of the original, without those that steered the server.
	 * @return the headers, by name
	 */
	public Map<String, List<String>> headers() {
		return this.headers;
	}

	/**
	 * The stack trace of the last failure, as {@link DeadLetterHeaders#STACK_TRACE} has
	 * it.
	 * @return the text, or {@code null} if the dead letter does not tell it
	 */
	public @Nullable String stackTrace() {
		return this.stackTrace;
	}

	/**
	 * The payload of the original.
	 * @return a copy of the bytes
	 */
	public byte[] payload() {
		return this.payload.clone();
	}

	@Override
	public String toString() {
		return this.letter + ", " + this.payload.length + " bytes, " + this.headers.size() + " headers";
	}

}
