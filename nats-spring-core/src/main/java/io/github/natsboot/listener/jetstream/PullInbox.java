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

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A subscription that the server answers requests on. Each connection to a server gets
 * one of its own: the server keeps requests as long as somebody listens for the answers,
 * so a former inbox would bring back requests from before the connection was lost.
 */
final class PullInbox {

	private static final Log logger = LogFactory.getLog(PullInbox.class);

	private final String name;

	private final Subscription subscription;

	private PullInbox(String name, Subscription subscription) {
		this.name = name;
		this.subscription = subscription;
	}

	static PullInbox open(Connection connection) {
		String name = connection.createInbox();
		Subscription subscription = connection.subscribe(name + ".*");
		// The window bounds what can be here; above its limit the client would drop.
		subscription.setPendingLimits(-1, -1);
		return new PullInbox(name, subscription);
	}

	String replyTo(PullRequest request) {
		return this.name + "." + request.token();
	}

	/**
	 * Wait for a message.
	 * @throws IllegalStateException when the inbox was closed
	 */
	@Nullable Message next(Duration timeout) throws InterruptedException {
		try {
			return this.subscription.nextMessage(timeout);
		}
		catch (NullPointerException ex) {
			// As for the size.
			throw new IllegalStateException("The subscription has ended", ex);
		}
	}

	/**
	 * The number of messages that are here.
	 */
	int size() {
		try {
			return this.subscription.isActive() ? (int) this.subscription.getPendingMessageCount() : 0;
		}
		catch (NullPointerException ex) {
			// The client drops its queue between two looks at it when the subscription
			// ends.
			return 0;
		}
	}

	/**
	 * Have the server stop sending, and wait until everything that it had sent before is
	 * here. Ends the waiting for messages.
	 */
	void drain(Duration timeout) throws InterruptedException {
		this.subscription.drain(timeout);
	}

	/**
	 * Drop what is here. Ends the waiting for messages.
	 */
	void close() {
		try {
			this.subscription.unsubscribe();
		}
		catch (IllegalStateException ex) {
			logger.debug("The subscription has ended already");
		}
	}

}
