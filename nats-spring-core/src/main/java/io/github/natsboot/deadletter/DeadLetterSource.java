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

/**
 * A listener whose messages may become dead letters.
 *
 * @param listenerId the listener's id
 * @param stream the stream it listens to
 * @param consumer its durable consumer
 * @param subject the subject its dead letters are published to
 * @since 0.1.0
 */
public record DeadLetterSource(String listenerId, String stream, String consumer, String subject) {
}
