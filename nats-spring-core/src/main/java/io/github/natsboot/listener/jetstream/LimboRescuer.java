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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;

import io.github.natsboot.listener.RetryAfterException;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import io.nats.client.support.JsonParseException;
import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonValue;
import io.nats.client.support.JsonValueUtils;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes dead letters of messages that are in limbo: delivered as often as the consumer's
 * {@code max_deliver} allows, and not settled. The server tells of each once, in an
 * advisory. The message is fetched from its stream, its dead letter is stored, and only
 * then the message is ended; the advisory is acknowledged last. What fails on the way is
 * thrown, so that the advisory comes again, and the dead letter has the same id.
 * <p>
 * A message that is gone was acknowledged late, or deleted: nothing is to be done. With
 * limits retention an acknowledgement that came after the advisory cannot be told from
 * none, and such a message becomes a dead letter too.
 */
final class LimboRescuer {

	private static final Log logger = LogFactory.getLog(LimboRescuer.class);

	private static final int CONSUMER_NOT_FOUND = 10014;

	private static final int MESSAGE_NOT_FOUND = 10037;

	private static final int STREAM_NOT_FOUND = 10059;

	private static final Duration CONFIRMATION_TIMEOUT = Duration.ofSeconds(5);

	/**
	 * By how much the clocks of servers may differ.
	 */
	private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(1);

	/**
	 * An advisory comes again within the longest wait, so trouble that is much older has
	 * been overcome, by another instance if not by this one.
	 */
	private static final long TROUBLE_NANOS = Duration.ofMinutes(2).toNanos();

	/**
	 * Ends a message past its last delivery on all servers.
	 */
	private static final byte[] ACK = "+ACK".getBytes(StandardCharsets.US_ASCII);

	private final JetStreamListenerEndpoint endpoint;

	private final JetStreamManagement management;

	private final Connection connection;

	private final Settler settler;

	private volatile @Nullable String trouble;

	private volatile long troubleAt;

	LimboRescuer(JetStreamListenerEndpoint endpoint, JetStreamManagement management, Connection connection,
			Settler settler) {
		this.endpoint = endpoint;
		this.management = management;
		this.connection = connection;
		this.settler = settler;
	}

	/**
	 * Make a dead letter of the message that an advisory tells of.
	 * @throws Exception when that is not done yet; the advisory must be kept
	 */
	void rescue(Message advisory) throws Exception {
		try {
			tryToRescue(advisory);
			this.trouble = null;
		}
		catch (RetryAfterException ex) {
			throw ex;
		}
		catch (IOException | JetStreamApiException | RuntimeException ex) {
			this.troubleAt = System.nanoTime();
			this.trouble = ex.getClass().getSimpleName() + ": " + ex.getMessage();
			logger.error("Could not rescue a message of " + this.endpoint.info().describe()
					+ " that the server does not deliver any more; it is tried again", ex);
			throw ex;
		}
	}

	/**
	 * Why messages cannot be rescued at the moment, other than that dead letters cannot
	 * be stored.
	 */
	@Nullable String trouble() {
		return (System.nanoTime() - this.troubleAt < TROUBLE_NANOS) ? this.trouble : null;
	}

	private void tryToRescue(Message advisory) throws IOException, JetStreamApiException {
		JsonValue told = read(advisory);
		Long sequence = JsonValueUtils.readLong(told, "stream_seq");
		Long deliveries = JsonValueUtils.readLong(told, "deliveries");
		if (sequence == null || deliveries == null || !isAbout(told, "stream", this.endpoint.stream())
				|| !isAbout(told, "consumer", this.endpoint.durable())) {
			logger.warn("What came on '" + advisory.getSubject() + "' is no advisory of the server's, and is ignored");
			return;
		}
		MessageInfo stored = find(sequence, advisory.metaData().timestamp());
		if (stored == null) {
			logger.debug("Message " + sequence + " of stream '" + this.endpoint.stream()
					+ "' is gone since it was delivered for the last time");
			return;
		}
		RescuedMessage message = new RescuedMessage(stored, this.endpoint.stream(), this.endpoint.durable(),
				deliveries);
		Duration wait = this.settler.rescue(new Delivery(message, true, new ConsumerProgress()),
				advisory.metaData().deliveredCount() - 1);
		if (wait != null) {
			throw new RetryAfterException("The dead letter could not be stored", wait, null);
		}
		end(message);
	}

	private static boolean isAbout(JsonValue told, String name, String value) {
		return value.equals(JsonValueUtils.readString(told, name));
	}

	private static JsonValue read(Message advisory) {
		try {
			return JsonParser.parse(advisory.getData());
		}
		catch (JsonParseException ex) {
			return JsonValue.EMPTY_MAP;
		}
	}

	private @Nullable MessageInfo find(long sequence, ZonedDateTime toldAt) throws IOException, JetStreamApiException {
		try {
			MessageInfo stored = this.management.getMessage(this.endpoint.stream(), sequence);
			ZonedDateTime storedAt = stored.getTime();
			if (storedAt == null || !storedAt.isAfter(toldAt.plus(CLOCK_DIFFERENCE)) || !isMadeAnewAfter(toldAt)) {
				return stored;
			}
			logger.warn("Message " + sequence + " of stream '" + this.endpoint.stream() + "' was stored at " + storedAt
					+ ", after it was told at " + toldAt + " that it had been delivered for the last "
					+ "time: the stream was made anew, and the message that was meant is gone");
			return null;
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalStateException("Message " + sequence + " of stream '" + this.endpoint.stream()
					+ "' has a header that the client cannot read, so it cannot become a dead letter. Look at it with "
					+ "`nats stream get " + this.endpoint.stream() + " " + sequence
					+ "`, and remove it with `nats stream " + "rmm " + this.endpoint.stream() + " " + sequence + "`",
					ex);
		}
		catch (JetStreamApiException ex) {
			if (ex.getApiErrorCode() == MESSAGE_NOT_FOUND || ex.getApiErrorCode() == STREAM_NOT_FOUND) {
				return null;
			}
			throw ex;
		}
	}

	/**
	 * A message that was stored later than its advisory belongs to a stream that was made
	 * anew, if the clocks are right. Where they may not be, one dead letter too many is
	 * better than one too few.
	 */
	private boolean isMadeAnewAfter(ZonedDateTime toldAt) throws IOException, JetStreamApiException {
		return this.management.getStreamInfo(this.endpoint.stream()).getCreateTime().isAfter(toldAt);
	}

	/**
	 * With workqueue and interest retention the stream drops the message by that, unless
	 * another consumer waits for it.
	 */
	private void end(Message message) throws IOException, JetStreamApiException {
		if (confirm(message) || isConsumerGone()) {
			return;
		}
		throw new IOException("The server did not confirm the end of message " + message.metaData().streamSequence()
				+ " of stream '" + this.endpoint.stream() + "'");
	}

	private boolean confirm(Message message) {
		try {
			return this.connection.request(message.getReplyTo(), ACK, CONFIRMATION_TIMEOUT) != null;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private boolean isConsumerGone() throws IOException, JetStreamApiException {
		try {
			this.management.getConsumerInfo(this.endpoint.stream(), this.endpoint.durable());
			return false;
		}
		catch (JetStreamApiException ex) {
			if (ex.getApiErrorCode() == CONSUMER_NOT_FOUND || ex.getApiErrorCode() == STREAM_NOT_FOUND) {
				return true;
			}
			throw ex;
		}
	}

}
