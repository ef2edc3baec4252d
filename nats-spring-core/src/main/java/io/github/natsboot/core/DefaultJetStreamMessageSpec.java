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
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.CompletableFuture;

import io.github.natsboot.support.EncodedPayload;
import io.github.natsboot.support.NatsHeaders;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Collects a message and gives it to its template.
 */
final class DefaultJetStreamMessageSpec implements JetStreamMessageSpec {

	private final JetStreamTemplate operations;

	private final EncodedPayload payload;

	private final OutboundHeaders headers = new OutboundHeaders();

	private boolean reservedAllowed;

	private @Nullable String subject;

	private @Nullable String template;

	private @Nullable String id;

	private @Nullable String timeToLive;

	private @Nullable Schedule schedule;

	private @Nullable String scheduleSubject;

	DefaultJetStreamMessageSpec(JetStreamTemplate operations, EncodedPayload payload) {
		this.operations = operations;
		this.payload = payload;
	}

	@Override
	public JetStreamMessageSpec subject(String subject) {
		this.subject = subject;
		return this;
	}

	@Override
	public JetStreamMessageSpec allowReservedSubject() {
		this.reservedAllowed = true;
		return this;
	}

	@Override
	public JetStreamMessageSpec template(String template) {
		this.template = template;
		return this;
	}

	@Override
	public JetStreamMessageSpec id(String id) {
		Assert.hasText(id, "'id' must not be blank");
		this.headers.control(NatsHeaders.MESSAGE_ID, id);
		this.id = id;
		return this;
	}

	@Override
	public JetStreamMessageSpec header(String name, String value) {
		this.headers.add(name, value);
		return this;
	}

	@Override
	public JetStreamMessageSpec headers(Headers headers) {
		this.headers.putAll(headers);
		return this;
	}

	@Override
	public JetStreamMessageSpec expectStream(String stream) {
		return control(NatsHeaders.EXPECTED_STREAM, Subjects.requireName("stream", stream));
	}

	@Override
	public JetStreamMessageSpec expectLastSequence(long sequence) {
		return control(NatsHeaders.EXPECTED_LAST_SEQUENCE, sequence(sequence));
	}

	@Override
	public JetStreamMessageSpec expectLastSubjectSequence(long sequence) {
		return control(NatsHeaders.EXPECTED_LAST_SUBJECT_SEQUENCE, sequence(sequence));
	}

	@Override
	public JetStreamMessageSpec expectLastSubjectSequence(long sequence, String pattern) {
		control(NatsHeaders.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT, Subjects.requirePattern(pattern));
		return expectLastSubjectSequence(sequence);
	}

	@Override
	public JetStreamMessageSpec expectLastMessageId(String id) {
		Assert.hasText(id, "'id' must not be blank");
		return control(NatsHeaders.EXPECTED_LAST_MESSAGE_ID, id);
	}

	@Override
	public JetStreamMessageSpec timeToLive(Duration timeToLive) {
		Assert.isTrue(timeToLive.getSeconds() > 0 && timeToLive.getNano() == 0,
				"'timeToLive' must be at least 1 second, in whole seconds");
		this.timeToLive = Long.toString(timeToLive.getSeconds());
		return this;
	}

	@Override
	public JetStreamMessageSpec scheduleSubject(String subject) {
		this.scheduleSubject = subject;
		return this;
	}

	@Override
	public JetStreamMessageSpec deliverAt(Instant time) {
		return schedule(Schedule.at(time));
	}

	@Override
	public JetStreamMessageSpec deliverAfter(Duration delay) {
		return schedule(Schedule.after(delay));
	}

	@Override
	public JetStreamMessageSpec every(Duration interval) {
		return schedule(Schedule.every(interval));
	}

	@Override
	public JetStreamMessageSpec cron(String expression) {
		return schedule(Schedule.cron(expression, null));
	}

	@Override
	public JetStreamMessageSpec cron(String expression, ZoneId zone) {
		return schedule(Schedule.cron(expression, zone));
	}

	private JetStreamMessageSpec schedule(Schedule schedule) {
		this.schedule = schedule;
		return this;
	}

	@Override
	public PublishAck publish() {
		return this.operations.publish(message());
	}

	@Override
	public CompletableFuture<PublishAck> publishAsync() {
		return this.operations.publishAsync(message());
	}

	boolean isOf(JetStreamTemplate template) {
		return this.operations == template;
	}

	OutboundMessage message() {
		String checked = Subjects.requireLiteral(this.subject, this.reservedAllowed);
		String contentType = this.payload.contentType();
		if (contentType != null && this.headers.first(NatsHeaders.CONTENT_TYPE) == null) {
			this.headers.control(NatsHeaders.CONTENT_TYPE, contentType);
		}
		String messageId = (this.id != null) ? this.id : this.headers.first(NatsHeaders.MESSAGE_ID);
		Headers complete = this.headers.toHeaders();
		if (this.timeToLive != null) {
			complete = orNew(complete).put(
					(this.schedule != null) ? NatsHeaders.SCHEDULE_TIME_TO_LIVE : NatsHeaders.TIME_TO_LIVE,
					this.timeToLive);
		}
		String storedOn = checked;
		if (this.schedule != null || this.scheduleSubject != null) {
			complete = orNew(complete);
			storedOn = schedule(complete, checked);
		}
		if (complete != null) {
			HeaderFeatures.require(complete, this.operations.connection());
		}
		if (messageId == null) {
			// Only now and not kept: sent twice, a message without an id is two messages.
			messageId = this.operations.generateId();
		}
		if (messageId != null) {
			complete = orNew(complete).put(NatsHeaders.MESSAGE_ID, messageId);
		}
		return new OutboundMessage(storedOn, this.template, null, complete, this.payload.body(), messageId);
	}

	private String schedule(Headers complete, String target) {
		Assert.state(this.schedule != null,
				"'scheduleSubject' is of use only with deliverAt, deliverAfter, every or cron");
		Assert.state(this.scheduleSubject != null,
				"A schedule needs a subject of its own, which holds it: set 'scheduleSubject'");
		String holder = Subjects.requireLiteral(this.scheduleSubject, this.reservedAllowed);
		Assert.state(!holder.equals(target), "'scheduleSubject' must not be the subject of the message");
		this.schedule.write(complete, target);
		return holder;
	}

	private static Headers orNew(@Nullable Headers headers) {
		return (headers != null) ? headers : new Headers();
	}

	private JetStreamMessageSpec control(String name, String value) {
		this.headers.control(name, value);
		return this;
	}

	private static String sequence(long sequence) {
		Assert.isTrue(sequence >= 0, "'sequence' must not be negative");
		return Long.toString(sequence);
	}

}
