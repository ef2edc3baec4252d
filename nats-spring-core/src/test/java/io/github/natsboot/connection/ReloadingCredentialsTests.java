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

import java.nio.file.Files;
import java.nio.file.Path;

import io.nats.client.NKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ReloadingCredentialsTests {

	@TempDir
	private Path directory;

	@Test
	void aMissingFileIsNamed() {
		Path file = this.directory.resolve("app.creds");
		assertThatIllegalArgumentException().isThrownBy(() -> new ReloadingCredentials(new FileSystemResource(file)))
			.withMessage("file [" + file + "] does not exist");
	}

	@Test
	void aFileThatHoldsSomethingElseIsRefusedWithoutBeingQuoted() throws Exception {
		Path file = Files.writeString(this.directory.resolve("app.creds"), "s3cr3t");
		assertThatIllegalArgumentException().isThrownBy(() -> new ReloadingCredentials(new FileSystemResource(file)))
			.withMessage("file [" + file + "] does not hold a NATS user JWT and its NKey seed")
			.withNoCause();
	}

	@Test
	void aDirectoryIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ReloadingCredentials(new FileSystemResource(this.directory)))
			.withMessage("file [" + this.directory + "] cannot be read");
	}

	@Test
	void renewedCredentialsAreUsedAtTheNextConnection() throws Exception {
		Path file = this.directory.resolve("app.creds");
		NKey first = write(file, "first");
		ReloadingCredentials credentials = new ReloadingCredentials(new FileSystemResource(file));
		assertThat(credentials.getID()).isEqualTo(first.getPublicKey());
		assertThat(credentials.getJWT()).isEqualTo("first".toCharArray());
		NKey second = write(file, "second");
		assertThat(credentials.getJWT()).as("of the same connection").isEqualTo("first".toCharArray());
		assertThat(credentials.getID()).isEqualTo(second.getPublicKey());
		byte[] nonce = { 1, 2, 3 };
		assertThat(second.verify(nonce, credentials.sign(nonce))).isTrue();
		assertThat(credentials.getJWT()).isEqualTo("second".toCharArray());
	}

	@Test
	void aSeedAloneIsAnNKey() throws Exception {
		NKey key = NKey.createUser(null);
		Path file = Files.writeString(this.directory.resolve("app.nk"), new String(key.getSeed()) + "\n");
		ReloadingCredentials credentials = new ReloadingCredentials(new FileSystemResource(file));
		assertThat(credentials.getID()).isEqualTo(key.getPublicKey());
		assertThat(credentials.getJWT()).isNull();
		byte[] nonce = { 1, 2, 3 };
		assertThat(key.verify(nonce, credentials.sign(nonce))).isTrue();
	}

	private static NKey write(Path file, String jwt) throws Exception {
		NKey key = NKey.createUser(null);
		Files.writeString(file, """
				-----BEGIN NATS USER JWT-----
				%s
				------END NATS USER JWT------

				-----BEGIN USER NKEY SEED-----
				%s
				------END USER NKEY SEED------
				""".formatted(jwt, new String(key.getSeed())));
		return key;
	}

}
