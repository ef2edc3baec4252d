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

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/**
 * What the client finds by name. It makes its data port of a class name when options name
 * one, its own included, and tells the server the version that it reads from a resource.
 * Everything else in it that options can name by class is for applications that read
 * options from properties of the client.
 */
final class ClientRuntimeHints implements RuntimeHintsRegistrar {

	private static final List<String> DATA_PORTS = List.of("io.nats.client.impl.SocketDataPort",
			"io.nats.client.impl.SocketDataPortWithWriteTimeout");

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("io/nats/jnats/version.properties");
		hints.reflection()
			.registerTypes(DATA_PORTS.stream().map(TypeReference::of).toList(),
					(type) -> type.withMembers(MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS));
	}

}
