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
import java.util.concurrent.CompletableFuture;

import io.github.natsboot.support.EncodedPayload;
import io.github.natsboot.support.NatsHeaders;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.Assert;

/**
 * Collects a message and gives it to its template.
 */
final class DefaultMessageSpec implements MessageSpec {

	private final NatsTemplate operations;

	private final EncodedPayload payload;

	private final OutboundHeaders headers = new OutboundHeaders();

	private Duration timeout;

	private boolean reservedAllowed;

	private @Nullable String subject;

	private @Nullable String template;

	private @Nullable String replyTo;

	DefaultMessageSpec(NatsTemplate operations, EncodedPayload payload, Duration timeout) {
		this.operations = operations;
		this.payload = payload;
		this.timeout = timeout;
	}

	@Override
	public MessageSpec subject(String subject) {
		this.subject = subject;
		return this;
	}

	@Override
	public MessageSpec allowReservedSubject() {
		this.reservedAllowed = true;
		return this;
	}

	@Override
	public MessageSpec template(String template) {
		this.template = template;
		return this;
	}

	@Override
	public MessageSpec header(String name, String value) {
		this.headers.add(name, value);
		return this;
	}

	@Override
	public MessageSpec headers(Headers headers) {
		this.headers.putAll(headers);
		return this;
	}

	@Override
	public MessageSpec replyTo(String subject) {
		this.replyTo = Subjects.requireLiteral(subject, true);
		return this;
	}

	@Override
	public MessageSpec timeout(Duration timeout) {
		Assert.isTrue(!timeout.isZero() && !timeout.isNegative(), "'timeout' must be greater than zero");
		this.timeout = timeout;
		return this;
	}

	@Override
	public void publish() {
		this.operations.publish(message());
	}

	@Override
	public <T> @Nullable T request(Class<T> replyType) {
		return this.operations.request(message(), replyType, this.timeout);
	}

	@Override
	public <T> @Nullable T request(ParameterizedTypeReference<T> replyType) {
		return this.operations.request(message(), replyType.getType(), this.timeout);
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(Class<T> replyType) {
		return this.operations.requestAsync(message(), replyType, this.timeout);
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(ParameterizedTypeReference<T> replyType) {
		return this.operations.requestAsync(message(), replyType.getType(), this.timeout);
	}

	private OutboundMessage message() {
		String checked = Subjects.requireLiteral(this.subject, this.reservedAllowed);
		String contentType = this.payload.contentType();
		if (contentType != null && this.headers.first(NatsHeaders.CONTENT_TYPE) == null) {
			this.headers.control(NatsHeaders.CONTENT_TYPE, contentType);
		}
		return new OutboundMessage(checked, this.template, this.replyTo, this.headers.toHeaders(), this.payload.body(),
				null);
	}

}
