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

import org.jspecify.annotations.Nullable;

/**
 * The server is too old for what was asked. Nothing was sent.
 *
 * @since 0.1.0
 */
public class UnsupportedByServerException extends NatsException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final ServerFeature feature;

	private final @Nullable String actualVersion;

	/**
	 * Creates the exception.
	 * @param feature what was asked
	 * @param actualVersion version of the server, or {@code null} if it is not known
	 */
	public UnsupportedByServerException(ServerFeature feature, @Nullable String actualVersion) {
		super("The server cannot do " + feature.description() + ": nats-server " + feature.requiredVersion()
				+ " or newer is needed, and this one is "
				+ ((actualVersion != null) ? actualVersion : "not known, as there was no connection yet")
				+ ". Nothing was sent, as it would pass over it silently");
		this.feature = feature;
		this.actualVersion = actualVersion;
	}

	/**
	 * Returns what the server cannot do.
	 * @return the feature, with the version that can
	 */
	public ServerFeature getFeature() {
		return this.feature;
	}

	/**
	 * Returns the version of the server.
	 * @return the version, or {@code null} if it is not known
	 */
	public @Nullable String getActualVersion() {
		return this.actualVersion;
	}

}
