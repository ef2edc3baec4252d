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

/**
 * A listener stopped, and receives nothing until it is started again. One whose stream or
 * consumer is gone starts again by itself as soon as they are there; a consumer that can
 * be made anew at once stops nothing.
 */
public class ListenerStoppedEvent extends ListenerEvent {

	private static final long serialVersionUID = 1L;

	private final Cause cause;

	private final String reason;

	/**
	 * Create the event.
	 * @param source what publishes it
	 * @param listenerId the listener's id
	 * @param cause who stopped it
	 * @param reason why it stopped
	 */
	public ListenerStoppedEvent(Object source, String listenerId, Cause cause, String reason) {
		super(source, listenerId);
		this.cause = cause;
		this.reason = reason;
	}

	/**
	 * Who stopped it.
	 * @return the cause
	 */
	public Cause getCause() {
		return this.cause;
	}

	/**
	 * Why it stopped, in words.
	 * @return the reason
	 */
	public String getReason() {
		return this.reason;
	}

	/**
	 * Who stopped a listener.
	 */
	public enum Cause {

		/**
		 * Somebody asked for it, by the listener's id or through its container.
		 */
		REQUESTED,

		/**
		 * The application stopped, and all its listeners with it.
		 */
		APPLICATION_STOPPED,

		/**
		 * The listener was removed from the registry.
		 */
		REMOVED,

		/**
		 * The listener itself: it could not go on. Health is down until it is started
		 * again.
		 */
		FAILED

	}

}
