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

package io.github.natsboot.autoconfigure.docker.compose;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.json.JsonParseException;
import org.springframework.boot.json.JsonParserFactory;

/**
 * Asks the Docker client for what a container runs, which Spring Boot does not tell. What
 * it answers can have secrets in it, so none of it is logged.
 */
final class ContainerCommand {

	private static final Log logger = LogFactory.getLog(ContainerCommand.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final List<String> clients;

	/**
	 * Creates a new instance that takes the client Spring Boot takes: the one on
	 * {@code PATH}, else where macOS has it, as programs that were started from its
	 * desktop have another {@code PATH}.
	 */
	ContainerCommand() {
		this(List.of("docker", "/opt/homebrew/bin/docker", "/usr/local/bin/docker"));
	}

	ContainerCommand(List<String> clients) {
		this.clients = clients;
	}

	/**
	 * Returns the arguments of the container's process.
	 * @param container the name or id of the container
	 * @return the arguments, none when they cannot be had
	 */
	List<String> arguments(String container) {
		try {
			Process process = start(List.of("container", "inspect", "--format", "{{json .Args}}", container));
			if (!process.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
				process.destroyForcibly();
				return unknown(container, "no answer within " + TIMEOUT.toSeconds() + " seconds");
			}
			if (process.exitValue() != 0) {
				return unknown(container, "exit code " + process.exitValue());
			}
			String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
			return answer.equals("null") ? List.of()
					: JsonParserFactory.getJsonParser().parseList(answer).stream().map(String::valueOf).toList();
		}
		catch (JsonParseException ex) {
			return unknown(container, "the answer is no list");
		}
		catch (IOException ex) {
			return unknown(container, String.valueOf(ex.getMessage()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return unknown(container, "interrupted");
		}
	}

	private Process start(List<String> arguments) throws IOException {
		IOException failure = null;
		for (String client : this.clients) {
			if (failure == null || new File(client).canExecute()) {
				try {
					ProcessBuilder builder = new ProcessBuilder(client).redirectError(ProcessBuilder.Redirect.DISCARD);
					builder.command().addAll(arguments);
					Process process = builder.start();
					process.getOutputStream().close();
					return process;
				}
				catch (IOException ex) {
					failure = ex;
				}
			}
		}
		throw (failure != null) ? failure : new IOException("no client");
	}

	private static List<String> unknown(String container, String reason) {
		logger.warn("The command of container '" + container + "' cannot be read with 'docker container inspect' ("
				+ reason + "). If it sets credentials, give the service the labels "
				+ NatsDockerComposeConnectionDetailsFactory.USERNAME_LABEL + " and "
				+ NatsDockerComposeConnectionDetailsFactory.PASSWORD_LABEL + ", or "
				+ NatsDockerComposeConnectionDetailsFactory.TOKEN_LABEL);
		return List.of();
	}

}
