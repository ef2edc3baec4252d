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

package io.github.natsboot.autoconfigure.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A payload as text.
 *
 * @param text the text, or the bytes in Base64
 * @param encoding which of the two it is
 */
record PayloadText(String text, String encoding) {

	static PayloadText of(byte[] payload) {
		try {
			return new PayloadText(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString(),
					"text");
		}
		catch (CharacterCodingException ex) {
			return new PayloadText(Base64.getEncoder().encodeToString(payload), "base64");
		}
	}

}
