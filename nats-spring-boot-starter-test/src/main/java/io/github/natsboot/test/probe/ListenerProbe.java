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

package io.github.natsboot.test.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

import io.github.natsboot.listener.ListenerContainer;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerInstrumentation.Settlement;
import io.github.natsboot.support.NatsMessageConverter;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.NatsMessage;
import org.jspecify.annotations.Nullable;

/**
 * Sees what a listener does, and disturbs it. What was seen is kept from the beginning of
 * a test method to its end, however early a probe is asked for. The methods that wait
 * give each thing once, in the order in which it happened; they fail with an
 * {@link AssertionError} that tells what did happen when nothing comes in the
 * {@linkplain NatsTestTemplate#within(Duration) time} that the probe has. Safe for use by
 * several threads.
 *
 * @since 0.1.0
 */
public final class ListenerProbe {

	private final ListenerContainer container;

	private final ListenerRecord record;

	private final NatsMessageConverter converter;

	private final Disturbances disturbances;

	private final JetStreamManagement management;

	private final Duration timeout;

	ListenerProbe(ListenerContainer container, ListenerRecord record, NatsMessageConverter converter,
			Disturbances disturbances, JetStreamManagement management, Duration timeout) {
		this.container = container;
		this.record = record;
		this.converter = converter;
		this.disturbances = disturbances;
		this.management = management;
		this.timeout = timeout;
	}

	/**
	 * Waits for the next call that ends, by returning or by a failure. Its message need
	 * not be settled yet.
	 * @return the call
	 */
	public ListenerCall awaitCall() {
		return require(this.record.awaitEnded(this.timeout), "call");
	}

	/**
	 * Waits for the next message that is settled: acknowledged, handed back to be
	 * delivered again, or stored as a dead letter.
	 * @return the call after which it was settled
	 * @throws IllegalStateException when the listener's messages are in no stream, and so
	 * are never settled
	 */
	public ListenerCall awaitSettled() {
		return awaitSettled((call) -> true, "message that was settled");
	}

	/**
	 * Waits for the next message that is acknowledged, whatever became of those before
	 * it.
	 * @return the call after which it was acknowledged
	 * @throws IllegalStateException when the listener's messages are in no stream, and so
	 * are never settled
	 */
	public ListenerCall awaitAcknowledged() {
		return awaitSettled((call) -> call.settlement().filter(Settlement.ACK::equals).isPresent(),
				"message that was acknowledged");
	}

	private ListenerCall awaitSettled(Predicate<ListenerCall> wanted, String what) {
		requireStream();
		return require(this.record.awaitSettled(wanted, this.timeout), what);
	}

	/**
	 * Waits for the next dead letter of this listener that is stored, and reads it from
	 * the stream that keeps it.
	 * @return the dead letter
	 * @throws IllegalStateException when the listener's messages are in no stream, or the
	 * dead letter cannot be read
	 */
	public CapturedDeadLetter awaitDeadLetter() {
		requireStream();
		PublishAck stored = require(this.record.awaitDeadLetter(this.timeout), "dead letter");
		try {
			MessageInfo info = this.management.getMessage(stored.getStream(), stored.getSeqno());
			Message message = NatsMessage.builder()
				.subject(info.getSubject())
				.headers(info.getHeaders())
				.data(info.getData())
				.build();
			return new CapturedDeadLetter(message, this.converter, stored.getStream(), stored.getSeqno());
		}
		catch (IOException | JetStreamApiException ex) {
			throw new IllegalStateException(
					"Cannot read dead letter " + stored.getSeqno() + " of stream '" + stored.getStream() + "'", ex);
		}
	}

	/**
	 * Waits for the next message of this listener that should have become a dead letter
	 * and could not be stored as one, so that it stays and is tried again.
	 * @return the message
	 * @throws IllegalStateException when the listener's messages are in no stream
	 */
	public CapturedMessage awaitUnstoredDeadLetter() {
		requireStream();
		return require(this.record.awaitUnstored(this.timeout), "dead letter that could not be stored");
	}

	/**
	 * Verifies that the listener is not called, besides for what was waited for already,
	 * as a call or as a settlement.
	 * @param time how long to wait for a call; the whole of it when the verification
	 * holds
	 * @throws AssertionError when a call begins, or is running already
	 */
	public void expectNoCall(Duration time) {
		ListenerCall call = this.record.awaitBegun(time);
		if (call != null) {
			throw new AssertionError("Expected no call of " + info().describe() + ", but there was " + call);
		}
	}

	/**
	 * Returns everything seen since the test method began, whether it was waited for or
	 * not: the last 10,000 calls, those that are running included.
	 * @return the calls in the order in which they began
	 */
	public List<ListenerCall> calls() {
		return this.record.calls();
	}

	/**
	 * Lets the next call fail instead of calling the method; with a batch all its
	 * messages fail.
	 * @param failure what to fail with
	 * @return this probe
	 */
	public ListenerProbe failNext(Exception failure) {
		return failNext(1, failure);
	}

	/**
	 * Lets the next calls fail instead of calling the method; a batch counts as one. What
	 * is left of them at the end of the test method is forgotten.
	 * @param times how many calls, 1 at least
	 * @param failure what to fail with
	 * @return this probe
	 */
	public ListenerProbe failNext(int times, Exception failure) {
		if (times < 1) {
			throw new IllegalArgumentException("At least 1 call has to fail, not " + times);
		}
		Objects.requireNonNull(failure, "There has to be a failure to fail with");
		this.record.failNext(Collections.nCopies(times, failure));
		return this;
	}

	/**
	 * Takes away the stream that keeps the dead letters of this listener: until it is
	 * given back none can be stored. What it holds stays.
	 * @return gives it back when closed, which the end of the test method does as well
	 * @throws IllegalStateException when there is no such stream
	 */
	public Disturbance withoutDeadLetterStream() {
		String subject = info().deadLetterSubject();
		if (subject == null) {
			throw new IllegalStateException(info().describe() + " has no dead letters: its messages are in no stream");
		}
		return this.disturbances.add(AbsentStream.of(this.management, subject));
	}

	private ListenerInfo info() {
		return this.container.info();
	}

	private void requireStream() {
		if (info().stream() == null) {
			throw new IllegalStateException(info().describe()
					+ " listens on no stream, so its messages are never settled nor dead letters: use awaitCall()");
		}
	}

	private <T> T require(@Nullable T found, String what) {
		if (found != null) {
			return found;
		}
		StringBuilder text = new StringBuilder("Expected a ").append(what)
			.append(" of ")
			.append(info().describe())
			.append(" within ")
			.append(NatsTestTemplate.describe(this.timeout))
			.append(", but there was none. It is ")
			.append(this.container.state().status());
		if (this.container.state().reason() != null) {
			text.append(" (").append(this.container.state().reason()).append(')');
		}
		text.append(" on ").append(info().destination());
		List<ListenerCall> seen = calls();
		text.append(seen.isEmpty() ? "; it was not called in this test" : "; its calls in this test:");
		seen.stream().limit(20).forEach((call) -> text.append("\n  ").append(call));
		if (seen.size() > 20) {
			text.append("\n  and ").append(seen.size() - 20).append(" more");
		}
		throw new AssertionError(text.toString());
	}

}
