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

package io.github.natsboot.listener.error;

import java.time.Duration;

import io.github.natsboot.deadletter.DeadLetterReason;

import org.springframework.util.Assert;

/**
 * What is to be done with a message.
 */
public sealed interface Outcome {

	/**
	 * Acknowledge it: it was worked on.
	 */
	record Ack() implements Outcome {
	}

	/**
	 * Have the server deliver it again.
	 *
	 * @param delay the time to wait; zero for at once
	 */
	record Retry(Duration delay) implements Outcome {

		/**
		 * Check the value.
		 * @param delay the time to wait; zero for at once
		 * @throws IllegalArgumentException when it is negative
		 */
		public Retry {
			Assert.isTrue(!delay.isNegative(), () -> "delay is " + delay + "; it must not be negative");
		}

	}

	/**
	 * Store it as a dead letter, and end it once that is confirmed.
	 *
	 * @param reason why
	 */
	record DeadLetter(DeadLetterReason reason) implements Outcome {
	}

	/**
	 * What the retry settings of the listener say.
	 */
	record AsConfigured() implements Outcome {
	}

}
