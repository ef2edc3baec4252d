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

package io.github.natsboot.listener;

import org.jspecify.annotations.Nullable;

/**
 * The state of a listener. A listener that should receive and cannot is never reported as
 * healthy.
 *
 * @param status the status
 * @param reason why, where the status needs a reason
 */
public record ListenerState(Status status, @Nullable String reason) {

	/**
	 * The state of a listener that was stopped, or not yet started.
	 */
	public static final ListenerState STOPPED = new ListenerState(Status.STOPPED, null);

	/**
	 * The state of a listener that receives.
	 */
	public static final ListenerState RUNNING = new ListenerState(Status.RUNNING, null);

	/**
	 * The state of a listener that is running and was told to pause.
	 */
	public static final ListenerState PAUSED = new ListenerState(Status.PAUSED, null);

	/**
	 * The state of a listener that is running but cannot do all its work at the moment.
	 * @param reason why
	 * @return the state
	 */
	public static ListenerState impaired(String reason) {
		return new ListenerState(Status.IMPAIRED, reason);
	}

	/**
	 * The state of a listener that stopped by itself.
	 * @param reason why
	 * @return the state
	 */
	public static ListenerState failed(String reason) {
		return new ListenerState(Status.FAILED, reason);
	}

	/**
	 * Whether the listener has been started and not been stopped. A paused listener is
	 * running.
	 * @return {@code true} if so
	 */
	public boolean isRunning() {
		return this.status == Status.RUNNING || this.status == Status.IMPAIRED || this.status == Status.PAUSED;
	}

	/**
	 * Whether the listener was told to pause, and not to resume since.
	 * @return {@code true} if so
	 */
	public boolean isPaused() {
		return this.status == Status.PAUSED;
	}

	/**
	 * Whether there is nothing to worry about.
	 * @return {@code true} if the listener receives, or was stopped or paused on purpose
	 */
	public boolean isHealthy() {
		return this.status == Status.RUNNING || this.status == Status.STOPPED || this.status == Status.PAUSED;
	}

	/**
	 * The kinds of state.
	 */
	public enum Status {

		/**
		 * Stopped on purpose, or not yet started.
		 */
		STOPPED,

		/**
		 * Receiving.
		 */
		RUNNING,

		/**
		 * Running, and told to begin no message until it is told to resume.
		 */
		PAUSED,

		/**
		 * Running, but not able to do all its work: it receives nothing, or its dead
		 * letters cannot be stored. It goes on trying.
		 */
		IMPAIRED,

		/**
		 * Stopped by itself. It goes on once its stream and consumer are there again;
		 * after anything else, or to try it now, it has to be started.
		 */
		FAILED

	}

}
