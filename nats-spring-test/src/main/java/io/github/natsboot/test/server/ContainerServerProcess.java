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

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * A server that is the process of a container. The engine passes signals on to it.
 */
final class ContainerServerProcess implements ServerProcess {

	private final DockerClient client;

	private final String container;

	private final long pid;

	private final ContainerLog log;

	ContainerServerProcess(DockerClient client, String container, long pid, ContainerLog log) {
		this.client = client;
		this.container = container;
		this.pid = pid;
		this.log = log;
	}

	@Override
	public long pid() {
		return this.pid;
	}

	@Override
	public boolean isAlive() {
		ContainerState state = state();
		return state != null && Boolean.TRUE.equals(state.getRunning());
	}

	@Override
	public void kill() {
		end("KILL");
	}

	@Override
	public void terminate() {
		end("TERM");
	}

	private void end(String signal) {
		try {
			signal(signal);
		}
		catch (DockerException ex) {
			// It may have ended by itself meanwhile.
			if (isAlive()) {
				throw new NatsTestServerException("Cannot send SIG" + signal + " to " + this, ex);
			}
		}
	}

	@Override
	public void reload() {
		tell("send SIGHUP to", () -> signal("HUP"));
	}

	@Override
	public void pause() {
		tell("pause", () -> {
			if (!isPaused()) {
				this.client.pauseContainerCmd(this.container).exec();
			}
		});
	}

	@Override
	public boolean isPaused() {
		ContainerState state = state();
		return state != null && Boolean.TRUE.equals(state.getPaused());
	}

	@Override
	public void resume() {
		tell("resume", () -> {
			if (isPaused()) {
				this.client.unpauseContainerCmd(this.container).exec();
			}
		});
	}

	@Override
	public boolean waitForExit(Duration timeout) {
		try {
			this.client.waitContainerCmd(this.container)
				.exec(new WaitContainerResultCallback())
				.awaitStatusCode(timeout.toMillis(), TimeUnit.MILLISECONDS);
			this.log.awaitEnd(1000);
		}
		catch (DockerClientException | DockerException ex) {
			// The time has passed, or there is nothing left to wait for.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return !isAlive();
	}

	@Override
	public String toString() {
		return "nats-server " + this.pid + " in container " + this.container.substring(0, 12);
	}

	private void tell(String what, Runnable action) {
		if (!isAlive()) {
			throw new NatsTestServerException("Cannot " + what + " " + this + ": it does not run");
		}
		try {
			action.run();
		}
		catch (DockerException ex) {
			throw new NatsTestServerException("Cannot " + what + " " + this + ": " + ex.getMessage(), ex);
		}
	}

	private void signal(String name) {
		this.client.killContainerCmd(this.container).withSignal("SIG" + name).exec();
	}

	private @Nullable ContainerState state() {
		try {
			return this.client.inspectContainerCmd(this.container).exec().getState();
		}
		catch (NotFoundException ex) {
			return null;
		}
	}

}
