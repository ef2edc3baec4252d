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

package io.github.natsboot.deadletter;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A stream that keeps dead letters.
 *
 * @param name the stream's name
 * @param sources the listeners whose dead letters it takes
 * @param letters how many messages are in it
 * @param oldest when the oldest of them was stored; {@code null} if there is none
 * @since 0.1.0
 */
public record DeadLetterStream(String name, List<DeadLetterSource> sources, long letters, @Nullable Instant oldest) {

	/**
	 * Copy the list.
	 * @param name the stream's name
	 * @param sources the listeners whose dead letters it takes
	 * @param letters how many messages are in it
	 * @param oldest when the oldest of them was stored; {@code null} if there is none
	 */
	public DeadLetterStream {
		sources = List.copyOf(sources);
	}

}
