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

package io.github.natsboot.core;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.nats.client.Connection;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.support.NatsRequestCompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the native connection that the templates need, made safe: no message is
 * dropped because a thread is interrupted, time-outs are kept, and each failure has a
 * type whatever options the connection was made with.
 */
final class NativeClient {

	private static final int NO_RESPONDERS = 503;

	/** The client's own time-out, checked every 5 seconds only, must come after ours. */
	private static final Duration NATIVE_TIMEOUT_MARGIN = Duration.ofSeconds(1);

	private final Connection connection;

	NativeClient(Connection connection) {
		this.connection = connection;
	}

	Connection connection() {
		return this.connection;
	}

	/**
	 * Hands a message over for sending.
	 * @param subject the subject
	 * @param replyTo subject for replies, or {@code null}
	 * @param headers the headers, or {@code null}
	 * @param body the body
	 */
	void publish(String subject, @Nullable String replyTo, @Nullable Headers headers, byte[] body) {
		checkSize(subject, headers, body);
		// The client discards what an interrupted thread publishes and tells nobody.
		boolean interrupted = Thread.interrupted();
		try {
			this.connection.publish(subject, replyTo, headers, body);
			if (Thread.currentThread().isInterrupted()) {
				throw new NatsInterruptedException(
						"Interrupted while publishing to subject '" + subject + "': the message may not have been sent",
						null);
			}
		}
		catch (IllegalStateException | IllegalArgumentException ex) {
			throw notSent(subject, ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Sends a request. The future is the client's own: it completes on the thread that
	 * delivers all replies of the connection, and late if its time-out is relied on.
	 * @param subject the subject
	 * @param headers the headers, or {@code null}
	 * @param body the body
	 * @param timeout how long the caller is going to wait
	 * @return the reply to come
	 */
	CompletableFuture<Message> send(String subject, @Nullable Headers headers, byte[] body, Duration timeout) {
		checkSize(subject, headers, body);
		boolean interrupted = Thread.interrupted();
		try {
			return this.connection.requestWithTimeout(subject, headers, body, timeout.plus(NATIVE_TIMEOUT_MARGIN));
		}
		catch (IllegalStateException | IllegalArgumentException ex) {
			throw notSent(subject, ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Sends a request and waits for the reply. An interrupt from before does not end the
	 * waiting, one that comes meanwhile does.
	 * @param subject the subject
	 * @param headers the headers, or {@code null}
	 * @param body the body
	 * @param timeout how long to wait
	 * @return the reply
	 */
	Message request(String subject, @Nullable Headers headers, byte[] body, Duration timeout) {
		boolean interrupted = Thread.interrupted();
		CompletableFuture<Message> reply = null;
		try {
			reply = send(subject, headers, body, timeout);
			return requireReply(subject, reply.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
		}
		catch (InterruptedException ex) {
			interrupted = true;
			throw new NatsInterruptedException("Interrupted while waiting for a reply on subject '" + subject + "'",
					ex);
		}
		catch (TimeoutException ex) {
			throw new RequestTimeoutException(subject, timeout);
		}
		catch (ExecutionException | CancellationException ex) {
			throw failure(subject, reply, ex, timeout);
		}
		finally {
			if (reply != null && !reply.isDone()) {
				reply.cancel(true);
			}
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Returns a reply if it is one, as the server reports a lack of responders with a
	 * reply too.
	 * @param subject subject of the request
	 * @param reply the reply
	 * @return the reply
	 */
	Message requireReply(String subject, Message reply) {
		if (reply.isStatusMessage() && reply.getStatus().getCode() == NO_RESPONDERS) {
			throw new NoRespondersException(subject);
		}
		return reply;
	}

	/**
	 * Says in the library's types why a reply did not come.
	 * @param subject subject of the request
	 * @param reply the future that failed, or {@code null}
	 * @param failure what it failed with
	 * @param timeout how long was waited
	 * @return the exception to throw
	 */
	NatsException failure(String subject, @Nullable CompletableFuture<Message> reply, Throwable failure,
			Duration timeout) {
		Throwable cause = (failure instanceof ExecutionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof NatsException known) {
			return known;
		}
		if (cause instanceof TimeoutException) {
			return new RequestTimeoutException(subject, timeout);
		}
		if (cause instanceof JetStreamStatusException status && status.getStatus().getCode() == NO_RESPONDERS) {
			return new NoRespondersException(subject);
		}
		if (cause instanceof CancellationException) {
			if (this.connection.getStatus() == Connection.Status.CLOSED || isCancelledByClosing(reply)) {
				return new ConnectionClosedException(
						"The connection was closed before a reply on subject '" + subject + "' came", cause);
			}
			if (reply instanceof NatsRequestCompletableFuture request && request.wasCancelledTimedOut()) {
				return new RequestTimeoutException(subject, timeout);
			}
			// Without Options.reportNoResponders() the client says it by cancelling.
			return new NoRespondersException(subject);
		}
		return new NatsClientException("The request on subject '" + subject + "' failed: " + cause.getMessage(), cause);
	}

	private static boolean isCancelledByClosing(@Nullable CompletableFuture<Message> reply) {
		return reply instanceof NatsRequestCompletableFuture request && request.wasCancelledClosing();
	}

	private void checkSize(String subject, @Nullable Headers headers, byte[] body) {
		long limit = this.connection.getMaxPayload();
		long size = (headers != null && !headers.isEmpty()) ? (long) body.length + headers.serializedLength()
				: body.length;
		if (limit > 0 && size > limit) {
			throw new PayloadTooLargeException(subject, size, limit);
		}
	}

	private NatsException notSent(String subject, RuntimeException failure) {
		String reason = String.valueOf(failure.getMessage());
		if (failure instanceof IllegalStateException) {
			boolean ended = this.connection.getStatus() == Connection.Status.CLOSED
					|| reason.startsWith("Connection is");
			return ended ? new ConnectionClosedException("Message to subject '" + subject + "' was not sent: " + reason,
					failure) : new OutboundBufferFullException(subject, failure);
		}
		if (reason.startsWith("Control line")) {
			return new InvalidSubjectException(
					"Subject '" + Subjects.printable(subject) + "' is too long for the server's control line",
					subject.length());
		}
		return new NatsClientException("Message to subject '" + subject + "' was not sent: " + reason, failure);
	}

}
