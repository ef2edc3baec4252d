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

import java.time.Duration;
import java.util.List;

import io.github.natsboot.deadletter.DeadLetterReason;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;

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
	 * Combine several.
	 * @param all the instrumentations, in the order in which they are told
	 * @return one that tells them all
	 */
	static ListenerInstrumentation of(List<ListenerInstrumentation> all) {
		return switch (all.size()) {
			case 0 -> NONE;
			case 1 -> all.get(0);
			default -> new CompositeListenerInstrumentation(all);
		};
	}

	/**
	 * A listener was created.
	 * @param listener the listener
	 */
	default void created(ListenerInfo listener) {
	}

	/**
	 * A message was settled.
	 * @param listener the listener
	 * @param message the message
	 * @param settlement how
	 */
	default void settled(ListenerInfo listener, Message message, Settlement settlement) {
	}

	/**
	 * A message was stored as a dead letter.
	 * @param listener the listener
	 * @param message the original message
	 * @param reason why
	 * @param stored where: the stream of dead letters and the number in it
	 */
	default void deadLettered(ListenerInfo listener, Message message, DeadLetterReason reason, PublishAck stored) {
	}

	/**
	 * A dead letter could not be stored. The message stays in its stream and is tried
	 * again.
	 * @param listener the listener
	 * @param message the message
	 */
	default void deadLetterFailed(ListenerInfo listener, Message message) {
	}

	/**
	 * A message has not been settled for a long time, where the listener's method does
	 * that itself. Told again each time that has doubled.
	 * @param listener the listener
	 * @param message the message
	 * @param open for how long it has been open since the method returned
	 */
	default void unsettled(ListenerInfo listener, Message message, Duration open) {
	}

	/**
	 * A reply was not sent, because the subject that the request asks for is not one to
	 * reply to.
	 * @param listener the listener
	 * @param request the request
	 * @param reason why
	 */
	default void replyRefused(ListenerInfo listener, Message request, ReplyRefusal reason) {
	}

	/**
	 * Why a reply was not sent.
	 */
	enum ReplyRefusal {

		/**
		 * The subject is one of the server's own, which begin with {@code $}.
		 */
		SERVER_SUBJECT,

		/**
		 * The subject is neither that of an inbox nor of a configured prefix.
		 */
		NO_INBOX,

		/**
		 * The listener listens on the subject itself, so it would answer its own replies.
		 */
		OWN_SUBJECT,

		/**
		 * A listener on a stream listens on the subject, so it would take the reply for
		 * one of its messages.
		 */
		STREAM_SUBJECT

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
		 * Handed back at once, not begun or not settled by its method, because the
		 * listener stopped.
		 */
		HANDED_BACK,

		/**
		 * Gone for this listener, which does not acknowledge: its method failed, or it
		 * had to stop before the message was begun.
		 */
		LOST,

		/**
		 * Not worked on, after all retries: a change in a key-value bucket, which has no
		 * dead letters. The value stays in the bucket.
		 */
		GIVEN_UP

	}

}
