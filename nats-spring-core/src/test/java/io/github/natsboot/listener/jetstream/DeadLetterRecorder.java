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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.natsboot.deadletter.DeadLetterReason;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerInstrumentation;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;

/**
 * What an application's meters would be told of dead letters.
 */
class DeadLetterRecorder implements ListenerInstrumentation {

	/**
	 * Dead letters that the server has confirmed, in the order of the confirmations.
	 */
	final List<Stored> stored = new CopyOnWriteArrayList<>();

	/**
	 * Ids of the listeners whose dead letters could not be stored, once for each try.
	 */
	final List<String> failed = new CopyOnWriteArrayList<>();

	@Override
	public void deadLettered(ListenerInfo listener, Message message, DeadLetterReason reason, PublishAck stored) {
		this.stored.add(new Stored(listener.id(), message.metaData().streamSequence(), new String(message.getData()),
				stored.getStream(), stored.getSeqno(), System.nanoTime()));
	}

	@Override
	public void deadLetterFailed(ListenerInfo listener, Message message) {
		this.failed.add(listener.id());
	}

	/**
	 * The bodies of the messages whose dead letters are stored.
	 */
	List<String> bodies() {
		return this.stored.stream().map(Stored::body).toList();
	}

	/**
	 * A dead letter that the server has confirmed.
	 *
	 * @param listener the id of the listener
	 * @param original the number of the original in its stream
	 * @param body the body
	 * @param stream the stream of dead letters
	 * @param sequence the number of the dead letter in it
	 * @param at when that was known, in nanoseconds
	 */
	record Stored(String listener, long original, String body, String stream, long sequence, long at) {
	}

}
