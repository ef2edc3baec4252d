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

package io.github.natsboot.support;

import java.io.Serial;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsJetStreamMetaData;
import io.nats.client.support.NatsKeyValueUtil;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;

/**
 * Headers of a native message, looked up when they are asked for: most listeners read
 * none, so none are copied.
 */
final class NatsMessageHeaders extends MessageHeaders {

	@Serial
	private static final long serialVersionUID = 1L;

	/** What the subjects of key-value buckets begin with. */
	private static final String BUCKETS = "$KV.";

	private static final long NO_TIMESTAMP = -1;

	private final transient Message message;

	private final transient Map<String, Object> additional;

	private transient @Nullable Map<String, Object> all;

	NatsMessageHeaders(Message message, Map<String, Object> additional) {
		super(null, ID_VALUE_NONE, NO_TIMESTAMP);
		this.message = message;
		this.additional = additional;
	}

	@Override
	public @Nullable Object get(Object key) {
		if (!(key instanceof String name)) {
			return null;
		}
		Object value = this.additional.get(name);
		return (value != null) ? value : lookUp(name);
	}

	private @Nullable Object lookUp(String name) {
		if (name.startsWith(NatsHeaders.PREFIX)) {
			// never from the wire: a sender must not be able to pretend these
			return switch (name) {
				case NatsHeaders.NATIVE_MESSAGE -> this.message;
				case NatsHeaders.SUBJECT -> this.message.getSubject();
				case NatsHeaders.REPLY_TO -> this.message.isJetStream() ? null : this.message.getReplyTo();
				case NatsHeaders.KEY, NatsHeaders.BUCKET, NatsHeaders.OPERATION -> lookUpEntry(name);
				default -> this.message.isJetStream() ? lookUp(name, this.message.metaData()) : null;
			};
		}
		if (name.equals(CONTENT_TYPE)) {
			return contentType();
		}
		Headers headers = this.message.getHeaders();
		List<String> values = (headers != null) ? headers.get(name) : null;
		if (values == null || values.isEmpty()) {
			return null;
		}
		return (values.size() == 1) ? values.get(0) : values;
	}

	private @Nullable Object lookUpEntry(String name) {
		String subject = this.message.getSubject();
		int keyAt = subject.indexOf('.', BUCKETS.length()) + 1;
		if (!this.message.isJetStream() || !subject.startsWith(BUCKETS) || keyAt == 0) {
			return null;
		}
		return switch (name) {
			case NatsHeaders.KEY -> subject.substring(keyAt);
			case NatsHeaders.BUCKET -> subject.substring(BUCKETS.length(), keyAt - 1);
			default -> NatsKeyValueUtil.getOperation(this.message.getHeaders());
		};
	}

	private static @Nullable Object lookUp(String name, NatsJetStreamMetaData metaData) {
		return switch (name) {
			case NatsHeaders.STREAM -> metaData.getStream();
			case NatsHeaders.CONSUMER -> metaData.getConsumer();
			case NatsHeaders.STREAM_SEQUENCE -> metaData.streamSequence();
			case NatsHeaders.CONSUMER_SEQUENCE -> metaData.consumerSequence();
			case NatsHeaders.DELIVERY_ATTEMPT -> metaData.deliveredCount();
			case NatsHeaders.TIMESTAMP -> metaData.timestamp().toInstant();
			case NatsHeaders.PENDING -> metaData.pendingCount();
			default -> null;
		};
	}

	private @Nullable String contentType() {
		Headers headers = this.message.getHeaders();
		if (headers == null || headers.isEmpty()) {
			return null;
		}
		String exact = headers.getFirst(NatsHeaders.CONTENT_TYPE);
		if (exact != null || !headers.containsKeyIgnoreCase(NatsHeaders.CONTENT_TYPE)) {
			return exact;
		}
		List<String> values = headers.getIgnoreCase(NatsHeaders.CONTENT_TYPE);
		return (values != null) ? values.get(0) : null;
	}

	private Map<String, Object> all() {
		Map<String, Object> map = this.all;
		if (map == null) {
			map = new LinkedHashMap<>();
			for (String name : List.of(NatsHeaders.SUBJECT, NatsHeaders.REPLY_TO, NatsHeaders.STREAM,
					NatsHeaders.CONSUMER, NatsHeaders.STREAM_SEQUENCE, NatsHeaders.CONSUMER_SEQUENCE,
					NatsHeaders.DELIVERY_ATTEMPT, NatsHeaders.TIMESTAMP, NatsHeaders.PENDING, NatsHeaders.KEY,
					NatsHeaders.BUCKET, NatsHeaders.OPERATION, NatsHeaders.NATIVE_MESSAGE, CONTENT_TYPE)) {
				put(map, name);
			}
			Headers headers = this.message.getHeaders();
			if (headers != null) {
				for (String name : headers.keySet()) {
					put(map, name);
				}
			}
			map.putAll(this.additional);
			map = Collections.unmodifiableMap(map);
			this.all = map;
		}
		return map;
	}

	private void put(Map<String, Object> map, String name) {
		Object value = lookUp(name);
		if (value != null) {
			map.put(name, value);
		}
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T get(Object key, Class<T> type) {
		Object value = get(key);
		if (value != null && !type.isInstance(value)) {
			throw new IllegalArgumentException("Header '" + key + "' is of " + value.getClass() + ", not of " + type);
		}
		return (T) value;
	}

	@Override
	public @Nullable UUID getId() {
		return (get(ID) instanceof UUID id) ? id : null;
	}

	@Override
	public @Nullable Long getTimestamp() {
		return (get(TIMESTAMP) instanceof Long timestamp) ? timestamp : null;
	}

	@Override
	protected Map<String, Object> getRawHeaders() {
		return all();
	}

	@Override
	public boolean containsKey(Object key) {
		return get(key) != null;
	}

	@Override
	public boolean containsValue(Object value) {
		return all().containsValue(value);
	}

	@Override
	public Set<Map.Entry<String, Object>> entrySet() {
		return all().entrySet();
	}

	@Override
	public Set<String> keySet() {
		return all().keySet();
	}

	@Override
	public Collection<Object> values() {
		return all().values();
	}

	@Override
	public boolean isEmpty() {
		return false;
	}

	@Override
	public int size() {
		return all().size();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof MessageHeaders headers && entrySet().equals(headers.entrySet()));
	}

	@Override
	public int hashCode() {
		return all().hashCode();
	}

	/**
	 * Shows names only: Spring logs messages, and header values may be secrets.
	 */
	@Override
	public String toString() {
		return keySet().toString();
	}

	@Serial
	private Object writeReplace() {
		return new MessageHeaders(all());
	}

}
