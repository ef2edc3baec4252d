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

package io.github.natsboot.event;

/**
 * A message was stored as a dead letter, or should have been and could not. In the second
 * case it stays in its stream and is tried again.
 */
public class DeadLetterEvent extends ListenerEvent {

	private static final long serialVersionUID = 1L;

	private final String stream;

	private final long sequence;

	private final String reason;

	private final boolean stored;

	/**
	 * Create the event.
	 * @param source what publishes it
	 * @param listenerId the listener that could not work on the message
	 * @param stream the stream that holds the original
	 * @param sequence the original's sequence number in that stream
	 * @param reason the code of the reason
	 * @param stored whether the dead letter was stored
	 */
	public DeadLetterEvent(Object source, String listenerId, String stream, long sequence, String reason,
			boolean stored) {
		super(source, listenerId);
		this.stream = stream;
		this.sequence = sequence;
		this.reason = reason;
		this.stored = stored;
	}

	/**
	 * The stream that holds the original.
	 * @return its name
	 */
	public String getStream() {
		return this.stream;
	}

	/**
	 * The original's sequence number in its stream.
	 * @return the number
	 */
	public long getSequence() {
		return this.sequence;
	}

	/**
	 * Why the message became a dead letter.
	 * @return the code of the reason
	 */
	public String getReason() {
		return this.reason;
	}

	/**
	 * Whether the dead letter was stored.
	 * @return {@code false} if the message stays in its stream to be tried again
	 */
	public boolean isStored() {
		return this.stored;
	}

}
