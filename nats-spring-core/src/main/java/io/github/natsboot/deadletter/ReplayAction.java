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
import io.github.natsboot.core.Subjects;
import io.github.natsboot.support.NatsHeaders;
import io.nats.client.Connection;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.ServerInfo;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the message of a dead letter anew, and removes the dead letter once that is
 * confirmed.
 */
final class ReplayAction implements LetterAction {

	private static final byte[] NO_PAYLOAD = {};

	/**
	 * What is left out, in this order, of a message that would be too large with it.
	 */
	private static final List<String> EXPENDABLE = List.of(DeadLetterHeaders.MESSAGE_ID, DeadLetterHeaders.REPLAY_OF);

	private final Connection connection;

	private final DeadLetterStore store;

	private final JetStreamOperations jetStream;

	private final ReplayRequest request;

	private final List<String> ownSubjects;

	/**
	 * Create the action.
	 * @param ownSubjects the subjects of the stream of dead letters
	 */
	ReplayAction(Connection connection, DeadLetterStore store, JetStreamOperations jetStream, ReplayRequest request,
			List<String> ownSubjects) {
		this.connection = connection;
		this.store = store;
		this.jetStream = jetStream;
		this.request = request;
		this.ownSubjects = ownSubjects;
	}

	@Override
	public boolean isPaced(StoredDeadLetter letter) {
		return !this.request.dryRun() && obstacle(letter) == null;
	}

	@Override
	public Result apply(StoredDeadLetter letter) {
		Result obstacle = obstacle(letter);
		if (obstacle != null) {
			return obstacle;
		}
		if (this.request.dryRun()) {
			return new Result(DeadLetterOutcome.REPLAYED);
		}
		MessageInfo message;
		try {
			message = this.store.find(letter.stream(), letter.sequence());
		}
		catch (UnreadableDeadLetterException ex) {
			return new Result(DeadLetterOutcome.FAILED, String.valueOf(ex.getMessage()));
		}
		StoredDeadLetter current = (message != null) ? DeadLetterStore.read(letter.stream(), message) : null;
		if (message == null || current == null || !current.isSameAs(letter)) {
			return new Result(DeadLetterOutcome.SKIPPED);
		}
		if (isWithoutItsReason(current, message)) {
			return new Result(DeadLetterOutcome.FAILED,
					"it was a dead letter whose headers did not fit, so that nobody "
							+ "would know it as one; name a target");
		}
		try {
			publish(message, current);
		}
		catch (PublishRejectedException | InvalidSubjectException | InvalidHeaderException
				| PayloadTooLargeException ex) {
			return new Result(DeadLetterOutcome.FAILED, ex.getClass().getSimpleName() + ": " + ex.getMessage());
		}
		// Of several that replay it at the same time, whose publishes are stored once,
		// one
		// removes it.
		return new Result(this.store.remove(letter.stream(), letter.sequence()) ? DeadLetterOutcome.REPLAYED
				: DeadLetterOutcome.SKIPPED);
	}

	/**
	 * Why a dead letter cannot be replayed, as far as that can be told beforehand.
	 */
	private @Nullable Result obstacle(StoredDeadLetter letter) {
		if (!this.request.force() && letter.replays() >= this.request.maxReplays()) {
			return new Result(DeadLetterOutcome.REFUSED, "replayed " + letter.replays()
					+ " times already; force it, or raise the limit of " + this.request.maxReplays());
		}
		String target = target(letter);
		if (target == null) {
			return new Result(DeadLetterOutcome.FAILED, "it does not tell the subject of the original; name a target");
		}
		for (String own : this.ownSubjects) {
			if (Subjects.matches(own, target)) {
				return new Result(DeadLetterOutcome.FAILED, "subject '" + printable(target)
						+ "' is one of the stream of dead letters itself; name another target");
			}
		}
		return null;
	}

	private boolean isWithoutItsReason(StoredDeadLetter letter, MessageInfo message) {
		return this.request.target() == null && DeadLetter.isMessageId(letter.originalId())
				&& !DeadLetter.isDeadLetter(DeadLetterStore.originalHeaders(message));
	}

	private @Nullable String target(StoredDeadLetter letter) {
		return (this.request.target() != null) ? this.request.target() : letter.originalSubject();
	}

	private void publish(MessageInfo message, StoredDeadLetter letter) {
		byte[] stored = message.getData();
		byte[] payload = (stored != null) ? stored : NO_PAYLOAD;
		String target = target(letter);
		if (target == null) {
			throw new IllegalArgumentException("it does not tell the subject of the original");
		}
		String id = messageId(letter);
		Headers headers = DeadLetterStore.originalHeaders(message);
		// A dead letter that is put back is as it was; of its replay the id tells.
		if (!DeadLetter.isDeadLetter(headers)) {
			headers.put(DeadLetterHeaders.REPLAYS, Long.toString(letter.replays() + 1));
			headers.put(DeadLetterHeaders.REPLAY_OF, letter.identity());
			if (letter.originalId() != null) {
				headers.put(DeadLetterHeaders.MESSAGE_ID, letter.originalId());
			}
		}
		fit(headers, payload.length + NatsHeaders.MESSAGE_ID.length() + id.length() + 4);
		this.jetStream.message(payload).subject(target).id(id).headers(headers).publish();
	}

	/**
	 * The same for each attempt at one replay of one dead letter to one subject.
	 */
	private String messageId(StoredDeadLetter letter) {
		String id = new ReplayMark(letter.replays() + 1, letter.identity()).messageId();
		String target = this.request.target();
		return (target == null || target.equals(letter.originalSubject())) ? id : id + ":" + target;
	}

	private void fit(Headers headers, int otherSize) {
		ServerInfo server = this.connection.getServerInfo();
		if (server == null) {
			return;
		}
		long room = server.getMaxPayload() - otherSize;
		for (String name : EXPENDABLE) {
			if (headers.serializedLength() <= room) {
				return;
			}
			headers.remove(name);
		}
	}

	private static String printable(String text) {
		return text.replaceAll("[^ -~]", "?");
	}

}
