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

package io.github.natsboot.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * A property has a value that cannot work. Used where Spring Boot's own report would show
 * the value as it was written, which may hold a password.
 *
 * @since 0.1.0
 */
public final class InvalidNatsPropertyException extends RuntimeException {

	private final String property;

	private final String reason;

	private final String action;

	/**
	 * Creates an exception.
	 * @param property the name of the property
	 * @param reason a sentence that tells what is wrong, without secrets
	 * @param action a sentence that tells what to do
	 * @param cause why, without secrets, or {@code null} if there is no more to say
	 */
	public InvalidNatsPropertyException(String property, String reason, String action, @Nullable Throwable cause) {
		super("Property " + property + " is invalid: " + reason, cause);
		this.property = property;
		this.reason = reason;
		this.action = action;
	}

	/**
	 * Returns the name of the property.
	 * @return the name, such as <code>nats.servers[0]</code>
	 */
	public String getProperty() {
		return this.property;
	}

	/**
	 * Returns what is wrong with the value.
	 * @return a sentence without secrets
	 */
	public String getReason() {
		return this.reason;
	}

	/**
	 * Returns what to do.
	 * @return a sentence
	 */
	public String getAction() {
		return this.action;
	}

}
