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

package io.github.natsboot.core;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How a {@link JetStreamTemplate} behaves.
 *
 * @param timeout how long one try waits for its acknowledgement, 5 seconds by default;
 * greater than zero
 * @param retryTimeout how long a publish of unknown outcome is tried again, from its
 * beginning, 10 seconds by default; zero means one try
 * @param maxInFlight how many asynchronous publishes may wait for their acknowledgement,
 * 1,000 by default; at least 1
 * @param generateMessageId whether a message without an id gets one, {@code true} by
 * default. Without an id a publish of unknown outcome is not tried again, as it could be
 * stored twice
 * @since 0.1.0
 */
public record JetStreamTemplateOptions(Duration timeout, Duration retryTimeout, int maxInFlight,
		boolean generateMessageId) {

	/**
	 * The defaults.
	 */
	public static final JetStreamTemplateOptions DEFAULT = new JetStreamTemplateOptions(Duration.ofSeconds(5),
			Duration.ofSeconds(10), 1000, true);

	/**
	 * Checks the values.
	 * @param timeout how long one try waits, greater than zero
	 * @param retryTimeout how long is tried again, zero for one try
	 * @param maxInFlight how many may be in flight, at least 1
	 * @param generateMessageId whether to generate an id
	 */
	public JetStreamTemplateOptions {
		Assert.isTrue(!timeout.isNegative() && !timeout.isZero(), "'timeout' must be greater than zero");
		Assert.isTrue(!retryTimeout.isNegative(), "'retryTimeout' must not be negative");
		Assert.isTrue(maxInFlight > 0, "'maxInFlight' must be greater than zero");
	}

}
