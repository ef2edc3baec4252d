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

package io.github.natsboot.test;

import java.util.List;

import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.TestCertificate;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * What {@link EnableNatsServer} says of a server.
 *
 * @param jetStream whether it has JetStream
 * @param servers the number of servers
 * @param tls whether connections are secure
 * @param username the user to let in, empty for anybody
 * @param password the user's password
 * @param token the token to let in, empty for anybody
 * @param configuration further lines of configuration
 */
record ServerSettings(boolean jetStream, int servers, boolean tls, String username, String password, String token,
		List<String> configuration) {

	ServerSettings {
		configuration = List.copyOf(configuration);
	}

	static ServerSettings of(EnableNatsServer annotation) {
		ServerSettings settings = new ServerSettings(annotation.jetStream(), annotation.servers(), annotation.tls(),
				annotation.username(), annotation.password(), annotation.token(), List.of(annotation.configuration()));
		settings.check(annotation.reset());
		return settings;
	}

	/**
	 * Find what a test asks for. What is written on the class, on one it extends or on
	 * one it is nested in counts more than what {@link NatsTest} brings.
	 * @param testClass the test
	 * @return the annotation, or {@code null} if there is none
	 */
	static @Nullable EnableNatsServer find(Class<?> testClass) {
		List<MergedAnnotation<EnableNatsServer>> all = MergedAnnotations.search(SearchStrategy.TYPE_HIERARCHY)
			.withEnclosingClasses(TestContextAnnotationUtils::searchEnclosingClass)
			.from(testClass)
			.stream(EnableNatsServer.class)
			.toList();
		return all.stream()
			.filter((annotation) -> !annotation.getMetaTypes().contains(NatsTest.class))
			.findFirst()
			.or(() -> all.stream().findFirst())
			.map(MergedAnnotation::synthesize)
			.orElse(null);
	}

	private void check(boolean reset) {
		if (this.servers < 1) {
			throw new IllegalStateException("@EnableNatsServer: there has to be 1 server or more, not " + this.servers);
		}
		if (this.username.isEmpty() != this.password.isEmpty()) {
			throw new IllegalStateException("@EnableNatsServer: set both username and password, or neither");
		}
		if (!this.username.isEmpty() && !this.token.isEmpty()) {
			throw new IllegalStateException("@EnableNatsServer: set a username or a token, not both");
		}
		if (reset && !this.jetStream) {
			throw new IllegalStateException("@EnableNatsServer: reset needs jetStream, there are no streams without");
		}
	}

	void apply(NatsTestServer.Builder server, @Nullable TestCertificate certificate) {
		server.jetStream(this.jetStream).configuration(this.configuration.toArray(String[]::new));
		if (certificate != null) {
			server.tls(certificate);
		}
		if (!this.username.isEmpty()) {
			server.user(this.username, this.password);
		}
		else if (!this.token.isEmpty()) {
			server.token(this.token);
		}
	}

	@Override
	public String toString() {
		return "ServerSettings[servers=" + this.servers + ", jetStream=" + this.jetStream + ", tls=" + this.tls + "]";
	}

}
