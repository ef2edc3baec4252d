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

package io.github.natsboot.listener.keyvalue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.github.natsboot.core.JetStreamUnavailableException;
import io.github.natsboot.core.NatsException;
import io.github.natsboot.listener.ListenerConfigurationException;
import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.Mirror;
import io.nats.client.api.StreamInfo;
import io.nats.client.support.NatsKeyValueUtil;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The bucket of a listener on the server: its stream, and consumers that follow it.
 */
final class WatchedBucket {

	private static final Log logger = LogFactory.getLog(WatchedBucket.class);

	static final int STREAM_NOT_FOUND = 10059;

	/**
	 * After so long without a request the server removes a consumer that nobody has
	 * removed.
	 */
	private static final Duration INACTIVE_THRESHOLD = Duration.ofSeconds(30);

	private final KeyValueListenerEndpoint endpoint;

	private final String stream;

	private final JetStreamManagement management;

	private final JetStreamProvisioner provisioner;

	WatchedBucket(KeyValueListenerEndpoint endpoint, JetStreamManagement management, JetStreamProvisioner provisioner) {
		this.endpoint = endpoint;
		this.stream = NatsKeyValueUtil.toStreamName(endpoint.bucket());
		this.management = management;
		this.provisioner = provisioner;
	}

	String stream() {
		return this.stream;
	}

	/**
	 * Make the first consumer of a listener.
	 * @throws ListenerConfigurationException when the bucket is not there, or the server
	 * refuses
	 * @throws JetStreamUnavailableException when the server does not answer
	 */
	ConsumerInfo bind(EntryCursor cursor) {
		String listener = this.endpoint.info().describe();
		try {
			return follow(cursor);
		}
		catch (IOException ex) {
			throw new JetStreamUnavailableException(
					listener + " cannot start: the server does not answer the JetStream API. Is JetStream enabled "
							+ "on the server (nats-server -js) and for the account?",
					ex);
		}
		catch (JetStreamApiException ex) {
			if (ex.getApiErrorCode() == STREAM_NOT_FOUND) {
				throw new ListenerConfigurationException(listener, missing(), ex);
			}
			throw new ListenerConfigurationException(listener, "the server refused a consumer of bucket '"
					+ this.endpoint.bucket() + "': " + ex.getErrorDescription() + " [" + ex.getApiErrorCode() + "]",
					ex);
		}
	}

	/**
	 * Make a consumer that delivers from where the cursor is.
	 */
	ConsumerInfo follow(EntryCursor cursor) throws IOException, JetStreamApiException {
		StreamInfo info = this.management.getStreamInfo(this.stream);
		if (cursor.align(info)) {
			logger.warn("Bucket '" + this.endpoint.bucket() + "' is not the one that it was: "
					+ this.endpoint.info().describe() + " begins anew with what is in it now");
		}
		String prefix = NatsKeyValueUtil.toKeyPrefix(origin(info));
		ConsumerConfiguration.Builder consumer = ConsumerConfiguration.builder()
			.description("Listener " + this.endpoint.id())
			.filterSubjects(this.endpoint.keys().stream().map((key) -> prefix + key).toList())
			.ackPolicy(AckPolicy.None)
			.maxDeliver(1)
			.inactiveThreshold(INACTIVE_THRESHOLD)
			.numReplicas(1)
			.memStorage(true);
		cursor.position(consumer);
		ConsumerInfo made = this.management.createConsumer(this.stream, consumer.build());
		cursor.reached(made.getCalculatedPending());
		return made;
	}

	/**
	 * A mirror keeps the subjects of the bucket that it mirrors.
	 */
	private String origin(StreamInfo info) {
		Mirror mirror = info.getConfiguration().getMirror();
		return (mirror != null && NatsKeyValueUtil.hasPrefix(mirror.getName()))
				? NatsKeyValueUtil.extractBucketName(mirror.getName()) : this.endpoint.bucket();
	}

	/**
	 * Make the bucket again that is gone, if it is declared and may be made.
	 * @return whether it is there again
	 */
	boolean restore() {
		try {
			return this.provisioner.restore(this.stream);
		}
		catch (NatsException ex) {
			logger.warn("Could not make bucket '" + this.endpoint.bucket() + "' again: " + ex.getMessage());
			return false;
		}
	}

	/**
	 * Remove a consumer that is not needed any more, if that is possible now.
	 */
	void remove(String consumer) {
		try {
			this.management.deleteConsumer(this.stream, consumer);
		}
		catch (IOException | JetStreamApiException | RuntimeException ex) {
			logger.debug("Left consumer '" + consumer + "' of stream '" + this.stream + "' to the server, which "
					+ "removes it in " + INACTIVE_THRESHOLD.toSeconds() + " s", ex);
		}
	}

	private String missing() {
		String bucket = this.endpoint.bucket();
		List<String> buckets = buckets();
		return "there is no bucket '" + bucket + "'; "
				+ (buckets.isEmpty() ? "there are none at all" : "there are: " + String.join(", ", buckets))
				+ ". Declare it with nats.jetstream.key-value." + bucket + ".history=1, or make it with `nats kv add "
				+ bucket + "`";
	}

	private List<String> buckets() {
		try {
			return this.management.getStreamNames()
				.stream()
				.filter(NatsKeyValueUtil::hasPrefix)
				.map(NatsKeyValueUtil::extractBucketName)
				.toList();
		}
		catch (IOException | JetStreamApiException ex) {
			logger.debug("Cannot list the buckets", ex);
			return List.of();
		}
	}

}
