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
import java.util.concurrent.TimeUnit;

import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.Message;
import io.nats.client.PublishOptions;
import io.nats.client.PurgeOptions;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PurgeResponse;
import io.nats.client.impl.NatsMessage;
import io.nats.client.support.NatsKeyValueUtil;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The entries of one cache in its bucket. They are read and written as messages of the
 * bucket's stream, because the client's own bucket knows neither a time to live for each
 * value nor headers.
 */
final class CacheBucket {

	private static final int MESSAGE_NOT_FOUND = 10037;

	private static final int WRONG_LAST_SEQUENCE = 10071;

	private static final int WRONG_LAST_SEQUENCE_CONSTANT = 10164;

	/**
	 * A marker has to outlive the entry's readers, not the entry.
	 */
	private static final int MARKER_SECONDS = 60;

	private static final int ATTEMPTS = 10;

	private static final long PAUSE_MILLIS = 10;

	private final String cache;

	private final String bucket;

	private final CacheServer server;

	private final String stream;

	/**
	 * What the subjects of this cache's entries begin with, to read and to write.
	 */
	private final String readPrefix;

	private final String writePrefix;

	private final @Nullable Duration timeToLive;

	private final boolean markersExpire;

	/**
	 * Create it.
	 * @param cache the cache
	 * @param bucket the name of the bucket
	 * @param access how to reach the server
	 * @param timeToLive how long the server is told to keep an entry, or {@code null}
	 * @param markersExpire whether the server can be told to forget evicted keys
	 */
	CacheBucket(String cache, String bucket, CacheServer access, @Nullable Duration timeToLive, boolean markersExpire) {
		this.cache = cache;
		this.bucket = bucket;
		this.server = access;
		this.stream = NatsKeyValueUtil.toStreamName(bucket);
		this.readPrefix = NatsKeyValueUtil.toKeyPrefix(bucket) + StructuredCacheKeyEncoder.token(cache) + ".";
		this.writePrefix = access.writePrefix() + this.readPrefix;
		this.timeToLive = timeToLive;
		this.markersExpire = markersExpire;
	}

	/**
	 * The client's own bucket.
	 */
	KeyValue nativeBucket() {
		KeyValue keyValue = call("opened", () -> this.server.keyValue(this.bucket));
		Assert.state(keyValue != null, "The client gave no bucket");
		return keyValue;
	}

	/**
	 * Read an entry.
	 * @return the value, or {@code null} if there is none
	 */
	@Nullable CacheValue read(String key) {
		MessageInfo last = last(key);
		return (last != null && isValue(last)) ? new CacheValue(body(last), last.getHeaders()) : null;
	}

	void write(String key, CacheValue value) {
		publish(value.toMessage(this.writePrefix + key), expiring());
	}

	/**
	 * Write an entry if there is none.
	 * @return the value that is there, or {@code null} if this one was written
	 */
	@Nullable CacheValue writeIfAbsent(String key, CacheValue value) {
		long lastRevision = 0;
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			if (publish(value.toMessage(this.writePrefix + key),
					expiring().expectedLastSubjectSequence(lastRevision))) {
				return null;
			}
			MessageInfo last = last(key);
			if (last != null && isValue(last)) {
				return new CacheValue(body(last), last.getHeaders());
			}
			// It has been evicted. Where several servers answer, one may not know that
			// yet.
			lastRevision = (last != null) ? last.getSeq() : 0;
			pause(attempt);
		}
		throw new CacheAccessException(this.cache, "an entry changes all the time, and could not be written", null);
	}

	void remove(String key) {
		if (this.markersExpire) {
			publish(NatsMessage.builder()
				.subject(this.writePrefix + key)
				.headers(NatsKeyValueUtil.getPurgeHeaders())
				.build(), publishOptions().messageTtlSeconds(MARKER_SECONDS));
		}
		else {
			purge(this.readPrefix + key);
		}
	}

	/**
	 * Remove all entries of the cache.
	 * @return whether there were any
	 */
	boolean clear() {
		return purge(this.readPrefix + ">");
	}

	private boolean purge(String subject) {
		PurgeResponse response = call("emptied",
				() -> this.server.management().purgeStream(this.stream, PurgeOptions.subject(subject)));
		return response != null && response.getPurged() > 0;
	}

	private @Nullable MessageInfo last(String key) {
		return call("read", () -> {
			try {
				return this.server.management().getLastMessage(this.stream, this.readPrefix + key);
			}
			catch (JetStreamApiException ex) {
				if (ex.getApiErrorCode() == MESSAGE_NOT_FOUND) {
					return null;
				}
				throw ex;
			}
		});
	}

	/**
	 * Store a message.
	 * @return whether it was stored; {@code false} if the entry is not as expected
	 */
	private boolean publish(Message message, PublishOptions.Builder options) {
		return Boolean.TRUE.equals(call("written", () -> {
			try {
				this.server.jetStream().publish(message, options.build());
				return true;
			}
			catch (JetStreamApiException ex) {
				if (ex.getApiErrorCode() == WRONG_LAST_SEQUENCE
						|| ex.getApiErrorCode() == WRONG_LAST_SEQUENCE_CONSTANT) {
					return false;
				}
				throw ex;
			}
		}));
	}

	private PublishOptions.Builder publishOptions() {
		return PublishOptions.builder().expectedStream(this.stream);
	}

	private PublishOptions.Builder expiring() {
		PublishOptions.Builder options = publishOptions();
		return (this.timeToLive != null)
				? options.messageTtlSeconds(
						(int) Math.min(Integer.MAX_VALUE, this.timeToLive.plusNanos(999_999_999).toSeconds()))
				: options;
	}

	private <T> @Nullable T call(String what, Call<T> call) {
		// A cache that is waited for is of no use.
		if (!this.server.isConnected()) {
			throw new CacheAccessException(this.cache, "there is no connection to the server", null);
		}
		try {
			return call.make();
		}
		catch (JetStreamApiException ex) {
			throw new CacheAccessException(this.cache, "it cannot be " + what + ", says the server: "
					+ ex.getErrorDescription() + " [" + ex.getApiErrorCode() + "]", ex);
		}
		catch (IOException | IllegalStateException ex) {
			throw new CacheAccessException(this.cache,
					"it cannot be " + what + ", the server does not answer for stream '" + this.stream + "'", ex);
		}
	}

	private void pause(int attempt) {
		try {
			TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS * attempt);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CacheAccessException(this.cache, "interrupted while an entry was written", ex);
		}
	}

	private static boolean isValue(MessageInfo message) {
		return NatsKeyValueUtil.getOperation(message.getHeaders()) == KeyValueOperation.PUT;
	}

	private static byte[] body(MessageInfo message) {
		byte[] body = message.getData();
		return (body != null) ? body : new byte[0];
	}

	/**
	 * A call of the server's API.
	 */
	@FunctionalInterface
	private interface Call<T> {

		@Nullable T make() throws IOException, JetStreamApiException;

	}

}
