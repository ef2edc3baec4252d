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

package io.github.natsboot.deadletter;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

import io.github.natsboot.deadletter.PublishedLetters.Publication;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what was acknowledged where it is said to be, because an acknowledgement is
 * no more than an answer: a stream whose messages nobody is interested in keeps none of
 * them, and an id may have been taken by another message. Of a job, and its thread.
 */
final class ReplayReceipt {

	/**
	 * A replica that answers may be a little behind.
	 */
	private static final int LOOKS = 4;

	private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

	private final DeadLetterStore store;

	ReplayReceipt(DeadLetterStore store) {
		this.store = store;
	}

	/**
	 * Why a message is not known to be stored although it was acknowledged.
	 * @param ack the acknowledgement
	 * @param stream the stream that captures its subject
	 * @param subject the subject
	 * @param headers the headers it was published with
	 * @param payload its payload
	 * @return the reason, or {@code null} if it is stored
	 */
	@Nullable String doubt(PublishAck ack, StreamConfiguration stream, String subject, Headers headers, byte[] payload) {
		String name = stream.getName();
		if (!name.equals(ack.getStream())) {
			return "it was not stream '" + name + "' that acknowledged it";
		}
		String place = "message " + ack.getSeqno() + " of stream '" + name + "'";
		Found found = look(stream, ack.getSeqno(), headers, payload);
		if (found != Found.NOTHING) {
			return (found == Found.SAME) ? null : place + " is said to be it, and is another one";
		}
		if (ack.isDuplicate()) {
			return "one with its id was stored before as " + place
					+ ", and is gone, so that it cannot be told whether it was this one";
		}
		return isConsumed(ack, stream, subject) ? null : "it was acknowledged as " + place + ", and is not kept there"
				+ ((stream.getRetentionPolicy() == RetentionPolicy.Interest) ? ": no consumer wants it" : "");
	}

	/**
	 * Whether a message that was published a while ago is still stored, or was taken by a
	 * consumer of a stream that does not keep it then. The stream may have lost its end,
	 * or have been made anew.
	 * @param publication what is known of it
	 * @param stream the stream that captures its subject
	 * @param subject the subject
	 * @param headers the headers it was published with
	 * @param payload its payload
	 */
	boolean isKept(Publication publication, StreamConfiguration stream, String subject, Headers headers,
			byte[] payload) {
		PublishAck ack = publication.ack();
		if (!stream.getName().equals(ack.getStream())) {
			return false;
		}
		Found found = look(stream, ack.getSeqno(), headers, payload);
		return found == Found.SAME
				|| (found == Found.NOTHING && publication.isOwn() && isConsumed(ack, stream, subject));
	}

	private boolean isConsumed(PublishAck ack, StreamConfiguration stream, String subject) {
		return stream.getRetentionPolicy() != RetentionPolicy.Limits
				&& this.store.delivered(stream.getName(), subject) >= ack.getSeqno();
	}

	private Found look(StreamConfiguration stream, long sequence, Headers headers, byte[] payload) {
		try {
			MessageInfo stored = look(stream, sequence);
			return (stored == null) ? Found.NOTHING : isSame(stored, headers, payload) ? Found.SAME : Found.ANOTHER;
		}
		catch (UnreadableDeadLetterException ex) {
			// A message that the client has written it can read.
			return Found.ANOTHER;
		}
	}

	private @Nullable MessageInfo look(StreamConfiguration stream, long sequence) {
		if (sequence <= 0) {
			return null;
		}
		MessageInfo stored = this.store.find(stream.getName(), sequence);
		for (int looks = 1; stored == null && stream.getAllowDirect() && looks < LOOKS; looks++) {
			LockSupport.parkNanos(PAUSE_NANOS);
			stored = this.store.find(stream.getName(), sequence);
		}
		return stored;
	}

	/**
	 * The id tells nothing: it is what another message would have taken.
	 */
	private static boolean isSame(MessageInfo stored, Headers headers, byte[] payload) {
		byte[] data = stored.getData();
		Headers storedHeaders = stored.getHeaders();
		return storedHeaders != null && isSame(storedHeaders, headers, DeadLetterHeaders.REPLAYS)
				&& isSame(storedHeaders, headers, DeadLetterHeaders.REPLAY_OF)
				&& Arrays.equals((data != null) ? data : new byte[0], payload);
	}

	/**
	 * One of two attempts may have left a header out.
	 */
	private static boolean isSame(Headers stored, Headers published, String name) {
		String one = stored.getFirst(name);
		String other = published.getFirst(name);
		return one == null || other == null || one.equals(other);
	}

	/**
	 * What is found where a message is said to be.
	 */
	private enum Found {

		/**
		 * The message.
		 */
		SAME,

		/**
		 * Another message.
		 */
		ANOTHER,

		/**
		 * No message.
		 */
		NOTHING

	}

}
