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

import java.util.Locale;

/**
 * What the library may change on the server.
 */
public enum Provisioning {

	/**
	 * Nothing: streams and consumers have to be there. Streams are looked at no further
	 * than for their subjects.
	 */
	NONE,

	/**
	 * Nothing: streams and consumers have to be there, and streams have to be as they are
	 * declared.
	 */
	VERIFY,

	/**
	 * Streams and consumers that are missing are made; those that exist are left as they
	 * are.
	 */
	CREATE,

	/**
	 * As {@link #CREATE}; streams that exist are changed to what is declared, as long as
	 * they lose neither subjects nor messages.
	 */
	UPDATE;

	/**
	 * Returns whether streams and consumers that are missing may be made.
	 * @return whether they may
	 */
	public boolean creates() {
		return this == CREATE || this == UPDATE;
	}

	/**
	 * Returns the name as it is configured.
	 * @return the name in lower case
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
