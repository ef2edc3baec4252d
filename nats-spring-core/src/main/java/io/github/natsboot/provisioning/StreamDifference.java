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

import java.util.List;

/**
 * How a stream of the server differs from what is declared.
 *
 * @param stream name of the stream
 * @param missing whether there is no such stream
 * @param settings the settings that differ, of those that are declared; empty if the
 * stream is missing
 * @since 0.1.0
 */
public record StreamDifference(String stream, boolean missing, List<SettingDifference> settings) {

	/**
	 * Copies the list.
	 * @param stream name of the stream
	 * @param missing whether there is no such stream
	 * @param settings the settings that differ
	 */
	public StreamDifference {
		settings = List.copyOf(settings);
	}

	/**
	 * Returns whether the stream is as declared.
	 * @return whether there is nothing to report
	 */
	public boolean isEmpty() {
		return !this.missing && this.settings.isEmpty();
	}

	/**
	 * Returns whether the stream is missing or differs in what matters to messages.
	 * @return whether an application that relies on the declaration must not start
	 * @see SettingDifference#significant()
	 */
	public boolean isSignificant() {
		return this.missing || this.settings.stream().anyMatch(SettingDifference::significant);
	}

	/**
	 * Returns whether the stream cannot be made as declared without a loss.
	 * @return whether a setting has an obstacle
	 * @see SettingDifference#obstacle()
	 */
	public boolean hasObstacle() {
		return this.settings.stream().anyMatch((setting) -> setting.obstacle() != null);
	}

	/**
	 * Returns a report: the stream, and below it a line for each setting.
	 * @return the report, without a line break at the end
	 */
	public String describe() {
		StringBuilder report = new StringBuilder("  stream ").append(this.stream);
		if (this.missing) {
			return report.append(": there is none on the server").toString();
		}
		for (SettingDifference setting : this.settings) {
			report.append("\n    ").append(setting);
			if (setting.obstacle() != null) {
				report.append("\n      ").append(setting.obstacle());
			}
		}
		return report.toString();
	}

}
