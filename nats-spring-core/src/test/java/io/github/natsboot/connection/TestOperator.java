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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;

import io.nats.client.NKey;
import io.nats.client.support.JsonSerializable;
import io.nats.client.support.JwtUtils;
import io.nats.client.support.JwtUtils.UserClaim;

/**
 * An operator with one account, as a server knows them, that lets users in by JWTs.
 */
final class TestOperator {

	private static final String LIMITS = "\"limits\":{\"subs\":-1,\"data\":-1,\"payload\":-1,\"imports\":-1,"
			+ "\"exports\":-1,\"wildcards\":true,\"conn\":-1,\"leaf\":-1}";

	private final NKey operator;

	private final NKey account;

	/**
	 * Made once, as a server does not take another one while it runs.
	 */
	private final String operatorJwt;

	TestOperator() throws GeneralSecurityException, IOException {
		this.operator = NKey.createOperator(null);
		this.account = NKey.createAccount(null);
		this.operatorJwt = jwt(this.operator, this.operator, "{\"type\":\"operator\",\"version\":2}");
	}

	/**
	 * Return the server's configuration.
	 * @param revoked the public key of a user whose JWTs up to now are revoked, or
	 * {@code *} for all users, or an empty text for none
	 */
	String[] configuration(String revoked) throws GeneralSecurityException, IOException {
		String revocations = revoked.isEmpty() ? ""
				: "\"revocations\":{\"" + revoked + "\":" + (Instant.now().getEpochSecond()) + "},";
		String accountJwt = jwt(this.operator, this.account,
				"{" + LIMITS + "," + revocations + "\"type\":\"account\",\"version\":2}");
		return new String[] { "operator: " + this.operatorJwt, "resolver: MEMORY",
				"resolver_preload: {" + publicKey(this.account) + ": " + accountJwt + "}" };
	}

	/**
	 * Make a credentials file for a user.
	 * @param lifetime how long the JWT is valid, or zero for ever
	 * @param secondsAgo how long ago it is said to be made
	 */
	void writeUser(Path file, NKey user, Duration lifetime, int secondsAgo)
			throws GeneralSecurityException, IOException {
		String jwt = JwtUtils.issueUserJWT(this.account, publicKey(user), "user",
				lifetime.isZero() ? null : lifetime.plusSeconds(secondsAgo),
				Instant.now().getEpochSecond() - secondsAgo, new UserClaim(publicKey(this.account)));
		Path next = Files.writeString(file.resolveSibling("next"),
				JwtUtils.NATS_USER_JWT_FORMAT.formatted(jwt, new String(user.getSeed())));
		Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
	}

	static String publicKey(NKey key) throws GeneralSecurityException, IOException {
		return new String(key.getPublicKey());
	}

	private static String jwt(NKey issuer, NKey subject, String claims) throws GeneralSecurityException, IOException {
		JsonSerializable nats = () -> claims;
		return JwtUtils.issueJWT(issuer, publicKey(subject), "test", null, Instant.now().getEpochSecond(),
				publicKey(issuer), nats);
	}

}
