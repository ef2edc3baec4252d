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

package io.github.natsboot.docs.containers;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.utility.MountableFile;

import org.springframework.boot.testcontainers.service.connection.PemTrustStore;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;

final class SecureContainer {

	// tag::tls[]
	@Container
	@ServiceConnection
	@PemTrustStore(certificate = "classpath:ca.pem")
	static final GenericContainer<?> nats = new GenericContainer<>("nats:2.15.1")
		.withCopyFileToContainer(MountableFile.forClasspathResource("server.pem"), "/server.pem")
		.withCopyFileToContainer(MountableFile.forClasspathResource("server.key"), "/server.key")
		.withCommand("--tls", "--tlscert", "/server.pem", "--tlskey", "/server.key")
		.withExposedPorts(4222);

	// end::tls[]

	private SecureContainer() {
	}

}
