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

import java.util.List;

import io.github.natsboot.core.Subjects;
import io.github.natsboot.listener.ListenerConfigurationException;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerMethod;
import io.github.natsboot.listener.ListenerRules;
import io.github.natsboot.listener.error.RetrySettings;

/**
 * What there is to know about a listener on a bucket, checked as far as that is possible
 * without the server.
 */
public record KeyValueListenerEndpoint(String id, ListenerMethod method, String bucket, List<String> keys,
		KeyValueDelivery delivery, boolean ignoreDeletes, boolean autoStartup, RetrySettings retry) {

	private static final String ALL_KEYS = ">";

	/**
	 * Check the values.
	 * @param id the listener's id
	 * @param method the method to call
	 * @param bucket the bucket
	 * @param keys the patterns of keys to listen on; empty for all
	 * @param delivery what it is called with
	 * @param ignoreDeletes whether it is not called for keys that are gone
	 * @param autoStartup whether it starts with the application
	 * @param retry how failures are retried
	 * @throws ListenerConfigurationException when something does not fit
	 */
	public KeyValueListenerEndpoint {
		keys = keys.isEmpty() ? List.of(ALL_KEYS) : List.copyOf(keys);
		String listener = "listener '" + id + "' (" + method + ")";
		ListenerRules.requireSupported(listener, method);
		if (method.hasReturnValue()) {
			throw new ListenerConfigurationException(listener,
					"it returns a value, but nobody has asked for one: return nothing");
		}
		if (method.returnsLater()) {
			throw new ListenerConfigurationException(listener,
					"it returns a result that comes later, and changes are worked on one after the other: wait for the "
							+ "result in the method, and return nothing");
		}
		if (!ignoreDeletes && !method.takesEmptyPayload()) {
			throw new ListenerConfigurationException(listener,
					"it is called for deleted keys too, which have no value, and its payload cannot be empty: take an "
							+ "Optional, annotate the parameter with @Nullable or @Payload(required = false), or set "
							+ "ignoreDeletes = \"true\"");
		}
		requireBucket(listener, bucket);
		keys.forEach((key) -> requireKey(listener, key));
		requireDisjoint(listener, keys);
	}

	private static void requireBucket(String listener, String bucket) {
		if (!bucket.matches("[A-Za-z0-9_-]+")) {
			throw new ListenerConfigurationException(listener,
					"'bucket' is \"" + bucket + "\"; the name of a bucket is made of letters, digits, '_' and '-'");
		}
	}

	private static void requireKey(String listener, String key) {
		try {
			ListenerRules.requireSubject(listener, key);
		}
		catch (ListenerConfigurationException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new ListenerConfigurationException(listener, "its keys cannot be listened on: " + ex.getMessage(),
					ex);
		}
		if (!key.matches("[-/_=.A-Za-z0-9*>]+")) {
			throw new ListenerConfigurationException(listener, "'keys' has \"" + key
					+ "\"; a key is made of letters, digits, '-', '_', '=', '/' and, between its tokens, dots");
		}
	}

	private static void requireDisjoint(String listener, List<String> keys) {
		for (int i = 0; i < keys.size(); i++) {
			for (int j = i + 1; j < keys.size(); j++) {
				if (Subjects.overlap(keys.get(i), keys.get(j))) {
					throw new ListenerConfigurationException(listener, "its keys '" + keys.get(i) + "' and '"
							+ keys.get(j) + "' match the same keys, which the server does not allow: leave out one");
				}
			}
		}
	}

	/**
	 * The endpoint in the terms that all listeners share.
	 * @return the description, with the bucket's stream and its subjects
	 */
	public ListenerInfo info() {
		return new ListenerInfo(this.id, this.method.toString(),
				this.keys.stream().map((key) -> "$KV." + this.bucket + "." + key).toList(), null, "KV_" + this.bucket,
				1, this.retry.describe(), null);
	}

}
