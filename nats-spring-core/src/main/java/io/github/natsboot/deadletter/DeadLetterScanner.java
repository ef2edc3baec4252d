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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.github.natsboot.core.NatsInterruptedException;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsJetStreamMetaData;
import io.nats.client.support.Status;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the headers of a part of a stream, through a consumer that lives only as long as
 * that takes. Payloads stay on the server, and no more messages are under way than fit
 * into one request. Where the stream takes no consumer, and around messages whose headers
 * the client cannot read, messages are got one by one. Safe for concurrent use.
 */
final class DeadLetterScanner {

	private static final Log logger = LogFactory.getLog(DeadLetterScanner.class);

	/**
	 * How many messages to ask for at once. Each may have 64 KB of headers.
	 */
	private static final int CHUNK = 256;

	private static final int LEAST_CHUNK = 32;

	/**
	 * How many messages to look at for one part, so that a filter which means almost none
	 * does not take for ever.
	 */
	private static final int MOST_EXAMINED = 100_000;

	private static final int MOST_ONE_BY_ONE = 10_000;

	private static final int ATTEMPTS = 3;

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Duration INACTIVE_THRESHOLD = Duration.ofSeconds(30);

	private static final int HEARTBEAT = 100;

	private static final int NO_MESSAGES = 404;

	private static final int REQUEST_EXPIRED = 408;

	/**
	 * The server's errors where a stream takes no consumer, or none like this: it has as
	 * many as it may have, or it is a work queue.
	 */
	private static final Set<Integer> NO_CONSUMER = Set.of(10026, 10084, 10099, 10100);

	private static final String SIZE = "Nats-Msg-Size";

	private final Connection connection;

	private final JetStreamManagement management;

	private final MessageReader messages;

	private final String requestPrefix;

	private final UnreadableMessages unreadable = new UnreadableMessages();

	/**
	 * Create the scanner.
	 * @param messages reads where there can be no consumer
	 * @param apiPrefix what the subjects of the JetStream API begin with, ending in a dot
	 */
	DeadLetterScanner(Connection connection, JetStreamManagement management, MessageReader messages, String apiPrefix) {
		this.connection = connection;
		this.management = management;
		this.messages = messages;
		this.requestPrefix = apiPrefix + "CONSUMER.MSG.NEXT.";
	}

	/**
	 * Read on. An interrupt from before does not end it, one that comes meanwhile does.
	 * @param request what to read
	 * @param wanted which dead letters
	 * @param cancelled whether to end early
	 * @return what was read
	 */
	Part read(Request request, Predicate<StoredDeadLetter> wanted, BooleanSupplier cancelled) {
		return uninterrupted(request.stream(), () -> {
			Reading reading = new Reading(request, wanted, cancelled);
			read(reading);
			return reading.part();
		});
	}

	/**
	 * Read one.
	 * @return the dead letter, or {@code null} if there is none of that number
	 */
	@Nullable StoredDeadLetter get(String stream, long sequence) {
		List<StoredDeadLetter> found = uninterrupted(stream, () -> {
			StoredMessage message = this.messages.get(stream, sequence);
			StoredDeadLetter letter = (message != null) ? message.letter(stream) : null;
			return (letter != null) ? List.of(letter) : List.of();
		});
		return found.isEmpty() ? null : found.get(0);
	}

	private static <T> T uninterrupted(String stream, Work<T> work) {
		// The client discards what an interrupted thread publishes and tells nobody.
		boolean interrupted = Thread.interrupted();
		try {
			return work.run();
		}
		catch (InterruptedException ex) {
			interrupted = true;
			throw new NatsInterruptedException("Interrupted while reading stream '" + stream + "'", ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private void read(Reading reading) throws InterruptedException {
		Request request = reading.request;
		int failures = 0;
		while (!reading.isOver()) {
			try {
				if (this.unreadable.isAhead(request.stream(), reading.position)) {
					readOneByOne(reading, false);
				}
				else if (!readThroughConsumer(reading)) {
					readOneByOne(reading, true);
				}
			}
			catch (InterruptedScanException ex) {
				if (findUnreadable(request, reading.position)) {
					failures = 0;
				}
				else if (++failures == ATTEMPTS) {
					throw new DeadLetterUnavailableException(
							"Cannot read stream '" + request.stream() + "': " + ex.getMessage(), ex);
				}
				logger.debug("Reading stream '" + request.stream() + "' again: " + ex.getMessage());
			}
		}
	}

	/**
	 * Read all that is left.
	 * @return whether that was begun; {@code false} if the stream does not take a
	 * consumer
	 */
	private boolean readThroughConsumer(Reading reading) throws InterruptedException, InterruptedScanException {
		Request request = reading.request;
		ConsumerInfo consumer = follow(request, reading.position);
		if (consumer == null) {
			return false;
		}
		Subscription inbox = null;
		try {
			inbox = this.connection.subscribe(this.connection.createInbox());
			// What is asked for bounds what can be here; above its limit the client would
			// drop.
			inbox.setPendingLimits(-1, -1);
			reading.begin(consumer);
			while (!reading.isOver()) {
				ask(request.stream(), consumer.getName(), inbox, reading.nextChunk());
				receive(inbox, reading);
			}
			return true;
		}
		catch (IllegalStateException ex) {
			throw new InterruptedScanException("the connection was lost", ex);
		}
		finally {
			close(request.stream(), consumer.getName(), inbox);
		}
	}

	/**
	 * Read all that is left, or up to the last message that cannot be read otherwise.
	 */
	private void readOneByOne(Reading reading, boolean all) throws InterruptedException {
		Request request = reading.request;
		long last = lastSequence(request.stream());
		while (!reading.isOver() && (all || this.unreadable.isAhead(request.stream(), reading.position))) {
			StoredMessage message = this.messages.next(request.stream(), request.subject(), reading.position);
			if (request.subject() == null) {
				this.unreadable.removed(request.stream(), reading.position,
						(message != null) ? message.sequence() : Long.MAX_VALUE);
			}
			if (message == null) {
				reading.endOfMessages();
			}
			else {
				note(request.stream(), message);
				reading.take(message, Math.max(0, last - message.sequence()));
			}
		}
	}

	private long lastSequence(String stream) throws InterruptedException {
		try {
			return this.management.getStreamInfo(stream).getStreamState().getLastSequence();
		}
		catch (IOException | JetStreamApiException | RuntimeException ex) {
			throw failure(stream, ex);
		}
	}

	/**
	 * Look for what may have interrupted a scan among those that were asked for.
	 * @return whether it was found, and not known before
	 */
	private boolean findUnreadable(Request request, long after) throws InterruptedException {
		boolean found = false;
		long position = after;
		for (int i = 0; i < CHUNK; i++) {
			StoredMessage message = this.messages.next(request.stream(), request.subject(), position);
			if (message == null) {
				break;
			}
			found |= note(request.stream(), message);
			position = message.sequence();
		}
		return found;
	}

	private boolean note(String stream, StoredMessage message) {
		return !message.readable() && this.unreadable.add(stream, message);
	}

	/**
	 * Make a consumer.
	 * @return the consumer, or {@code null} if the stream does not take one
	 */
	private @Nullable ConsumerInfo follow(Request request, long after) throws InterruptedException {
		ConsumerConfiguration.Builder consumer = ConsumerConfiguration.builder()
			.description("Reads dead letters")
			.headersOnly(true)
			.ackPolicy(AckPolicy.None)
			.maxDeliver(1)
			.inactiveThreshold(INACTIVE_THRESHOLD)
			.numReplicas(1)
			.memStorage(true);
		if (request.subject() != null) {
			consumer.filterSubject(request.subject());
		}
		if (after > 0) {
			consumer.deliverPolicy(DeliverPolicy.ByStartSequence).startSequence(after + 1);
		}
		else if (request.from() != null) {
			consumer.deliverPolicy(DeliverPolicy.ByStartTime).startTime(request.from().atZone(ZoneOffset.UTC));
		}
		try {
			return this.management.createConsumer(request.stream(), consumer.build());
		}
		catch (JetStreamApiException ex) {
			if (NO_CONSUMER.contains(ex.getApiErrorCode())) {
				return null;
			}
			throw failure(request.stream(), ex);
		}
		catch (IOException | RuntimeException ex) {
			throw failure(request.stream(), ex);
		}
	}

	private static DeadLetterException failure(String stream, Exception ex) throws InterruptedException {
		// The client has it as a failure, with the flag set.
		if (ex.getCause() instanceof InterruptedException interrupt && Thread.interrupted()) {
			throw interrupt;
		}
		return DeadLetterStore.failure("Cannot read stream '" + stream + "'", stream, ex);
	}

	private void ask(String stream, String consumer, Subscription inbox, int count) {
		this.connection.publish(this.requestPrefix + stream + "." + consumer, inbox.getSubject(),
				("{\"batch\":" + count + ",\"no_wait\":true}").getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Take all that one request brings.
	 */
	private static void receive(Subscription inbox, Reading reading)
			throws InterruptedException, InterruptedScanException {
		while (reading.isChunkOpen()) {
			Message message = inbox.nextMessage(PATIENCE);
			if (message == null) {
				throw new InterruptedScanException("the server does not answer", null);
			}
			if (!message.isStatusMessage()) {
				reading.take(message);
			}
			else {
				onStatus(message.getStatus(), reading);
			}
		}
	}

	private static void onStatus(Status status, Reading reading) throws InterruptedScanException {
		switch (status.getCode()) {
			case HEARTBEAT -> {
			}
			// What was pending has been removed meanwhile.
			case NO_MESSAGES, REQUEST_EXPIRED -> reading.endOfMessages();
			default -> throw new InterruptedScanException(status.getCode() + " " + status.getMessage(), null);
		}
	}

	private void close(String stream, String consumer, @Nullable Subscription inbox) {
		boolean interrupted = Thread.interrupted();
		try {
			if (inbox != null) {
				inbox.unsubscribe();
			}
			this.management.deleteConsumer(stream, consumer);
		}
		catch (IOException | JetStreamApiException | RuntimeException ex) {
			logger.debug("Left consumer '" + consumer + "' of stream '" + stream + "' to the server, which removes it "
					+ "in " + INACTIVE_THRESHOLD.toSeconds() + " s", ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * What to read.
	 *
	 * @param stream the stream
	 * @param subject the subjects, or {@code null} for all
	 * @param after the number behind which to begin
	 * @param from the time at which to begin, where {@code after} is 0
	 * @param last the number of the last message to look at
	 * @param limit how many dead letters to read at most
	 */
	record Request(String stream, @Nullable String subject, long after, @Nullable Instant from, long last, int limit) {
	}

	/**
	 * What was read.
	 *
	 * @param letters the dead letters
	 * @param position the number of the last message that was looked at
	 * @param examined how many messages were looked at
	 * @param pending how many there are to look at behind them
	 * @param last whether all has been read
	 */
	record Part(List<StoredDeadLetter> letters, long position, long examined, long pending, boolean last) {
	}

	/**
	 * A part while it is being read, by one thread.
	 */
	private static final class Reading {

		private final Request request;

		private final Predicate<StoredDeadLetter> wanted;

		private final BooleanSupplier cancelled;

		private final List<StoredDeadLetter> letters = new ArrayList<>();

		private long position;

		private long examined;

		private long pending;

		private int outstanding;

		private boolean end;

		private boolean full;

		private long delivered;

		Reading(Request request, Predicate<StoredDeadLetter> wanted, BooleanSupplier cancelled) {
			this.request = request;
			this.wanted = wanted;
			this.cancelled = cancelled;
			this.position = request.after();
		}

		/**
		 * Go on with another consumer.
		 */
		void begin(ConsumerInfo consumer) {
			// It knows where the time is that the request may begin at.
			this.position = Math.max(this.position, consumer.getDelivered().getStreamSequence());
			this.pending = consumer.getCalculatedPending();
			this.end = this.pending == 0;
			this.delivered = 0;
		}

		boolean isOver() {
			return this.end || this.full || this.cancelled.getAsBoolean();
		}

		int nextChunk() {
			this.outstanding = (int) Math.min(Math.min(CHUNK, this.pending),
					Math.max(LEAST_CHUNK, this.request.limit()));
			return this.outstanding;
		}

		boolean isChunkOpen() {
			return this.outstanding > 0 && !this.end;
		}

		void endOfMessages() {
			this.end = true;
		}

		void take(Message message) throws InterruptedScanException {
			NatsJetStreamMetaData meta = message.metaData();
			if (meta.consumerSequence() != ++this.delivered) {
				throw new InterruptedScanException("messages were lost on their way", null);
			}
			this.outstanding--;
			Headers headers = message.getHeaders();
			long size = (headers != null) ? StoredDeadLetter.number(headers.getFirst(SIZE)) : 0;
			take(meta.streamSequence(), StoredDeadLetter.of(meta.getStream(), meta.streamSequence(),
					message.getSubject(), meta.timestamp().toInstant(), size, headers), meta.pendingCount());
		}

		void take(StoredMessage message, long pending) {
			take(message.sequence(), message.letter(this.request.stream()), pending);
			this.full |= this.examined >= MOST_ONE_BY_ONE;
		}

		private void take(long sequence, @Nullable StoredDeadLetter letter, long pending) {
			if (this.full) {
				return;
			}
			if (sequence > this.request.last()) {
				this.end = true;
				return;
			}
			this.position = sequence;
			this.pending = pending;
			this.end = pending == 0;
			this.examined++;
			if (letter != null && this.wanted.test(letter)) {
				this.letters.add(letter);
			}
			this.full = this.letters.size() >= this.request.limit() || this.examined >= MOST_EXAMINED;
		}

		Part part() {
			return new Part(this.letters, this.position, this.examined, this.pending, this.end);
		}

	}

	/**
	 * What an interrupt ends.
	 */
	@FunctionalInterface
	private interface Work<T> {

		T run() throws InterruptedException;

	}

	/**
	 * What was under way is lost; another consumer begins again.
	 */
	private static final class InterruptedScanException extends Exception {

		private static final long serialVersionUID = 1L;

		InterruptedScanException(String message, @Nullable Throwable cause) {
			super(message, cause);
		}

	}

}
