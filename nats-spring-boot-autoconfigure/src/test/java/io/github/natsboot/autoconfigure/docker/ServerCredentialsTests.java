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

package io.github.natsboot.autoconfigure.docker;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServerCredentials}.
 */
class ServerCredentialsTests {

	@ParameterizedTest
	@ValueSource(strings = { "--user app --pass secret", "-user app -pass secret", "--user=app --pass=secret",
			"-user=app -pass=secret", "nats-server -js --user app -D --pass=secret --name one",
			"--user other --pass secret --user app" })
	void aUserAndPasswordAreReadFromTheCommand(String command) {
		ServerCredentials credentials = ServerCredentials.ofCommand(Arrays.asList(command.split(" ")));
		assertThat(credentials.getUsername()).isEqualTo("app");
		assertThat(credentials.getPassword()).isEqualTo("secret");
		assertThat(credentials.getToken()).isNull();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "--auth secret", "-auth=secret", "-js --auth=secret", "--user app --pass x --auth secret" })
	void aTokenIsReadFromTheCommandAndStandsAlone(String command) {
		ServerCredentials credentials = ServerCredentials.ofCommand(Arrays.asList(command.split(" ")));
		assertThat(credentials.getToken()).isEqualTo("secret");
		assertThat(credentials.getUsername()).isNull();
		assertThat(credentials.getPassword()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-js", "--config /nats.conf", "--pass secret", "--user", "--user=", "--auth",
			"user app", "--users app", "---user app", "-", "--" })
	void aCommandWithoutAUserOrATokenHasNoCredentials(String command) {
		ServerCredentials credentials = ServerCredentials.ofCommand(Arrays.asList(command.split(" ")));
		assertThat(credentials).hasToString("no credentials");
		assertThat(credentials.getUsername()).isNull();
		assertThat(credentials.getPassword()).isNull();
		assertThat(credentials.getToken()).isNull();
	}

	@Test
	void valuesAreTakenAsTheyAre() {
		ServerCredentials credentials = ServerCredentials.ofCommand(List.of("--user", "--auth", "--pass=a=b c"));
		assertThat(credentials.getUsername()).isEqualTo("--auth");
		assertThat(credentials.getPassword()).isEqualTo("a=b c");
	}

	@Test
	void aUserInTheCommandMayHaveNoPassword() {
		ServerCredentials credentials = ServerCredentials.ofCommand(List.of("--user", "app"));
		assertThat(credentials.getUsername()).isEqualTo("app");
		assertThat(credentials.getPassword()).isNull();
	}

	@Test
	void theEnvironmentHasTwoNamesForUserAndToken() {
		assertThat(ServerCredentials.ofEnvironment(Map.of("NATS_USERNAME", "app", "NATS_PASSWORD", "secret")))
			.extracting(ServerCredentials::getUsername, ServerCredentials::getPassword)
			.containsExactly("app", "secret");
		assertThat(ServerCredentials.ofEnvironment(Map.of("NATS_USER", "app", "NATS_PASSWORD", "secret")))
			.extracting(ServerCredentials::getUsername, ServerCredentials::getPassword)
			.containsExactly("app", "secret");
		assertThat(ServerCredentials.ofEnvironment(Map.of("NATS_TOKEN", "secret")).getToken()).isEqualTo("secret");
		assertThat(ServerCredentials.ofEnvironment(Map.of("NATS_AUTH_TOKEN", "secret")).getToken()).isEqualTo("secret");
	}

	@Test
	void aPasswordAloneInTheEnvironmentIsThatOfTheDefaultUser() {
		assertThat(ServerCredentials.ofEnvironment(Map.of("NATS_PASSWORD", "secret")).getUsername()).isEqualTo("nats");
	}

	@Test
	void aUserAloneInTheEnvironmentMeansNothing() {
		Map<String, String> environment = new HashMap<>(Map.of("NATS_USERNAME", "app", "NATS_TOKEN", ""));
		environment.put("NATS_PASSWORD", null);
		assertThat(ServerCredentials.ofEnvironment(environment)).hasToString("no credentials");
	}

	@Test
	void othersAreAskedForOnlyWhenThereAreNone() {
		ServerCredentials some = ServerCredentials.of("app", "secret", null);
		assertThat(some.orElse(() -> {
			throw new IllegalStateException();
		})).isSameAs(some);
		assertThat(ServerCredentials.of(null, null, null).orElse(() -> some)).isSameAs(some);
	}

	@Test
	void theTextFormHasNoSecrets() {
		assertThat(ServerCredentials.of("app", "secret", null)).hasToString("a user");
		assertThat(ServerCredentials.of(null, null, "secret")).hasToString("a token");
	}

}
