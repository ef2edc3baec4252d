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

package io.github.natsboot.autoconfigure.diagnostics;

import java.util.ArrayList;
import java.util.List;

import io.github.natsboot.autoconfigure.NatsConnectionDetails;
import io.github.natsboot.core.ConnectFailedException;
import io.github.natsboot.core.ConnectFailedException.Reason;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Reports a connection that could not be opened.
 */
final class ConnectFailedFailureAnalyzer extends AbstractFailureAnalyzer<ConnectFailedException> {

	private static final List<String> AUTHENTICATION = List.of("nats.username", "nats.password", "nats.token",
			"nats.credentials.location");

	private static final String OF_PROPERTIES = "natsConnectionDetails";

	private final PropertyOrigins origins;

	private final @Nullable BeanFactory beanFactory;

	ConnectFailedFailureAnalyzer(Environment environment, @Nullable BeanFactory beanFactory) {
		this.origins = new PropertyOrigins(environment);
		this.beanFactory = beanFactory;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ConnectFailedException cause) {
		return new FailureAnalysis(description(cause), action(cause), cause);
	}

	private String description(ConnectFailedException failure) {
		List<String> lines = new ArrayList<>();
		lines.add(switch (failure.getReason()) {
			case UNREACHABLE -> "No NATS server could be reached.";
			case AUTHENTICATION -> "The NATS server refused the credentials.";
			case TLS -> "No secure connection to NATS could be made.";
			case OTHER -> "Could not connect to NATS.";
		});
		lines.add("");
		lines.add("    Servers:        " + String.join(", ", failure.getServers()) + where());
		lines.add("    Attempts:       " + failure.getAttempts());
		lines.add("    Authentication: " + failure.getAuthentication());
		if (failure.getReason() != Reason.AUTHENTICATION) {
			lines.add("    Failure:        " + failure(failure));
		}
		return String.join("\n", lines);
	}

	private String where() {
		String bean = detailsBean();
		if (bean != null) {
			return ", told by the bean '" + bean + "'";
		}
		if (this.origins.isSet("nats.servers") || this.origins.isSet("nats.servers[0]")) {
			return ", set by nats.servers" + this.origins.of("nats.servers[0]");
		}
		return ", as nats.servers is not set";
	}

	/**
	 * The bean that takes the place of the properties, such as that of a service
	 * connection.
	 */
	private @Nullable String detailsBean() {
		if (this.beanFactory instanceof ListableBeanFactory beans) {
			for (String name : beans.getBeanNamesForType(NatsConnectionDetails.class, true, false)) {
				if (!name.equals(OF_PROPERTIES)) {
					return name;
				}
			}
		}
		return null;
	}

	private static String failure(ConnectFailedException failure) {
		Throwable cause = failure.getCause();
		if (cause == null) {
			return String.valueOf(failure.getMessage());
		}
		return (cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getName();
	}

	private String action(ConnectFailedException failure) {
		return switch (failure.getReason()) {
			case UNREACHABLE -> lines("Start a server, or tell the application where one is, with one of:",
					"nats-server -js", "docker run -p 4222:4222 nats -js", "nats.servers=nats://<host>:4222");
			case AUTHENTICATION -> authenticationAction();
			case TLS -> lines(
					"Connect by a name that the server's certificate is for, with an SSL bundle that trusts who signed it:",
					"nats.servers=tls://<host>:4222", "nats.ssl.bundle=nats",
					"spring.ssl.bundle.pem.nats.truststore.certificate=file:<ca.pem>");
			case OTHER -> lines("Find out more with:", "logging.level.io.github.natsboot.connection=debug");
		};
	}

	private String authenticationAction() {
		String used = String.join(", ", AUTHENTICATION.stream().filter(this.origins::isSet).toList());
		return lines(
				(used.isEmpty() ? "Authenticate" : "Correct " + used + ", or authenticate otherwise")
						+ ", with one of:",
				"nats.username=<user> and nats.password=<password>", "nats.token=<token>",
				"nats.credentials.location=file:<app.creds>");
	}

	private static String lines(String first, String... others) {
		return first + "\n\n    " + String.join("\n    ", others);
	}

}
