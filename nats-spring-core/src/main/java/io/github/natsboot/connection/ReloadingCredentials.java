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

package io.github.natsboot.connection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.nats.client.AuthHandler;
import io.nats.client.Nats;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;

/**
 * Authenticates with credentials (a user JWT and its NKey seed, as in a
 * <code>.creds</code> file, or the seed of a user's NKey alone) that are read anew for
 * each attempt to connect, so that renewed ones are used from the next reconnect on. A
 * file that cannot be used at that time, for instance because it is just being written,
 * makes the attempt fail, and is read again at the next one.
 *
 * @since 0.1.0
 */
public final class ReloadingCredentials implements AuthHandler {

	private static final Pattern SEED = Pattern.compile("(?m)^\\s*(SU[A-Z2-7]{56})\\s*$");

	private final Resource location;

	private volatile @Nullable AuthHandler current;

	/**
	 * Creates credentials, and reads them once to find mistakes early.
	 * @param location where they are
	 * @throws IllegalArgumentException if they cannot be read, or hold no credentials;
	 * the message tells where and why, and nothing of the content
	 */
	public ReloadingCredentials(Resource location) {
		this.location = location;
		try {
			read();
		}
		catch (IllegalStateException ex) {
			throw new IllegalArgumentException(ex.getMessage(), ex.getCause());
		}
	}

	@Override
	public char[] getID() {
		// the first of the three calls that are made for a connection
		AuthHandler handler = read();
		this.current = handler;
		return handler.getID();
	}

	@Override
	public byte[] sign(byte[] nonce) {
		return handler().sign(nonce);
	}

	@Override
	public char @Nullable [] getJWT() {
		return handler().getJWT();
	}

	private AuthHandler handler() {
		AuthHandler handler = this.current;
		return (handler != null) ? handler : read();
	}

	private AuthHandler read() {
		if (!this.location.exists()) {
			throw new IllegalStateException(this.location.getDescription() + " does not exist");
		}
		byte[] content;
		try {
			content = this.location.getContentAsByteArray();
		}
		catch (IOException ex) {
			throw new IllegalStateException(this.location.getDescription() + " cannot be read", ex);
		}
		String text = new String(content, StandardCharsets.UTF_8);
		Matcher seed = SEED.matcher(text);
		if (!seed.find()) {
			throw new IllegalStateException(
					this.location.getDescription() + " does not hold a NATS user JWT and its NKey seed");
		}
		return text.contains("BEGIN NATS USER JWT") ? Nats.staticCredentials(content)
				: Nats.staticCredentials(null, seed.group(1).toCharArray());
	}

}
