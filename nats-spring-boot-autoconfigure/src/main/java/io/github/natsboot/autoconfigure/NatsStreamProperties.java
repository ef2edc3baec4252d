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

import java.time.Duration;
import java.util.List;

import io.nats.client.api.CompressionOption;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of one stream. What is not set is not declared: a new stream
 * gets the server's default, and one that exists keeps what it has.
 *
 * @param subjects Comma-separated list of subjects the stream captures. Name of the
 * stream by default.
 * @param description Text that tells what the stream is for.
 * @param storage Where messages are kept, in files by default.
 * @param retention When messages may be removed, by limits only by default.
 * @param discard Messages to give up when the stream is full, old ones by default.
 * @param replicas Number of servers that keep each message, 1 by default.
 * @param maxAge Time after which messages are removed.
 * @param maxBytes Size the stream may have.
 * @param maxMessages Number of messages the stream may have.
 * @param maxMessagesPerSubject Number of messages the stream may have of each subject.
 * @param maxMessageSize Size a message may have, headers included.
 * @param duplicateWindow Time within which a message id is stored once.
 * @param compression How messages are compressed, not at all by default.
 * @param allowMessageTtl Whether messages may set the time after which they are removed.
 * @param allowMessageSchedules Whether messages may be delivered later or repeatedly.
 * @param allowAtomicPublish Whether several messages may be stored together or not at
 * all.
 * @param denyDelete Whether to refuse the removal of single messages.
 * @param denyPurge Whether to refuse the removal of all messages.
 * @since 0.1.0
 */
public record NatsStreamProperties(@DefaultValue List<String> subjects, @Nullable String description,
		@Nullable StorageType storage, @Nullable RetentionPolicy retention, @Nullable DiscardPolicy discard,
		@Nullable Integer replicas, @Nullable Duration maxAge, @Nullable DataSize maxBytes, @Nullable Long maxMessages,
		@Nullable Long maxMessagesPerSubject, @Nullable DataSize maxMessageSize, @Nullable Duration duplicateWindow,
		@Nullable CompressionOption compression, @Nullable Boolean allowMessageTtl,
		@Nullable Boolean allowMessageSchedules, @Nullable Boolean allowAtomicPublish, @Nullable Boolean denyDelete,
		@Nullable Boolean denyPurge) {

}
