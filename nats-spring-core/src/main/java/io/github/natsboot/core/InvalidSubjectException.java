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

package io.github.natsboot.core;

import java.io.Serial;

/**
 * A subject, a pattern or a name breaks the rules of NATS. Nothing was sent.
 *
 * @since 0.1.0
 */
public class InvalidSubjectException extends NatsException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final int position;

	/**
	 * Creates the exception.
	 * @param message what is wrong with it
	 * @param position index of the first offending character, from 0
	 */
	public InvalidSubjectException(String message, int position) {
		super(message);
		this.position = position;
	}

	/**
	 * Returns where the rule is broken.
	 * @return index of the first offending character, from 0; the length of the text when
	 * something is missing at its end
	 */
	public int getPosition() {
		return this.position;
	}

}
