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

package io.github.natsboot.listener;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.github.natsboot.deadletter.DeadLetterReason;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;

/**
 * Tells several instrumentations, in their order.
 */
final class CompositeListenerInstrumentation implements ListenerInstrumentation {

	private final List<ListenerInstrumentation> delegates;

	CompositeListenerInstrumentation(List<ListenerInstrumentation> delegates) {
		this.delegates = List.copyOf(delegates);
	}

	@Override
	public void created(ListenerInfo listener) {
		tell((delegate) -> delegate.created(listener));
	}

	@Override
	public void settled(ListenerInfo listener, Message message, Settlement settlement) {
		tell((delegate) -> delegate.settled(listener, message, settlement));
	}

	@Override
	public void deadLettered(ListenerInfo listener, Message message, DeadLetterReason reason, PublishAck stored) {
		tell((delegate) -> delegate.deadLettered(listener, message, reason, stored));
	}

	@Override
	public void deadLetterFailed(ListenerInfo listener, Message message) {
		tell((delegate) -> delegate.deadLetterFailed(listener, message));
	}

	@Override
	public void unsettled(ListenerInfo listener, Message message, Duration open) {
		tell((delegate) -> delegate.unsettled(listener, message, open));
	}

	@Override
	public void replyRefused(ListenerInfo listener, Message request, ReplyRefusal reason) {
		tell((delegate) -> delegate.replyRefused(listener, request, reason));
	}

	private void tell(Consumer<ListenerInstrumentation> call) {
		this.delegates.forEach(call);
	}

}
