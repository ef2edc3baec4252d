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
 * A listener on a key-value bucket has worked on everything that was in the bucket when
 * it started: from now on it follows the changes. Published once for each start, on the
 * listener's thread.
 */
public class KeyValueCaughtUpEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final String listenerId;

	private final String bucket;

	/**
	 * Create the event.
	 * @param source what publishes it
	 * @param listenerId the listener's id
	 * @param bucket the bucket
	 */
	public KeyValueCaughtUpEvent(Object source, String listenerId, String bucket) {
		super(source);
		this.listenerId = listenerId;
		this.bucket = bucket;
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

}
