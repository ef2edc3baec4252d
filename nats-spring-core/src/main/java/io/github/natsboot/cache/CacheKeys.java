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

package io.github.natsboot.cache;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Makes keys of a bucket of the keys of a cache.
 */
final class CacheKeys {

	/**
	 * The server closes a connection that sends a line of more than 4096 bytes, and the
	 * key is a part of one.
	 */
	private static final int MAX_LENGTH = 1024;

	private final String cache;

	private final CacheKeyEncoder encoder;

	CacheKeys(String cache, CacheKeyEncoder encoder) {
		this.cache = cache;
		this.encoder = encoder;
	}

	/**
	 * Encode a key. One that is very long becomes its SHA-256.
	 * @throws CacheAccessException when the key cannot be encoded
	 */
	String encode(Object key) {
		String encoded;
		try {
			encoded = this.encoder.encode(key);
		}
		catch (IllegalArgumentException ex) {
			throw new CacheAccessException(this.cache, String.valueOf(ex.getMessage()), ex);
		}
		if (!isKey(encoded)) {
			throw new CacheAccessException(this.cache, "the encoder of keys gave a text that is no key", null);
		}
		return (encoded.length() <= MAX_LENGTH) ? encoded : "==sha-256." + hash(encoded);
	}

	private static boolean isKey(String text) {
		boolean empty = true;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if ((c == '.') ? empty : !isPartOfToken(c)) {
				return false;
			}
			empty = c == '.';
		}
		return !empty;
	}

	private static boolean isPartOfToken(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-/_=".indexOf(c) >= 0;
	}

	private static String hash(String text) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Each Java platform has SHA-256", ex);
		}
	}

}
