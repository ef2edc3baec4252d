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

package io.github.natsboot.provisioning;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

import io.github.natsboot.core.Subjects;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.support.NatsKeyValueUtil;

/**
 * A stream that the application declares, and which of its settings it really declares.
 * The others have a value only because the client's configuration has one for each; they
 * are used when the stream is made, but never compared with those of a stream that
 * exists, nor written over them. Immutable.
 *
 * @since 0.1.0
 */
public final class StreamDeclaration {

	private final StreamConfiguration configuration;

	private final Set<String> keys;

	private StreamDeclaration(StreamConfiguration configuration, Set<String> keys) {
		Subjects.requireName("stream", configuration.getName());
		this.configuration = configuration;
		this.keys = keys;
	}

	/**
	 * Declares the settings whose values differ from those that
	 * {@link StreamConfiguration.Builder} begins with. What was set to the same value as
	 * the builder's cannot be told from what was not set, and is not declared.
	 * @param configuration the stream
	 * @return the declaration
	 */
	public static StreamDeclaration of(StreamConfiguration configuration) {
		return new StreamDeclaration(configuration, StreamSettings.changed(configuration));
	}

	/**
	 * Declares the stream of a key-value bucket, as {@link #of(StreamConfiguration)}
	 * does.
	 * @param bucket the bucket
	 * @return the declaration
	 */
	public static StreamDeclaration of(KeyValueConfiguration bucket) {
		return of(bucket.getBackingConfig());
	}

	/**
	 * Declares the settings that are named.
	 * @param configuration the stream
	 * @param settings the names as in the properties, such as {@code max-age}
	 * @return the declaration
	 * @throws IllegalArgumentException if there is no setting of a name
	 */
	public static StreamDeclaration of(StreamConfiguration configuration, Collection<String> settings) {
		Set<String> keys = new LinkedHashSet<>();
		settings.forEach((setting) -> keys.add(StreamSettings.key(setting)));
		return new StreamDeclaration(configuration, keys);
	}

	/**
	 * Returns the stream as it is made when it is missing.
	 * @return the configuration
	 */
	public StreamConfiguration configuration() {
		return this.configuration;
	}

	/**
	 * Returns the stream's name.
	 * @return the name
	 */
	public String name() {
		return this.configuration.getName();
	}

	/**
	 * The command that makes it.
	 */
	String command() {
		return NatsKeyValueUtil.hasPrefix(name()) ? "nats kv add " + NatsKeyValueUtil.extractBucketName(name())
				: "nats stream add " + name();
	}

	/**
	 * The declared settings, as they are called in the JetStream API.
	 */
	Set<String> keys() {
		return this.keys;
	}

	boolean declaresSubjects() {
		return this.keys.contains(StreamSettings.SUBJECTS);
	}

}
