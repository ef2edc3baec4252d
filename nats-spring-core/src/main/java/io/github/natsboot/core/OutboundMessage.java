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

import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A message ready to be sent: checked and encoded.
 *
 * @param subject literal subject
 * @param template the subject with its variable parts named, or {@code null}
 * @param replyTo subject for replies, or {@code null}
 * @param headers headers that belong to this message alone, or {@code null}
 * @param body the body
 * @param id message id for the stream, or {@code null}
 */
@SuppressWarnings("ArrayRecordComponent")
record OutboundMessage(String subject, @Nullable String template, @Nullable String replyTo, @Nullable Headers headers,
		byte[] body, @Nullable String id) {

	OutboundMessage withHeaders(Headers newHeaders) {
		return new OutboundMessage(this.subject, this.template, this.replyTo, newHeaders, this.body, this.id);
	}

}
