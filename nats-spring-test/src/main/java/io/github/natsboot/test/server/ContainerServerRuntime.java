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

package io.github.natsboot.test.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * Runs a server in a container, one over all its starts, so that what it stored is there
 * again. The port is the same inside and outside, and stays the same over a restart.
 * Needs Testcontainers on the class path.
 */
final class ContainerServerRuntime implements ServerRuntime {

	// Everybody may make directories in /tmp, whoever the image runs the server as.
	private static final String STORES = "/tmp/nats-test/";

	private static final String FILES = "/nats-test/";

	private final Path directory;

	private final List<Path> files;

	private final Server container;

	private @Nullable Path configuration;

	ContainerServerRuntime(String image, Path directory, int port, List<Path> files) {
		this.directory = directory;
		this.files = files;
		this.container = new Server(image, port);
	}

	@Override
	public String listenAddress() {
		return "0.0.0.0";
	}

	@Override
	public String path(Path file) {
		String name = String.valueOf(file.getFileName());
		return (file.startsWith(this.directory) ? STORES : FILES) + name;
	}

	@Override
	public void configure(Path file) {
		this.configuration = file;
		if (this.container.exists()) {
			this.container.copyFileToContainer(content(file), configurationFile());
		}
	}

	@Override
	public ServerProcess start(ServerLog log) {
		if (this.container.exists()) {
			return restart(log);
		}
		this.container.withCommand("--config", configurationFile());
		if (this.configuration != null) {
			this.container.withCopyToContainer(content(this.configuration), configurationFile());
		}
		this.files.forEach((file) -> this.container.withCopyToContainer(content(file), path(file)));
		this.container.log = log;
		try {
			this.container.start();
		}
		catch (ContainerLaunchException ex) {
			throw failure(ex, log);
		}
		return this.container.process();
	}

	private ServerProcess restart(ServerLog log) {
		try {
			this.container.follow(log);
			this.container.getDockerClient().startContainerCmd(this.container.getContainerId()).exec();
			return this.container.process();
		}
		catch (DockerException ex) {
			throw failure(ex, log);
		}
	}

	private NatsTestServerException failure(RuntimeException ex, ServerLog log) {
		Throwable cause = ex;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		String reason = String.valueOf(cause.getMessage());
		// The engine's words for what the server itself would have said.
		log.add(reason.replace("port is already allocated", "port is already allocated: address already in use"));
		return new NatsTestServerException(
				"Cannot start a container of " + this.container.getDockerImageName() + ": " + reason, ex);
	}

	@Override
	public boolean storesHere() {
		return false;
	}

	@Override
	public void close() {
		if (this.container.exists()) {
			this.container.stop();
		}
	}

	private static String configurationFile() {
		return FILES + "nats.conf";
	}

	private static Transferable content(Path file) {
		try {
			return Transferable.of(Files.readAllBytes(file));
		}
		catch (IOException ex) {
			throw new NatsTestServerException("Cannot read " + file, ex);
		}
	}

	private static final class Server extends GenericContainer<Server> {

		private @Nullable ServerLog log;

		private @Nullable ContainerLog follower;

		Server(String image, int port) {
			super(DockerImageName.parse(image));
			setPortBindings(List.of("127.0.0.1:%d:%d".formatted(port, port)));
			withStartupCheckStrategy(new EndsLater());
			waitingFor(new AnswersLater());
		}

		boolean exists() {
			return getContainerId() != null;
		}

		// Before it is started, so that its first line is not missed.
		@Override
		protected void containerIsCreated(String containerId) {
			if (this.log != null) {
				follow(containerId, this.log);
			}
		}

		void follow(ServerLog log) {
			follow(getContainerId(), log);
		}

		private void follow(String containerId, ServerLog log) {
			this.follower = ContainerLog.follow(getDockerClient(), containerId, log);
		}

		ServerProcess process() {
			ContainerLog follower = this.follower;
			if (follower == null) {
				throw new IllegalStateException("The container was not started");
			}
			DockerClient client = getDockerClient();
			Long pid = client.inspectContainerCmd(getContainerId()).exec().getState().getPidLong();
			return new ContainerServerProcess(client, getContainerId(), (pid != null) ? pid : 0, follower);
		}

	}

	/**
	 * Leaves the end of a server to whoever started it, who has the log that says why.
	 */
	private static final class EndsLater extends StartupCheckStrategy {

		@Override
		public StartupStatus checkStartupState(DockerClient client, String containerId) {
			return StartupStatus.SUCCESSFUL;
		}

	}

	/**
	 * Leaves the waiting to whoever started the server: some images have no shell to look
	 * for open ports with.
	 */
	private static final class AnswersLater extends AbstractWaitStrategy {

		@Override
		protected void waitUntilReady() {
		}

	}

}
