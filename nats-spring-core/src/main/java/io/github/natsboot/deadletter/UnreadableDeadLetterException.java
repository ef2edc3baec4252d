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

import java.io.Serial;

/**
 * A dead letter has a header that the client cannot read, so that it cannot be published
 * as it was.
 */
final class UnreadableDeadLetterException extends DeadLetterRefusedException {

	@Serial
	private static final long serialVersionUID = 1L;

	UnreadableDeadLetterException(String stream, long sequence, Throwable cause) {
		super("Message " + sequence + " of stream '" + stream
				+ "' has a header that is not US-ASCII, which the client cannot read; it can be discarded", cause);
	}

}
