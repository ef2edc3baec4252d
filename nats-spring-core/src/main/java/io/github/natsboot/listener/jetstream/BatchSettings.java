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
package io.github.natsboot.listener.jetstream;

import java.time.Duration;

/**
 * How batch listeners gather messages.
 *
 * @param size the largest number of messages given to the method at once
 * @param timeout how long to wait for a batch to be full, from its first message on; zero
 * for what is there already
 * @since 0.1.0
 */
public record BatchSettings(int size, Duration timeout) {

	/**
	 * Up to 100 messages, gathered for a tenth of a second at most.
	 */
	public static final BatchSettings DEFAULTS = new BatchSettings(100, Duration.ofMillis(100));

}
