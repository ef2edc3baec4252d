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

package io.github.natsboot.support;

import java.util.stream.Collectors;

import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;

/**
 * Says where JSON could not be read. A class of its own, because Jackson is optional.
 */
final class JsonReason {

	private JsonReason() {
	}

	static boolean isJson(Throwable failure) {
		return failure instanceof JacksonException;
	}

	static String of(Throwable failure) {
		JacksonException json = (JacksonException) failure;
		String what = "JSON does not fit the type";
		if (json instanceof StreamConstraintsException) {
			what = "JSON exceeds a limit of the reader";
		}
		else if (json instanceof StreamReadException) {
			what = "Payload is not valid JSON";
		}
		return what + path(json) + position(json.getLocation());
	}

	private static String path(JacksonException json) {
		String path = json.getPath()
			.stream()
			.map((reference) -> (reference.getPropertyName() != null) ? "." + reference.getPropertyName()
					: "[" + reference.getIndex() + "]")
			.collect(Collectors.joining());
		if (path.isEmpty()) {
			return "";
		}
		return " at " + (path.startsWith(".") ? path.substring(1) : path);
	}

	private static String position(TokenStreamLocation location) {
		if (location == null || location.getLineNr() < 1) {
			return "";
		}
		return " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
	}

}
