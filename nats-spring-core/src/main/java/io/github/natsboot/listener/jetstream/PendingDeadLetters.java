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

import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import io.github.natsboot.deadletter.DeadLetterReason;
import org.jspecify.annotations.Nullable;

/**
 * Remembers why messages are to become dead letters that could not be stored yet, so that
 * they are not worked on again when they come back, and keep their reason. What is
 * forgotten, because there are too many or the process ended, is decided anew.
 */
final class PendingDeadLetters {

	private static final int LIMIT = 1000;

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<Key, Pending> pending = new LinkedHashMap<>();

	/**
	 * Remember a message.
	 */
	void add(Delivery delivery, Pending reason) {
		this.lock.lock();
		try {
			this.pending.put(Key.of(delivery), reason);
			if (this.pending.size() > LIMIT) {
				this.pending.remove(this.pending.keySet().iterator().next());
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Find out whether a message is to become a dead letter, and forget it.
	 */
	@Nullable Pending remove(Delivery delivery) {
		this.lock.lock();
		try {
			return this.pending.remove(Key.of(delivery));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A message. A stream that was deleted and made again counts from 1 again, so the
	 * sequence alone does not tell messages apart.
	 *
	 * @param sequence the sequence number in the stream
	 * @param storedAt when it was stored
	 */
	private record Key(long sequence, ZonedDateTime storedAt) {

		static Key of(Delivery delivery) {
			return new Key(delivery.metaData().streamSequence(), delivery.metaData().timestamp());
		}

	}

	/**
	 * Why a message is to become a dead letter.
	 *
	 * @param reason the reason
	 * @param failure the failure, if one was seen
	 * @param text the reason in words, if there are any
	 */
	record Pending(DeadLetterReason reason, @Nullable Throwable failure, @Nullable String text) {
	}

}
