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

package io.github.natsboot.provisioning;

import io.github.natsboot.core.NatsException;
import org.jspecify.annotations.Nullable;

/**
 * A stream could not be declared. The message names the stream, what is wrong and what to
 * do.
 */
public class ProvisioningException extends NatsException {

	private final String stream;

	/**
	 * Create the exception.
	 * @param stream the stream
	 * @param problem what is wrong and what to do
	 * @param cause what found it, if anything did
	 */
	public ProvisioningException(String stream, String problem, @Nullable Throwable cause) {
		super("Stream '" + stream + "': " + problem, cause);
		this.stream = stream;
	}

	/**
	 * Create the exception with a message of its own.
	 * @param stream the stream, the first of several
	 * @param message what is wrong and what to do
	 */
	protected ProvisioningException(String stream, String message) {
		super(message);
		this.stream = stream;
	}

	/**
	 * The stream.
	 * @return its name
	 */
	public String getStream() {
		return this.stream;
	}

}
