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

package io.github.natsboot.cache;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.github.natsboot.core.JetStreamUnavailableException;
import io.github.natsboot.core.ServerFeature;
import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.github.natsboot.provisioning.StreamDeclaration;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.support.NatsKeyValueUtil;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of the caches: makes those that are missing, and knows what they can do.
 */
final class CacheBuckets {

	private final CacheServer server;

	private final JetStreamProvisioner provisioner;

	private final List<NatsCacheConfiguration> configurations;

	private final Map<String, StreamConfiguration> streams = new ConcurrentHashMap<>();

	CacheBuckets(CacheServer server, JetStreamProvisioner provisioner, NatsCacheConfiguration defaults,
			Collection<NatsCacheConfiguration> configurations) {
		this.server = server;
		this.provisioner = provisioner;
		this.configurations = Stream.concat(Stream.of(defaults), configurations.stream()).toList();
	}

	/**
	 * See to it that the buckets are there.
	 */
	void open() {
		Set<String> names = new LinkedHashSet<>();
		this.configurations.forEach((configuration) -> names.add(configuration.bucket()));
		names.forEach((name) -> {
			this.provisioner.ensure(declaration(name));
			this.streams.put(name, read(name));
		});
	}

	private StreamDeclaration declaration(String bucket) {
		KeyValueConfiguration.Builder keyValue = KeyValueConfiguration.builder(bucket).description("Caches");
		boolean perKey = ServerFeature.MESSAGE_TTL.isAvailable(this.server.connection());
		Duration common = commonTimeToLive(bucket);
		if (!perKey && common != null) {
			keyValue.ttl(common);
		}
		StreamConfiguration.Builder stream = StreamConfiguration.builder(keyValue.build().getBackingConfig());
		if (perKey) {
			stream.allowMessageTtl(true);
		}
		return StreamDeclaration.of(stream.build(), List.of("subjects"));
	}

	/**
	 * The time to live of all caches of a bucket, if it is the same.
	 */
	private @Nullable Duration commonTimeToLive(String bucket) {
		List<NatsCacheConfiguration> sharing = this.configurations.stream()
			.filter((configuration) -> configuration.bucket().equals(bucket))
			.toList();
		Duration first = sharing.get(0).timeToLive();
		return (first != null && sharing.stream().allMatch((other) -> first.equals(other.timeToLive()))) ? first : null;
	}

	private StreamConfiguration read(String bucket) {
		StreamConfiguration stream;
		try {
			stream = this.server.management().getStreamInfo(NatsKeyValueUtil.toStreamName(bucket)).getConfiguration();
		}
		catch (IOException ex) {
			throw new JetStreamUnavailableException("Bucket '" + bucket + "' of the caches: the server does not answer "
					+ "the JetStream API. Is JetStream enabled on the server (nats-server -js) and for the account?",
					ex);
		}
		catch (JetStreamApiException ex) {
			throw new CacheConfigurationException("Bucket '" + bucket + "' of the caches",
					"the server says: " + ex.getErrorDescription() + " [" + ex.getApiErrorCode() + "]");
		}
		if (stream.getMaxMsgsPerSubject() != 1) {
			throw new CacheConfigurationException("Bucket '" + bucket + "' of the caches",
					"it keeps " + stream.getMaxMsgsPerSubject()
							+ " values of each key, so that an older one would come back when "
							+ "an entry expires: give it history 1, or name another bucket with nats.cache.bucket");
		}
		return stream;
	}

	/**
	 * How long the server is to be told to keep each entry of a cache.
	 * @return the time, or {@code null} if it need not be told
	 * @throws CacheConfigurationException when the bucket cannot do what is configured
	 */
	@Nullable Duration timeToLive(String cache, NatsCacheConfiguration configuration) {
		Duration wanted = configuration.timeToLive();
		StreamConfiguration stream = stream(configuration.bucket());
		if (wanted == null || wanted.equals(stream.getMaxAge())) {
			return null;
		}
		if (!stream.getAllowMessageTtl()) {
			throw new CacheConfigurationException("Cache '" + cache + "'", "its time-to-live is " + wanted
					+ ", and bucket '" + configuration.bucket()
					+ "' takes none for each entry: that needs nats-server 2.11 or newer, and "
					+ "nats.jetstream.key-value." + configuration.bucket()
					+ ".allow-message-ttl=true. Or give the cache a bucket of its own, whose time-to-live is the same");
		}
		return wanted;
	}

	/**
	 * Whether the server can be told to forget evicted keys of a bucket.
	 */
	boolean markersExpire(String bucket) {
		return stream(bucket).getAllowMessageTtl();
	}

	private StreamConfiguration stream(String bucket) {
		return this.streams.computeIfAbsent(bucket, this::read);
	}

}
