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

package io.github.natsboot.event;

import org.springframework.context.ApplicationEvent;

/**
 * A listener on a key-value bucket has given up on a change: its method failed with it
 * each time. The value stays in the bucket; the listener goes on with the next change.
 * Published on the listener's thread.
 */
public class KeyValueEntryFailedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final String listenerId;

	private final String bucket;

	private final String key;

	private final long revision;

	private final String reason;

	/**
	 * Create the event.
	 * @param source what publishes it
	 * @param listenerId the listener's id
	 * @param bucket the bucket
	 * @param key the key
	 * @param revision the revision of the change
	 * @param reason the code of the reason
	 */
	public KeyValueEntryFailedEvent(Object source, String listenerId, String bucket, String key, long revision,
			String reason) {
		super(source);
		this.listenerId = listenerId;
		this.bucket = bucket;
		this.key = key;
		this.revision = revision;
		this.reason = reason;
	}

	/**
	 * The listener.
	 * @return its id
	 */
	public String getListenerId() {
		return this.listenerId;
	}

	/**
	 * The bucket.
	 * @return its name
	 */
	public String getBucket() {
		return this.bucket;
	}

	/**
	 * The key whose change failed.
	 * @return the key
	 */
	public String getKey() {
		return this.key;
	}

	/**
	 * The revision of the change, which is its sequence number in the bucket's stream.
	 * @return the number
	 */
	public long getRevision() {
		return this.revision;
	}

	/**
	 * Why it was given up.
	 * @return {@code unreadable}, {@code not_retryable} or {@code attempts_exhausted}
	 */
	public String getReason() {
		return this.reason;
	}

}
