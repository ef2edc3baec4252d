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

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;

/**
 * Runs a task each time the connection is lost, and another each time it is back and the
 * server knows the subscriptions again. The client reports the loss once more for each
 * attempt to reconnect that fails. Tasks run on the client's one thread for callbacks, so
 * they must hand on whatever may block.
 */
public final class ReconnectListener implements ConnectionListener {

	private final Runnable lost;

	private final Runnable back;

	/**
	 * Create a listener.
	 * @param lost what to run when the connection is lost
	 * @param back what to run when it is back
	 */
	public ReconnectListener(Runnable lost, Runnable back) {
		this.lost = lost;
		this.back = back;
	}

	@Override
	@SuppressWarnings("deprecation") // still the abstract one of the two
	public void connectionEvent(Connection connection, Events type) {
		if (type == Events.DISCONNECTED) {
			this.lost.run();
		}
		else if (type == Events.RESUBSCRIBED) {
			this.back.run();
		}
	}

}
