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
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

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
 * into one request. Safe for concurrent use.
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

	private static final int ATTEMPTS = 3;

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Duration INACTIVE_THRESHOLD = Duration.ofSeconds(30);

	private static final int HEARTBEAT = 100;

	private static final int NO_MESSAGES = 404;

	private static final int REQUEST_EXPIRED = 408;

	private static final String SIZE = "Nats-Msg-Size";

	private final Connection connection;

	private final JetStreamManagement management;

	private final String requestPrefix;

	/**
	 * Create the scanner.
	 * @param apiPrefix what the subjects of the JetStream API begin with, ending in a dot
	 */
	DeadLetterScanner(Connection connection, JetStreamManagement management, String apiPrefix) {
		this.connection = connection;
		this.management = management;
		this.requestPrefix = apiPrefix + "CONSUMER.MSG.NEXT.";
	}

	/**
	 * Read on.
	 * @param request what to read
	 * @param wanted which dead letters
	 * @param cancelled whether to end early
	 * @return what was read
	 */
	Part read(Request request, Predicate<StoredDeadLetter> wanted, BooleanSupplier cancelled) {
		for (int attempt = 1;; attempt++) {
			try {
				return attempt(request, wanted, cancelled);
			}
			catch (InterruptedScanException ex) {
				if (attempt == ATTEMPTS) {
					throw new DeadLetterException("Cannot read stream '" + request.stream() + "': " + ex.getMessage(),
							ex);
				}
				logger.debug("Reading stream '" + request.stream() + "' again: " + ex.getMessage());
			}
		}
	}

	private Part attempt(Request request, Predicate<StoredDeadLetter> wanted, BooleanSupplier cancelled)
			throws InterruptedScanException {
		ConsumerInfo consumer = follow(request);
		Subscription inbox = this.connection.subscribe(this.connection.createInbox());
		try {
			// What is asked for bounds what can be here; above its limit the client would
			// drop.
			inbox.setPendingLimits(-1, -1);
			Reading reading = new Reading(request, wanted, consumer.getCalculatedPending());
			while (!reading.isOver() && !cancelled.getAsBoolean()) {
				ask(request.stream(), consumer.getName(), inbox, reading.nextChunk());
				receive(inbox, reading);
			}
			return reading.part();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new DeadLetterException("Interrupted while reading stream '" + request.stream() + "'", ex);
		}
		catch (IllegalStateException ex) {
			throw new InterruptedScanException("the connection was lost", ex);
		}
		finally {
			close(request.stream(), consumer.getName(), inbox);
		}
	}

	private ConsumerInfo follow(Request request) {
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
		if (request.after() > 0) {
			consumer.deliverPolicy(DeliverPolicy.ByStartSequence).startSequence(request.after() + 1);
		}
		else if (request.from() != null) {
			consumer.deliverPolicy(DeliverPolicy.ByStartTime).startTime(request.from().atZone(ZoneOffset.UTC));
		}
		try {
			return this.management.createConsumer(request.stream(), consumer.build());
		}
		catch (IOException | JetStreamApiException | RuntimeException ex) {
			throw DeadLetterStore.failure("Cannot read stream '" + request.stream() + "'", request.stream(), ex);
		}
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

	private void close(String stream, String consumer, Subscription inbox) {
		try {
			inbox.unsubscribe();
			this.management.deleteConsumer(stream, consumer);
		}
		catch (IOException | JetStreamApiException | RuntimeException ex) {
			logger.debug("Left consumer '" + consumer + "' of stream '" + stream + "' to the server, which removes it "
					+ "in " + INACTIVE_THRESHOLD.toSeconds() + " s", ex);
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

		private final List<StoredDeadLetter> letters = new ArrayList<>();

		private long position;

		private long examined;

		private long pending;

		private int outstanding;

		private boolean end;

		private boolean full;

		private long delivered;

		Reading(Request request, Predicate<StoredDeadLetter> wanted, long pending) {
			this.request = request;
			this.wanted = wanted;
			this.position = request.after();
			this.pending = pending;
			this.end = pending == 0;
		}

		boolean isOver() {
			return this.end || this.full;
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
			if (this.full) {
				return;
			}
			if (meta.streamSequence() > this.request.last()) {
				this.end = true;
				return;
			}
			this.position = meta.streamSequence();
			this.pending = meta.pendingCount();
			this.end = this.pending == 0;
			this.examined++;
			StoredDeadLetter letter = read(message, meta);
			if (letter != null && this.wanted.test(letter)) {
				this.letters.add(letter);
			}
			this.full = this.letters.size() >= this.request.limit() || this.examined >= MOST_EXAMINED;
		}

		private static @Nullable StoredDeadLetter read(Message message, NatsJetStreamMetaData meta) {
			Headers headers = message.getHeaders();
			long size = (headers != null) ? StoredDeadLetter.number(headers.getFirst(SIZE)) : 0;
			return StoredDeadLetter.of(meta.getStream(), meta.streamSequence(), message.getSubject(),
					meta.timestamp().toInstant(), size, headers);
		}

		Part part() {
			return new Part(this.letters, this.position, this.examined, this.pending, this.end);
		}

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
