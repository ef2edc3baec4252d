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
import java.time.ZonedDateTime;

/**
 * A durable consumer as the server has it, with what limits requests to it.
 *
 * @param stream the stream
 * @param name the consumer
 * @param requestSubject the subject to ask for messages on
 * @param ackWait how long the server waits for an acknowledgement
 * @param acknowledged whether it waits for acknowledgements at all
 * @param own whether a listener made it, so that one may make it anew
 * @param streamCreated when the stream was made, which tells it from a later one of the
 * same name
 * @param maxBatch the largest number of messages to ask for at once
 * @param maxExpires the longest time that a request may stay open
 * @param maxAckPending at how many unacknowledged messages the server stops delivering;
 * not above 0 if it does not
 */
record DurableConsumer(String stream, String name, String requestSubject, Duration ackWait, boolean acknowledged,
		boolean own, ZonedDateTime streamCreated, int maxBatch, Duration maxExpires, int maxAckPending) {

	/**
	 * The subject to ask for its state on.
	 */
	String infoSubject() {
		return this.requestSubject.replace(".CONSUMER.MSG.NEXT.", ".CONSUMER.INFO.");
	}

	int atMost(int count) {
		return Math.min(count, this.maxBatch);
	}

	Duration atMost(Duration expires) {
		return (expires.compareTo(this.maxExpires) <= 0) ? expires : this.maxExpires;
	}

	@Override
	public String toString() {
		return "consumer '" + this.name + "' of stream '" + this.stream + "'";
	}

}
