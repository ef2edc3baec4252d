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

package io.github.natsboot.autoconfigure;

import io.nats.client.Options;

import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.core.task.support.ExecutorServiceAdapter;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Has the client call the methods of core listeners on virtual threads. What reads from
 * the server and writes to it keeps threads of its own: all else waits for them.
 */
final class VirtualThreads {

	private VirtualThreads() {
	}

	static void use(Options.Builder options) {
		options.executor(new ExecutorServiceAdapter(new VirtualThreadTaskExecutor("nats-")))
			.writerThreadFactory(new CustomizableThreadFactory("nats-writer-"));
	}

}
