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

package io.github.natsboot.listener.jetstream.crash;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.natsboot.deadletter.DeadLetterReason;
import io.github.natsboot.event.DeadLetterEvent;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerInstrumentation;
import io.github.natsboot.listener.ListenerInterceptor;
import io.github.natsboot.listener.error.ErrorHandler;
import io.github.natsboot.listener.error.Outcome;
import io.github.natsboot.listener.error.RetryErrorHandler;
import io.github.natsboot.listener.error.RetrySettings;
import io.github.natsboot.listener.jetstream.crash.Crash.Breakage;
import io.github.natsboot.listener.jetstream.crash.CrashJournal.Kind;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.NatsJetStreamMetaData;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationListener;

/**
 * Halts the process when the listener of each stream has come to the point, by nothing
 * but what applications can hook into. Those that are there first wait for the others.
 */
class CrashTrigger
		implements ListenerInterceptor, ErrorHandler, ListenerInstrumentation, ApplicationListener<DeadLetterEvent> {

	/**
	 * The exit code of a process that has halted.
	 */
	static final int EXIT_CODE = 77;

	private final @Nullable Crash crash;

	private final CrashJournal journal;

	private final AtomicInteger missing = new AtomicInteger(CrashCase.STREAMS.size());

	private final ErrorHandler decisions = new RetryErrorHandler(new RetrySettings(CrashPoint.ATTEMPTS - 1,
			Duration.ofMillis(50), 1, Duration.ofSeconds(1), Duration.ZERO, List.of(), List.of()));

	/**
	 * The message that is worked on, unless it is a neighbour. All that happens to it
	 * happens on one thread.
	 */
	private final ThreadLocal<@Nullable NatsJetStreamMetaData> current = new ThreadLocal<>();

	/**
	 * Create the trigger.
	 * @param crash where to halt, or {@code null} for nowhere
	 */
	CrashTrigger(@Nullable Crash crash, CrashJournal journal) {
		this.crash = crash;
		this.journal = journal;
	}

	boolean isBroken(Breakage breakage) {
		return this.crash != null && this.crash.breakage() == breakage;
	}

	void reach(CrashPoint point) {
		NatsJetStreamMetaData message = this.current.get();
		if (message == null || this.crash == null || this.crash.point() != point
				|| this.crash.attempt() != message.deliveredCount()) {
			return;
		}
		this.journal.write(Kind.HALTED, message.getStream(), message.getConsumer(), message.streamSequence(),
				message.deliveredCount());
		if (this.missing.decrementAndGet() == 0) {
			Runtime.getRuntime().halt(EXIT_CODE);
		}
		new Semaphore(0).acquireUninterruptibly();
	}

	/**
	 * Take up a message.
	 */
	void take(Message message) {
		this.current.set(CrashCase.GOOD.equals(new String(message.getData())) ? null : message.metaData());
	}

	@Override
	public @Nullable Object intercept(Invocation invocation) throws Exception {
		take(invocation.message());
		if (isBroken(Breakage.ACK_BEFORE_INVOKE)) {
			invocation.message().ack();
			invocation.message().getConnection().flush(Duration.ofSeconds(20));
		}
		reach(CrashPoint.BEFORE_INVOKE);
		Object value;
		try {
			value = invocation.proceed();
		}
		catch (Exception ex) {
			reach(CrashPoint.AFTER_FAILURE);
			throw ex;
		}
		reach(CrashPoint.AFTER_RETURN);
		return value;
	}

	@Override
	public Outcome handle(Throwable failure, long attempt) {
		reach(CrashPoint.BEFORE_DECISION);
		Outcome outcome = this.decisions.handle(failure, attempt);
		reach(CrashPoint.DECIDED);
		return outcome;
	}

	@Override
	public Outcome handle(Throwable failure, long attempt, Message message) {
		Outcome outcome = handle(failure, attempt);
		if (isBroken(Breakage.SETTLE_BEFORE_PUBLISH) && outcome instanceof Outcome.DeadLetter) {
			message.term();
			flush(message);
		}
		return outcome;
	}

	@Override
	public void settled(ListenerInfo listener, Message message, Settlement settlement) {
		switch (settlement) {
			case ACK -> reach(CrashPoint.ACKNOWLEDGED);
			case RETRY -> reach(CrashPoint.HANDED_BACK);
			case DEAD_LETTER -> reach(CrashPoint.ENDED);
			default -> {
			}
		}
	}

	@Override
	public void deadLettered(ListenerInfo listener, Message message, DeadLetterReason reason, PublishAck stored) {
		reach(CrashPoint.LETTER_COUNTED);
	}

	@Override
	public void onApplicationEvent(DeadLetterEvent event) {
		reach(CrashPoint.LETTER_TOLD);
	}

	private static void flush(Message message) {
		try {
			message.getConnection().flush(Duration.ofSeconds(20));
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
