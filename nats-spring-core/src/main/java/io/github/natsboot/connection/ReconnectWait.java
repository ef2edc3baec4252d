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

package io.github.natsboot.connection;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.nats.client.Options;
import io.nats.client.ReconnectDelayHandler;
import io.nats.client.ServerPool;
import org.jspecify.annotations.Nullable;

/**
 * How long the client waits when it has tried each server in vain: as long as its options
 * say, and longer where servers refuse the credentials.
 */
final class ReconnectWait implements ReconnectDelayHandler {

	private final Options options;

	private final ServerPool servers;

	private final Refusals refusals;

	ReconnectWait(Options options, ServerPool servers, Refusals refusals) {
		this.options = options;
		this.servers = servers;
		this.refusals = refusals;
	}

	@Override
	public Duration getWaitTime(long totalTries) {
		Duration least = this.refusals.nextWait();
		Duration wait = configured(totalTries);
		return (wait.compareTo(least) < 0) ? least : wait;
	}

	private Duration configured(long totalTries) {
		ReconnectDelayHandler handler = this.options.getReconnectDelayHandler();
		if (handler != null) {
			Duration wait = handler.getWaitTime(totalTries);
			return (wait != null) ? wait : Duration.ZERO;
		}
		Duration jitter = this.servers.hasSecureServer() ? this.options.getReconnectJitterTls()
				: this.options.getReconnectJitter();
		return zeroIfNull(this.options.getReconnectWait()).plusNanos(random(zeroIfNull(jitter).toNanos()));
	}

	private static Duration zeroIfNull(@Nullable Duration duration) {
		return (duration != null) ? duration : Duration.ZERO;
	}

	private static long random(long bound) {
		return (bound > 0) ? ThreadLocalRandom.current().nextLong(bound) : 0;
	}

}
