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

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

import io.nats.client.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Holds the inbox of the current connection, and changes it when the connection is lost:
 * the server would take up requests from before as soon as somebody listens for their
 * answers again. The losses are counted where they are told, in their order; the change
 * may follow on any thread, and is made once for each loss.
 */
final class InboxSwitch {

	private final Connection connection;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile PullInbox inbox;

	/**
	 * The number of losses that the inbox is for. Guarded by the lock.
	 */
	private int inboxOf;

	/**
	 * Guarded by the lock.
	 */
	private boolean ended;

	/**
	 * Written by the one thread that tells of events.
	 */
	private volatile int losses;

	private volatile boolean lost;

	InboxSwitch(Connection connection) {
		this.connection = connection;
		this.inbox = PullInbox.open(connection);
	}

	PullInbox current() {
		return this.inbox;
	}

	/**
	 * The connection is lost. The client says so again for each vain attempt to
	 * reconnect.
	 */
	void connectionLost() {
		if (!this.lost) {
			this.lost = true;
			this.losses = this.losses + 1;
		}
	}

	/**
	 * The connection is back.
	 */
	void connectionBack() {
		connectionLost();
		this.lost = false;
	}

	boolean isLost() {
		return this.lost;
	}

	/**
	 * Open another inbox if the connection was lost since the last one was opened, and
	 * close that.
	 * @param change takes what is left in the former inbox, and makes the change when
	 * nothing is
	 */
	void renew(BiConsumer<PullInbox, Runnable> change) {
		this.lock.lock();
		try {
			int wanted = this.losses;
			if (this.ended || this.inboxOf == wanted) {
				return;
			}
			PullInbox former = this.inbox;
			PullInbox next = PullInbox.open(this.connection);
			change.accept(former, () -> this.inbox = next);
			this.inboxOf = wanted;
			former.close();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Open another inbox, whatever became of the connection.
	 * @return the former one, still open, or {@code null} when the inbox is changed no
	 * more
	 */
	@Nullable PullInbox replace() {
		this.lock.lock();
		try {
			if (this.ended) {
				return null;
			}
			PullInbox former = this.inbox;
			this.inboxOf = this.losses;
			this.inbox = PullInbox.open(this.connection);
			return former;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Change the inbox no more.
	 * @return the last one, still open
	 */
	PullInbox end() {
		this.lock.lock();
		try {
			this.ended = true;
			return this.inbox;
		}
		finally {
			this.lock.unlock();
		}
	}

}
