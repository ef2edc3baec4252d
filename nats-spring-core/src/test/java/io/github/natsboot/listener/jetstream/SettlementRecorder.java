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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerInstrumentation;
import io.nats.client.Message;

/**
 * Remembers what became of messages.
 */
class SettlementRecorder implements ListenerInstrumentation {

	final List<Settlement> settlements = new CopyOnWriteArrayList<>();

	final List<Duration> unsettled = new CopyOnWriteArrayList<>();

	@Override
	public void settled(ListenerInfo listener, Message message, Settlement settlement) {
		this.settlements.add(settlement);
	}

	@Override
	public void unsettled(ListenerInfo listener, Message message, Duration open) {
		this.unsettled.add(open);
	}

}
