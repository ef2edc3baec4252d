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

import io.github.natsboot.deadletter.DeadLetterReason;

/**
 * Is told what becomes of the messages that listeners receive. Implementations count;
 * they must not block nor throw. Called from the listeners' threads.
 */
public interface ListenerInstrumentation {

	/**
	 * Does nothing.
	 */
	ListenerInstrumentation NONE = new ListenerInstrumentation() {
	};

	/**
	 * A listener was created.
	 * @param listener the listener
	 */
	default void created(ListenerInfo listener) {
	}

	/**
	 * A message was settled.
	 * @param listener the listener
	 * @param settlement how
	 */
	default void settled(ListenerInfo listener, Settlement settlement) {
	}

	/**
	 * A message was stored as a dead letter.
	 * @param listener the listener
	 * @param reason why
	 */
	default void deadLettered(ListenerInfo listener, DeadLetterReason reason) {
	}

	/**
	 * A dead letter could not be stored. The message stays in its stream and is tried
	 * again.
	 * @param listener the listener
	 */
	default void deadLetterFailed(ListenerInfo listener) {
	}

	/**
	 * How a message was settled.
	 */
	enum Settlement {

		/**
		 * Acknowledged: it was worked on.
		 */
		ACK,

		/**
		 * Handed back to be delivered again after a delay.
		 */
		RETRY,

		/**
		 * Stored as a dead letter and ended.
		 */
		DEAD_LETTER,

		/**
		 * Handed back at once, not begun, because the listener stopped.
		 */
		HANDED_BACK

	}

}
