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

/**
 * A listener's method that is declared to return an {@code Object} returned something
 * whose end cannot be waited for: a stream of values, or a plain {@code Future}. The
 * message counts as failed, and is not retried, as the method would do so again.
 *
 * @since 0.1.0
 */
public class UnsupportedResultException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param type the type of what was returned
	 */
	public UnsupportedResultException(Class<?> type) {
		super("The method returned a " + type.getName()
				+ ", which is not supported: return a CompletableFuture, a CompletionStage, a Mono or the value itself");
	}

}
