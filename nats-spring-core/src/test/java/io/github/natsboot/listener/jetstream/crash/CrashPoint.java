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

package io.github.natsboot.listener.jetstream.crash;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A place on the way of a message at which the process ends.
 */
enum CrashPoint {

	/**
	 * An interceptor has the message, the method does not.
	 */
	BEFORE_INVOKE(Course.SUCCEED),

	/**
	 * The method has begun.
	 */
	METHOD_BEGUN(Course.SUCCEED),

	/**
	 * The method has done its work and has not returned.
	 */
	METHOD_DONE(Course.SUCCEED),

	/**
	 * The method has returned.
	 */
	AFTER_RETURN(Course.SUCCEED),

	/**
	 * What the method returned is about to be published.
	 */
	BEFORE_RESULT(Course.SUCCEED),

	/**
	 * The server has confirmed what the method returned.
	 */
	RESULT_CONFIRMED(Course.SUCCEED),

	/**
	 * The acknowledgement has left the process and not reached the server.
	 */
	ACK_ON_WIRE(Course.SUCCEED),

	/**
	 * The message was acknowledged.
	 */
	ACKNOWLEDGED(Course.SUCCEED),

	/**
	 * The method has thrown.
	 */
	AFTER_FAILURE(Course.RETRY),

	/**
	 * The error handler is asked.
	 */
	BEFORE_DECISION(Course.RETRY),

	/**
	 * The error handler has made up its mind and has not returned.
	 */
	DECIDED(Course.RETRY),

	/**
	 * The request for a retry has left the process and not reached the server.
	 */
	NAK_ON_WIRE(Course.RETRY),

	/**
	 * The message was handed back.
	 */
	HANDED_BACK(Course.RETRY),

	/**
	 * The dead letter is about to be published.
	 */
	BEFORE_LETTER(Course.DEAD_LETTER),

	/**
	 * The dead letter has left the process and not reached the server.
	 */
	LETTER_ON_WIRE(Course.DEAD_LETTER),

	/**
	 * The server has stored the dead letter, and its confirmation has not reached the
	 * process.
	 */
	CONFIRMATION_ON_WIRE(Course.DEAD_LETTER),

	/**
	 * The confirmation is here, the original is not ended.
	 */
	LETTER_CONFIRMED(Course.DEAD_LETTER),

	/**
	 * The end of the original has left the process and not reached the server.
	 */
	TERM_ON_WIRE(Course.DEAD_LETTER),

	/**
	 * The original was ended.
	 */
	ENDED(Course.DEAD_LETTER),

	/**
	 * The instrumentation is told of the dead letter.
	 */
	LETTER_COUNTED(Course.DEAD_LETTER),

	/**
	 * Listeners of the application's events are told of the dead letter.
	 */
	LETTER_TOLD(Course.DEAD_LETTER);

	/**
	 * How many attempts a message has.
	 */
	static final int ATTEMPTS = 3;

	private final Course course;

	CrashPoint(Course course) {
		this.course = course;
	}

	Course course() {
		return this.course;
	}

	/**
	 * The attempts at which a message comes by here. After the last one nothing is handed
	 * back.
	 */
	List<Integer> attempts() {
		int last = (this == NAK_ON_WIRE || this == HANDED_BACK) ? ATTEMPTS - 1 : ATTEMPTS;
		return IntStream.rangeClosed(1, last).boxed().toList();
	}

	/**
	 * Whether the process is killed from outside, by what it sends or is sent, instead of
	 * halting by itself.
	 */
	boolean isOnWire() {
		return switch (this) {
			case ACK_ON_WIRE, NAK_ON_WIRE, LETTER_ON_WIRE, CONFIRMATION_ON_WIRE, TERM_ON_WIRE -> true;
			default -> false;
		};
	}

	/**
	 * What happens in the method at an attempt, after the ones before have failed.
	 */
	enum Course {

		/**
		 * It returns.
		 */
		SUCCEED,

		/**
		 * It fails, and returns at the next attempt.
		 */
		RETRY,

		/**
		 * It fails, and nothing is to be tried again.
		 */
		DEAD_LETTER

	}

}
