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

import java.util.List;

import io.github.natsboot.core.InvalidHeaderException;
import io.github.natsboot.core.InvalidSubjectException;
import io.github.natsboot.core.JetStreamOperations;
import io.github.natsboot.core.NatsException;
import io.github.natsboot.core.PayloadTooLargeException;
import io.github.natsboot.core.PublishRejectedException;
import io.github.natsboot.deadletter.PublishedLetters.Publication;
import io.github.natsboot.support.NatsHeaders;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the message of a dead letter anew, and removes the dead letter once the
 * message is seen to be stored.
 */
final class ReplayAction implements LetterAction {

	private static final byte[] NO_PAYLOAD = {};

	/**
	 * What a message that would be too large is published without.
	 */
	private static final ExpendableHeaders EXPENDABLE = new ExpendableHeaders(
			List.of(DeadLetterHeaders.MESSAGE_ID, DeadLetterHeaders.REPLAY_OF, NatsHeaders.EXPECTED_STREAM), null);

	/**
	 * After so many without an acknowledgement, one after the other, the others will not
	 * fare better.
	 */
	private static final int MOST_UNKNOWN = 5;

	private final DeadLetterStore store;

	private final JetStreamOperations jetStream;

	private final ReplayRequest request;

	private final ReplayTargets targets;

	private final PublishedLetters published;

	private final ReplayReceipt receipt;

	private int unknown;

	/**
	 * Create the action.
	 * @param store asks patiently
	 * @param published knows what was published before, and not removed
	 */
	ReplayAction(DeadLetterStore store, JetStreamOperations jetStream, ReplayRequest request, ReplayTargets targets,
			PublishedLetters published) {
		this.store = store;
		this.jetStream = jetStream;
		this.request = request;
		this.targets = targets;
		this.published = published;
		this.receipt = new ReplayReceipt(store);
	}

	@Override
	public boolean isPaced(StoredDeadLetter letter) {
		return !this.request.dryRun() && obstacle(letter) == null;
	}

	@Override
	public Result apply(StoredDeadLetter letter) {
		Result obstacle = obstacle(letter);
		String subject = this.targets.subject(letter);
		if (obstacle != null || subject == null) {
			return (obstacle != null) ? obstacle : failed("it does not tell the subject of the original");
		}
		if (this.request.dryRun()) {
			return new Result(DeadLetterOutcome.REPLAYED);
		}
		String id = messageId(letter);
		MessageInfo message;
		try {
			message = this.store.find(letter);
		}
		catch (UnreadableDeadLetterException ex) {
			return failed(String.valueOf(ex.getMessage()));
		}
		if (message == null) {
			this.published.remove(letter, id);
			return new Result(DeadLetterOutcome.SKIPPED);
		}
		Publication before = this.published.get(letter, id);
		if (before == null || !isKept(before, message, letter, subject)) {
			if (isWithoutItsReason(letter, message)) {
				return failed("it was a dead letter whose headers did not fit, so that nobody would know it as one; "
						+ "name a target");
			}
			String failure = publish(message, letter, subject, id, before);
			if (failure != null) {
				// Whoever else replays it may have been faster in all.
				return (this.store.find(letter) != null) ? failed(failure) : new Result(DeadLetterOutcome.SKIPPED);
			}
		}
		// Of several that replay it at the same time, whose publishes are stored once,
		// one removes it.
		boolean removed = this.store.remove(letter);
		this.published.remove(letter, id);
		return new Result(removed ? DeadLetterOutcome.REPLAYED : DeadLetterOutcome.SKIPPED);
	}

	/**
	 * Why a dead letter cannot be replayed, as far as that can be told beforehand.
	 */
	private @Nullable Result obstacle(StoredDeadLetter letter) {
		if (!this.request.force() && letter.replays() >= this.request.maxReplays()) {
			return new Result(DeadLetterOutcome.REFUSED, "replayed " + letter.replays()
					+ " times already; force it, or raise the limit of " + this.request.maxReplays());
		}
		return this.targets.obstacle(letter);
	}

	private boolean isWithoutItsReason(StoredDeadLetter letter, MessageInfo message) {
		return this.request.target() == null && DeadLetter.isMessageId(letter.originalId())
				&& !DeadLetter.isDeadLetter(DeadLetterStore.originalHeaders(message));
	}

	private boolean isKept(Publication before, MessageInfo message, StoredDeadLetter letter, String subject) {
		StreamConfiguration stream = this.targets.stream(subject);
		return this.receipt.isKept(before, stream, subject, headers(message, letter, stream.getName()),
				payload(message));
	}

	/**
	 * Publish the message.
	 * @param id what it is known by
	 * @param lost what was published before and is not kept, if there is such
	 * @return why it is not known to be stored, or {@code null} if it is
	 * @throws NatsException when no other will fare better now
	 */
	private @Nullable String publish(MessageInfo message, StoredDeadLetter letter, String subject, String id,
			@Nullable Publication lost) {
		StreamConfiguration stream = this.targets.stream(subject);
		byte[] payload = payload(message);
		Headers headers = headers(message, letter, stream.getName());
		// The stream may still know the id of one that it has lost.
		String attempt = (lost != null && lost.isOwn()) ? id + ":after:" + lost.ack().getSeqno() : id;
		PublishAck ack;
		try {
			ack = EXPENDABLE.publish(headers,
					(fitting) -> this.jetStream.message(payload)
						.subject(subject)
						.id(attempt)
						.headers(fitting)
						.publish());
		}
		catch (PublishRejectedException | InvalidSubjectException | InvalidHeaderException
				| PayloadTooLargeException ex) {
			return ex.getClass().getSimpleName() + ": " + ex.getMessage();
		}
		catch (NatsException ex) {
			// An interrupt ends the wait for an acknowledgement; nothing else has to.
			Thread.interrupted();
			if (++this.unknown >= MOST_UNKNOWN || !this.store.isAnswering(letter.stream())) {
				throw ex;
			}
			return ex.getClass().getSimpleName() + ": " + ex.getMessage();
		}
		this.unknown = 0;
		// It is stored, whatever comes of the look.
		this.published.put(letter, id, new Publication(ack, false));
		String doubt = this.receipt.doubt(ack, stream, subject, headers, payload);
		if (doubt == null) {
			this.published.put(letter, id, new Publication(ack, true));
		}
		else {
			this.published.remove(letter, id);
		}
		return doubt;
	}

	private static byte[] payload(MessageInfo message) {
		byte[] payload = message.getData();
		return (payload != null) ? payload : NO_PAYLOAD;
	}

	private static Headers headers(MessageInfo message, StoredDeadLetter letter, String stream) {
		Headers headers = DeadLetterStore.originalHeaders(message);
		headers.put(NatsHeaders.EXPECTED_STREAM, stream);
		// A dead letter that is put back is as it was; of its replay the id tells.
		if (!DeadLetter.isDeadLetter(headers)) {
			headers.put(DeadLetterHeaders.REPLAYS, Long.toString(letter.replays() + 1));
			headers.put(DeadLetterHeaders.REPLAY_OF, letter.identity());
			if (letter.originalId() != null) {
				headers.put(DeadLetterHeaders.MESSAGE_ID, letter.originalId());
			}
		}
		return headers;
	}

	/**
	 * The same for each attempt at one replay of one dead letter to one subject.
	 */
	private String messageId(StoredDeadLetter letter) {
		String id = new ReplayMark(letter.replays() + 1, letter.identity()).messageId();
		String target = this.request.target();
		return (target == null || target.equals(letter.originalSubject())) ? id : id + ":" + target;
	}

	private static Result failed(String reason) {
		return new Result(DeadLetterOutcome.FAILED, reason);
	}

}
