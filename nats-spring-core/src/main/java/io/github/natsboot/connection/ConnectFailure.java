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

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import javax.net.ssl.SSLException;

import io.github.natsboot.core.ConnectFailedException;
import io.github.natsboot.core.ConnectFailedException.Reason;
import io.nats.client.AuthenticationException;
import io.nats.client.Options;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why a connection could not be opened. The client's own exception rarely says
 * it; what its listeners were told does.
 */
final class ConnectFailure {

	private final Options options;

	private final NatsConnectionEvents events;

	ConnectFailure(Options options, NatsConnectionEvents events) {
		this.options = options;
		this.events = events;
	}

	ConnectFailedException exception(Exception thrown) {
		List<Throwable> failures = new ArrayList<>(this.events.attemptExceptions());
		failures.add(Redaction.exception(thrown));
		Reason reason = reason(failures);
		Throwable cause = cause(reason, failures);
		List<String> servers = this.options.getUnprocessedServers().stream().map(Redaction::address).toList();
		if (servers.isEmpty()) {
			servers = List.of(Options.DEFAULT_URL);
		}
		String message = "Could not connect to NATS at " + String.join(", ", servers) + ": " + text(reason, cause);
		return new ConnectFailedException(message, reason, servers, Math.max(1, this.events.failedAttempts()),
				authentication(), cause);
	}

	private Reason reason(List<Throwable> failures) {
		if (isRefused() || find(failures, AuthenticationException.class::isInstance) != null) {
			return Reason.AUTHENTICATION;
		}
		if (find(failures, ConnectFailure::isTls) != null) {
			return Reason.TLS;
		}
		return (find(failures, ConnectFailure::isUnreachable) != null) ? Reason.UNREACHABLE : Reason.OTHER;
	}

	private boolean isRefused() {
		return this.events.attemptErrors().stream().anyMatch(Refusals::isRefusal);
	}

	private static Throwable cause(Reason reason, List<Throwable> failures) {
		Throwable telling = switch (reason) {
			case AUTHENTICATION -> find(failures, AuthenticationException.class::isInstance);
			case TLS -> find(failures, ConnectFailure::isTls);
			case UNREACHABLE -> find(failures, ConnectFailure::isUnreachable);
			case OTHER -> failures.get(0);
		};
		Throwable cause = (telling != null) ? telling : failures.get(failures.size() - 1);
		Throwable next = cause.getCause();
		while ((cause instanceof ExecutionException || cause instanceof CompletionException) && next != null) {
			cause = next;
			next = cause.getCause();
		}
		return cause;
	}

	private String text(Reason reason, Throwable cause) {
		if (reason == Reason.AUTHENTICATION) {
			return "the server refused the credentials (" + authentication() + ")";
		}
		String message = cause.getMessage();
		return (message != null) ? message : cause.getClass().getName();
	}

	private String authentication() {
		List<String> methods = new ArrayList<>();
		if (this.options.getAuthHandler() != null) {
			methods.add("credentials or NKey");
		}
		if (this.options.getUsernameChars() != null) {
			methods.add("user name and password");
		}
		if (hasToken()) {
			methods.add("token");
		}
		if (this.options.getUnprocessedServers().stream().anyMatch((server) -> server.indexOf('@') >= 0)) {
			methods.add("user information in the address");
		}
		return methods.isEmpty() ? "none" : String.join(", ", methods);
	}

	private boolean hasToken() {
		try {
			return this.options.getTokenChars() != null;
		}
		catch (RuntimeException ex) {
			return true;
		}
	}

	private static @Nullable Throwable find(List<Throwable> failures, Predicate<Throwable> test) {
		for (Throwable failure : failures) {
			Throwable candidate = failure;
			for (int depth = 0; candidate != null && depth < 20; depth++) {
				if (test.test(candidate)) {
					return candidate;
				}
				candidate = candidate.getCause();
			}
		}
		return null;
	}

	private static boolean isTls(Throwable failure) {
		String message = failure.getMessage();
		return failure instanceof SSLException || failure instanceof CertificateException || (message != null
				&& (message.contains("SSL required by server") || message.contains("SSL connection wanted by client")));
	}

	private static boolean isUnreachable(Throwable failure) {
		return failure instanceof ConnectException || failure instanceof UnknownHostException
				|| failure instanceof NoRouteToHostException || failure instanceof SocketTimeoutException
				|| failure instanceof UnresolvedAddressException || failure instanceof TimeoutException;
	}

}
