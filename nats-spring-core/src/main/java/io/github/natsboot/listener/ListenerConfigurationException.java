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

import io.github.natsboot.core.NatsException;
import org.jspecify.annotations.Nullable;

/**
 * A listener is declared in a way that cannot work. The message names the listener and
 * its method, what is wrong and what to do.
 */
public class ListenerConfigurationException extends NatsException {

	/**
	 * Create the exception.
	 * @param listener the listener in words, with its method
	 * @param problem what is wrong and what to do
	 */
	public ListenerConfigurationException(String listener, String problem) {
		this(listener, problem, null);
	}

	/**
	 * Create the exception.
	 * @param listener the listener in words, with its method
	 * @param problem what is wrong and what to do
	 * @param cause what found it, if anything did
	 */
	public ListenerConfigurationException(String listener, String problem, @Nullable Throwable cause) {
		super(capitalized(listener) + ": " + problem, cause);
	}

	private static String capitalized(String text) {
		return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
	}

}
