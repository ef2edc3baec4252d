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

import io.github.natsboot.annotation.JetStreamListener;
import io.github.natsboot.annotation.Retry;
import io.github.natsboot.listener.NonRetryableMessageException;
import io.github.natsboot.listener.jetstream.crash.CrashJournal.Kind;
import io.github.natsboot.listener.jetstream.crash.CrashPoint.Course;
import io.nats.client.impl.NatsJetStreamMetaData;

import org.springframework.messaging.handler.annotation.SendTo;

/**
 * A listener that does with a message what the message says, and writes down that it did.
 */
class OrderWork {

	private final String stream;

	private final String durable;

	private final CrashJournal journal;

	private final CrashTrigger trigger;

	OrderWork(String stream, String durable, CrashJournal journal, CrashTrigger trigger) {
		this.stream = stream;
		this.durable = durable;
		this.journal = journal;
		this.trigger = trigger;
	}

	public String getStream() {
		return this.stream;
	}

	public String getDurable() {
		return this.durable;
	}

	public String getSubject() {
		return CrashCase.subject(this.stream, this.durable);
	}

	public String getResultSubject() {
		return CrashCase.resultSubject(this.stream, this.durable);
	}

	@JetStreamListener(id = "#{__listener.stream}", stream = "#{__listener.stream}", durable = "#{__listener.durable}",
			subjects = "#{__listener.subject}", ackWait = "3s", autoStartup = "false",
			retry = @Retry(maxRetries = "2", delay = "50ms", multiplier = "1", jitter = "0s"))
	@SendTo("#{__listener.resultSubject}")
	String work(String order, NatsJetStreamMetaData metaData) {
		long sequence = metaData.streamSequence();
		long attempt = metaData.deliveredCount();
		this.journal.write(Kind.INVOKED, this.stream, this.durable, sequence, attempt);
		this.trigger.reach(CrashPoint.METHOD_BEGUN);
		if (!order.equals(CrashCase.GOOD)) {
			follow(order, attempt);
		}
		this.journal.write(Kind.HANDLED, this.stream, this.durable, sequence, attempt);
		this.trigger.reach(CrashPoint.METHOD_DONE);
		return Long.toString(sequence);
	}

	private static void follow(String order, long attempt) {
		String[] words = order.split(":");
		Course course = Course.valueOf(words[0]);
		int decisive = Integer.parseInt(words[1]);
		if (course == Course.DEAD_LETTER && decisive <= attempt && decisive < CrashPoint.ATTEMPTS) {
			throw new NonRetryableMessageException("as asked for");
		}
		boolean succeeds = switch (course) {
			case SUCCEED -> attempt >= decisive;
			case RETRY -> attempt > decisive;
			case DEAD_LETTER -> false;
		};
		if (!succeeds) {
			throw new IllegalStateException("as asked for");
		}
	}

}
