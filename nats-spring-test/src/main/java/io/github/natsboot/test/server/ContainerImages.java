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

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;

/**
 * What has to be there before a container can run: an engine and an image. Needs
 * Testcontainers on the class path.
 */
final class ContainerImages {

	private static final Set<String> HERE = Set.of("localhost", "127.0.0.1");

	private ContainerImages() {
	}

	/**
	 * Look for the engine.
	 * @return why it cannot be used, or {@code null} if it can
	 */
	static @Nullable String unreachable() {
		try {
			DockerClientFactory factory = DockerClientFactory.instance();
			factory.client();
			String host = factory.dockerHostIpAddress();
			// Ports are published on the loopback address, for nobody else to use them.
			return HERE.contains(host) ? null : "the Docker engine is on another machine, " + host;
		}
		catch (RuntimeException | LinkageError ex) {
			return "Testcontainers cannot use Docker (" + ex.getMessage()
					+ "): start an engine, or set DOCKER_HOST to the one that runs";
		}
	}

	/**
	 * Fetch an image, unless it is there.
	 * @param image the name of the image
	 * @return why it cannot be had, or {@code null} if it can
	 */
	static @Nullable String fetch(String image) {
		try {
			new RemoteDockerImage(DockerImageName.parse(image)).get();
			return null;
		}
		catch (Exception ex) {
			return "the image " + image + " cannot be had (" + ex.getMessage() + "): set "
					+ NatsServerSource.IMAGE_VARIABLE + " to one that can";
		}
	}

}
