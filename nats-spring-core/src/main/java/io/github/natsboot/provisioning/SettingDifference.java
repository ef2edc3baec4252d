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

import org.jspecify.annotations.Nullable;

/**
 * A setting of a stream that is not as declared.
 *
 * @param setting name of the setting, as in the properties, such as {@code max-age}
 * @param declared the declared value, for people to read
 * @param actual the server's value, for people to read
 * @param significant whether messages are taken, kept or delivered in another way than
 * declared; texts and the way bytes are laid out are not
 * @param obstacle why {@link Provisioning#UPDATE} does not make it as declared and what
 * to do, or {@code null} if it does, unless the server refuses
 * @since 0.1.0
 */
public record SettingDifference(String setting, String declared, String actual, boolean significant,
		@Nullable String obstacle) {

	/**
	 * Returns the difference as one line.
	 * @return setting, declared and actual value
	 */
	@Override
	public String toString() {
		return this.setting + ": declared " + this.declared + ", actual " + this.actual;
	}

}
