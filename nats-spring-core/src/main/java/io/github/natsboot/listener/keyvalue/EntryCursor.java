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

package io.github.natsboot.listener.keyvalue;

import java.time.ZonedDateTime;

import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.StreamInfo;
import org.jspecify.annotations.Nullable;

/**
 * How far a listener has come in its bucket. Used by one thread at a time.
 */
final class EntryCursor {

	private final KeyValueDelivery delivery;

	private @Nullable ZonedDateTime bucketMade;

	private long last;

	private volatile boolean caughtUp;

	EntryCursor(KeyValueDelivery delivery) {
		this.delivery = delivery;
	}

	/**
	 * Look at the bucket before a consumer is made, and begin anew where it is another
	 * one than before: it was deleted and made again, or the server has lost its end.
	 * @return whether it was another one
	 */
	boolean align(StreamInfo bucket) {
		long end = bucket.getStreamState().getLastSequence();
		if (this.bucketMade == null) {
			this.bucketMade = bucket.getCreateTime();
			this.caughtUp = this.delivery == KeyValueDelivery.UPDATES_ONLY;
			this.last = this.caughtUp ? end : 0;
			return false;
		}
		if (this.bucketMade.isEqual(bucket.getCreateTime()) && this.last <= end) {
			return false;
		}
		// All that is in it now came after the start, so those who want updates only get
		// it all.
		this.bucketMade = bucket.getCreateTime();
		this.last = 0;
		this.caughtUp = this.delivery == KeyValueDelivery.UPDATES_ONLY;
		return true;
	}

	/**
	 * Have a consumer begin where this one is. Before all current values have come, those
	 * that remain are asked for again, and not the values that they have replaced.
	 */
	void position(ConsumerConfiguration.Builder consumer) {
		if (this.delivery == KeyValueDelivery.LAST && !this.caughtUp) {
			consumer.deliverPolicy(DeliverPolicy.LastPerSubject);
		}
		else {
			consumer.deliverPolicy(DeliverPolicy.ByStartSequence).startSequence(this.last + 1);
		}
	}

	/**
	 * Move on to an entry.
	 * @param revision the entry's revision, its sequence in the stream
	 * @param pending the number of entries that are there and come after it
	 * @return whether it is a new one
	 */
	boolean moveTo(long revision, long pending) {
		boolean isNew = revision > this.last;
		if (isNew) {
			this.last = revision;
		}
		reached(pending);
		return isNew;
	}

	/**
	 * So many entries are still to come.
	 */
	void reached(long pending) {
		if (pending == 0) {
			this.caughtUp = true;
		}
	}

	/**
	 * Whether everything that was in the bucket has come.
	 */
	boolean isCaughtUp() {
		return this.caughtUp;
	}

}
