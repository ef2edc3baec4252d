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

package io.github.natsboot.listener;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a listener listens to and how, for reports, metrics and errors.
 *
 * @param id the listener's id
 * @param method the listener's class and method
 * @param subjects the subject patterns it listens on
 * @param group the queue group, or the durable consumer
 * @param stream the stream, or {@code null} for core NATS
 * @param concurrency the number of messages worked on at the same time
 * @param retries what happens after a failure, in words, or {@code null} for core NATS
 * @param deadLetterSubject the subject of the dead letters, or {@code null} where there
 * are none
 */
public record ListenerInfo(String id, String method, List<String> subjects, @Nullable String group,
		@Nullable String stream, int concurrency, @Nullable String retries, @Nullable String deadLetterSubject) {

	/**
	 * Check the values.
	 * @param id the listener's id
	 * @param method the listener's class and method
	 * @param subjects the subject patterns it listens on
	 * @param group the queue group, or the durable consumer
	 * @param stream the stream, or {@code null} for core NATS
	 * @param concurrency the number of messages worked on at the same time
	 * @param retries what happens after a failure, in words, or {@code null} for core
	 * NATS
	 * @param deadLetterSubject the subject of the dead letters, or {@code null} where
	 * there are none
	 */
	public ListenerInfo {
		subjects = List.copyOf(subjects);
	}

	/**
	 * The subject patterns as one text, for the tags of meters and spans.
	 * @return the patterns, joined by commas
	 */
	public String destination() {
		return String.join(",", this.subjects);
	}

	/**
	 * The listener in words, for logs and errors.
	 * @return the id and the method
	 */
	public String describe() {
		return "listener '" + this.id + "' (" + this.method + ")";
	}

}
