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

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of listeners on subjects, where they do not say otherwise.
 *
 * @param concurrency Number of messages that one listener handles at a time. More than
 * one needs a queue group.
 * @param autoStartup Whether to start listeners with the application.
 * @param shutdownTimeout Time that messages being handled have to finish when a listener
 * stops.
 * @param replyPrefixes Comma-separated list of what the subject of a reply must begin
 * with. The connection's own inbox prefix is always allowed.
 * @param logContext Whether the log context (MDC) tells the listener, the message and the
 * attempt. Holds for all kinds of listeners.
 * @since 0.1.0
 */
@ConfigurationProperties("nats.listener")
public record NatsListenerProperties(@DefaultValue("1") int concurrency, @DefaultValue("true") boolean autoStartup,
		@DefaultValue("20s") Duration shutdownTimeout, @DefaultValue("_INBOX.") List<String> replyPrefixes,
		@DefaultValue("true") boolean logContext) {

}
