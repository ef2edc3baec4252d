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
import java.util.concurrent.TimeoutException;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.AckType;
import io.nats.client.impl.NatsJetStreamMetaData;
import io.nats.client.impl.NatsMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message that is given to its listener again without the server: the same in all, but
 * for the number of deliveries, which counts the repetitions too. So whoever reads that
 * number, the listener's method, the headers, an observation or a dead letter, sees the
 * attempt as if the server had made it.
 */
final class RepeatedMessage extends NatsMessage {

	private final Message original;

	private final NatsJetStreamMetaData metaData;

	/**
	 * Raise the number of deliveries.
	 * @param original the message as it was delivered
	 * @param repetitions how many attempts to add to the server's
	 */
	RepeatedMessage(Message original, long repetitions) {
		super(original);
		this.original = original;
		this.metaData = new NatsJetStreamMetaData(new Address(raise(original, repetitions)));
	}

	/**
	 * What is known of a delivery is in its reply subject (NATS ADR-15), the number of
	 * deliveries behind the names of stream and consumer.
	 */
	private static String raise(Message original, long repetitions) {
		NatsJetStreamMetaData metaData = original.metaData();
		String names = "." + metaData.getStream() + "." + metaData.getConsumer() + ".";
		String subject = original.getReplyTo();
		int from = subject.indexOf(names) + names.length();
		return subject.substring(0, from) + (metaData.deliveredCount() + repetitions)
				+ subject.substring(subject.indexOf('.', from));
	}

	@Override
	public boolean isJetStream() {
		return true;
	}

	@Override
	public NatsJetStreamMetaData metaData() {
		return this.metaData;
	}

	@Override
	public @Nullable Subscription getSubscription() {
		return this.original.getSubscription();
	}

	@Override
	public String getSID() {
		return this.original.getSID();
	}

	@Override
	public @Nullable Connection getConnection() {
		return this.original.getConnection();
	}

	@Override
	public AckType lastAck() {
		return this.original.lastAck();
	}

	@Override
	public void ack() {
		this.original.ack();
	}

	@Override
	public void ackSync(Duration timeout) throws TimeoutException, InterruptedException {
		this.original.ackSync(timeout);
	}

	@Override
	public void nak() {
		this.original.nak();
	}

	@Override
	public void nakWithDelay(Duration delay) {
		this.original.nakWithDelay(delay);
	}

	@Override
	public void nakWithDelay(long delayMillis) {
		this.original.nakWithDelay(delayMillis);
	}

	@Override
	public void term() {
		this.original.term();
	}

	@Override
	public void inProgress() {
		this.original.inProgress();
	}

	/**
	 * The client reads metadata of messages that it takes for JetStream's only.
	 */
	private static final class Address extends NatsMessage {

		Address(String replyTo) {
			super("", replyTo, null);
		}

		@Override
		public boolean isJetStream() {
			return true;
		}

	}

}
