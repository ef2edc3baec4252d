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
 * A listener stopped by itself and receives nothing until its stream and consumer are
 * there again, or until it is started. A consumer that can be made anew at once stops
 * nothing.
 */
public class ListenerStoppedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final String listenerId;

	private final String reason;

	/**
	 * Create the event.
	 * @param source what publishes it
	 * @param listenerId the listener's id
	 * @param reason why it stopped
	 */
	public ListenerStoppedEvent(Object source, String listenerId, String reason) {
		super(source);
		this.listenerId = listenerId;
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
	 * Why it stopped.
	 * @return the reason
	 */
	public String getReason() {
		return this.reason;
	}

}
