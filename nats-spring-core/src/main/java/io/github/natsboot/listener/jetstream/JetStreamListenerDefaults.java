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

package io.github.natsboot.listener.jetstream;

import java.time.Duration;

import io.github.natsboot.deadletter.DeadLetterNamingStrategy;
import io.github.natsboot.listener.AckMode;
import io.github.natsboot.listener.Ordering;
import io.github.natsboot.listener.error.RetrySettings;
import org.jspecify.annotations.Nullable;

/**
 * What JetStream listeners get that do not say it themselves.
 *
 * @param concurrency the number of messages worked on at the same time
 * @param autoStartup whether listeners start with the application
 * @param ackMode who says that a message was worked on
 * @param ordering which messages are worked on one after the other
 * @param ackWait how long the server waits for an acknowledgement, or {@code null} for
 * what the consumer has, else the server's 30 seconds
 * @param prefetch the number of messages asked for ahead, or {@code null} to find it by
 * measuring
 * @param batch how batch listeners gather messages
 * @param retry how failures are retried
 * @param deadLetterNaming names the subject and the stream of dead letters
 * @param shutdownTimeout how long running methods may take to finish at a stop
 */
public record JetStreamListenerDefaults(int concurrency, boolean autoStartup, AckMode ackMode, Ordering ordering,
		@Nullable Duration ackWait, @Nullable Integer prefetch, BatchSettings batch, RetrySettings retry,
		DeadLetterNamingStrategy deadLetterNaming, Duration shutdownTimeout) {

	/**
	 * The defaults where nothing is configured.
	 */
	public static final JetStreamListenerDefaults DEFAULTS = new JetStreamListenerDefaults(1, true, AckMode.AUTO,
			Ordering.NONE, null, null, BatchSettings.DEFAULTS, RetrySettings.DEFAULTS, DeadLetterNamingStrategy.DEFAULT,
			Duration.ofSeconds(20));

}
