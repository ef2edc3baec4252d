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

package io.github.natsboot.sample.order;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A dead letter, without its content.
 *
 * @param orderId id of the order, if it could be read
 * @param sequence sequence of the message in the stream that it came from
 * @param consumer durable consumer that gave it up
 * @param reason why
 * @param deliveries number of times that the message was delivered
 * @param exception class of the last failure, if there was one
 * @param message text of the last failure, if there was one
 * @param time when the message became a dead letter
 */
record DeadLetterEntry(@Nullable String orderId, long sequence, String consumer, String reason, int deliveries,
		@Nullable String exception, @Nullable String message, Instant time) {
}
