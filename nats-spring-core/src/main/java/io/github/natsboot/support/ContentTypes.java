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

import org.jspecify.annotations.Nullable;

import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * Reading media types that other clients wrote.
 */
final class ContentTypes {

	private ContentTypes() {
	}

	/**
	 * Reads a media type.
	 * @param contentType a media type, a text, or {@code null}
	 * @return the media type, or {@code null} without one or when it is malformed, for a
	 * wrong header alone must not make a good body unreadable
	 */
	static @Nullable MimeType parse(@Nullable Object contentType) {
		if (contentType instanceof MimeType type) {
			return type;
		}
		if (contentType instanceof String text && !text.isBlank()) {
			try {
				return MimeTypeUtils.parseMimeType(text);
			}
			catch (InvalidMimeTypeException ex) {
				return null;
			}
		}
		return null;
	}

}
