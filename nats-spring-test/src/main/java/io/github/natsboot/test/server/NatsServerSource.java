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

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Where the servers of tests come from, or the reason why there are none:
 * <ol>
 * <li>the executable that {@link NatsServerBinary} finds</li>
 * <li>where there is none, a container of the image {@value #IMAGE}, or of the one the
 * environment variable {@value #IMAGE_VARIABLE} names; this needs Testcontainers on the
 * class path and a Docker engine on this machine</li>
 * </ol>
 * When the environment variable {@code NATS_SERVER_PATH} is set, there is no second
 * choice, as something else than what was asked for would be tested. Instances are
 * immutable and may be used by any thread.
 *
 * @since 0.1.0
 */
public final class NatsServerSource {

	/**
	 * The image that containers are made of by default: {@value}.
	 */
	public static final String IMAGE = "nats:2.15.1";

	static final String IMAGE_VARIABLE = "NATS_SERVER_IMAGE";

	private static final System.Logger logger = System.getLogger(NatsServerSource.class.getName());

	private final @Nullable Path binary;

	private final @Nullable String image;

	private final String reason;

	private NatsServerSource(@Nullable Path binary, @Nullable String image, String reason) {
		this.binary = binary;
		this.image = image;
		this.reason = reason;
	}

	/**
	 * Look for a source, once in the life of this JVM; later calls get the first answer.
	 * The first call can take minutes, when an executable or an image has to be fetched.
	 * @return the source, or the reason why there is none
	 */
	public static NatsServerSource find() {
		return Found.SOURCE;
	}

	static NatsServerSource find(NatsServerBinary binary, Map<String, String> environment,
			Supplier<DockerEngine> engine) {
		if (binary.path().isPresent()) {
			return new NatsServerSource(binary.path().get(), null, binary.reason());
		}
		if (!environment.getOrDefault("NATS_SERVER_PATH", "").isEmpty()) {
			return none(binary, "an executable was asked for");
		}
		DockerEngine docker = engine.get();
		if (!docker.isAvailable()) {
			return none(binary, docker.reason());
		}
		String image = image(environment);
		String missing = ContainerImages.fetch(image);
		return (missing == null)
				? new NatsServerSource(null, image,
						"a container of " + image + ", as there is no executable: " + binary.reason())
				: none(binary, missing);
	}

	static NatsServerSource of(Path binary) {
		return new NatsServerSource(binary, null, binary.toString());
	}

	static NatsServerSource ofImage(String image) {
		return new NatsServerSource(null, image, "a container of " + image);
	}

	static String image(Map<String, String> environment) {
		String image = environment.getOrDefault(IMAGE_VARIABLE, "");
		return image.isEmpty() ? IMAGE : image;
	}

	private static NatsServerSource none(NatsServerBinary binary, String reason) {
		return new NatsServerSource(null, null,
				"no executable, because " + binary.reason() + "; no container, because " + reason);
	}

	/**
	 * Return whether tests can have a server.
	 * @return whether they can
	 */
	public boolean isAvailable() {
		return this.binary != null || this.image != null;
	}

	/**
	 * Return where servers come from, or why there are none and what to do.
	 * @return the reason
	 */
	public String reason() {
		return this.reason;
	}

	/**
	 * Return this source if clusters can be made of it.
	 * @return this source, or one that has no server to offer and says why: containers do
	 * not reach each other
	 */
	public NatsServerSource forCluster() {
		return (this.image == null) ? this : new NatsServerSource(null, null,
				"a cluster needs an executable on this machine, as containers do not reach each other; there is only "
						+ this.reason);
	}

	@Override
	public String toString() {
		return this.reason;
	}

	/**
	 * Make a place for one server to run in.
	 * @param directory the directory of its configuration and store
	 * @param port the port it listens on, and is reached on from here
	 * @param files other files that the configuration refers to
	 * @return the place
	 * @throws NatsTestServerException if there is no source
	 */
	ServerRuntime runtime(Path directory, int port, List<Path> files) {
		if (this.binary != null) {
			return new LocalServerRuntime(this.binary, directory);
		}
		if (this.image != null) {
			return new ContainerServerRuntime(this.image, directory, port, files);
		}
		throw new NatsTestServerException("No nats-server to test with: " + this.reason);
	}

	private static final class Found {

		private static final NatsServerSource SOURCE = find(NatsServerBinary.find(), System.getenv(),
				DockerEngine::find);

		static {
			if (SOURCE.image != null) {
				logger.log(System.Logger.Level.INFO, "Tests use " + SOURCE.reason);
			}
		}

	}

}
