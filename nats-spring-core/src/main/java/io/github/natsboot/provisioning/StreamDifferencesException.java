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

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Streams of the server are not as declared, and may or can not be made so. The message
 * is a report of all of them; nothing was changed.
 *
 * @since 0.1.0
 */
public class StreamDifferencesException extends ProvisioningException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final transient List<StreamDifference> differences;

	/**
	 * Creates the exception.
	 * @param introduction what was found out, the first line of the message
	 * @param differences the streams that differ, at least one
	 * @param remedy what to do, the last line of the message
	 */
	public StreamDifferencesException(String introduction, List<StreamDifference> differences, String remedy) {
		super(differences.get(0).stream(), introduction + "\n" + report(differences) + "\n" + remedy);
		this.differences = List.copyOf(differences);
	}

	static String report(List<StreamDifference> differences) {
		return differences.stream().map(StreamDifference::describe).collect(Collectors.joining("\n"));
	}

	/**
	 * Returns how the streams differ.
	 * @return the differences by stream
	 */
	public List<StreamDifference> getDifferences() {
		return this.differences;
	}

}
