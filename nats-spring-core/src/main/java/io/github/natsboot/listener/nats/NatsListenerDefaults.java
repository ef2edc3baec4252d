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

package io.github.natsboot.listener.nats;

import java.time.Duration;
import java.util.List;

/**
 * What core listeners get that do not say it themselves.
 *
 * @param concurrency the number of messages worked on at the same time
 * @param autoStartup whether listeners start with the application
 * @param shutdownTimeout how long running methods may take to finish at a stop
 * @param replyPrefixes what the subject of a reply must begin with, one of these or the
 * connection's own inbox prefix: it is chosen by whoever sends the request, and with the
 * rights of this connection a reply could go anywhere
 */
public record NatsListenerDefaults(int concurrency, boolean autoStartup, Duration shutdownTimeout,
		List<String> replyPrefixes) {

	/**
	 * One message at a time, started with the application, 20 seconds to finish, replies
	 * to inboxes.
	 */
	public static final NatsListenerDefaults DEFAULTS = new NatsListenerDefaults(1, true, Duration.ofSeconds(20),
			List.of("_INBOX."));

}
