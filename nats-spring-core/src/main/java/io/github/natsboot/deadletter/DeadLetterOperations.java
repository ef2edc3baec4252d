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

package io.github.natsboot.deadletter;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Looks into the streams of dead letters, replays them and discards them. Streams are
 * known from the listeners of this application; others may be named. Messages that are no
 * dead letters are passed over, and never removed. All methods may be called from any
 * thread.
 * <p>
 * A replayed message has the bytes and headers of the original, an id of its own, and
 * {@link DeadLetterHeaders#REPLAYS} and {@link DeadLetterHeaders#REPLAY_OF}. A dead
 * letter is removed only after the server has acknowledged the message it was replayed
 * as, and that was seen in its stream; what cannot be published stays. The id is the same
 * each time this dead letter is replayed, so that a replay that is repeated, after a
 * crash between the two, stores it once, within the duplicate window of the stream that
 * it goes to.
 * <p>
 * For each operation but a list, a
 * {@link io.github.natsboot.event.DeadLetterOperationEvent} is published.
 *
 * @since 0.1.0
 */
public interface DeadLetterOperations {

	/**
	 * The streams that take the dead letters of this application's listeners.
	 * @return the streams, by name
	 * @throws DeadLetterUnavailableException when the server does not answer
	 */
	List<DeadLetterStream> streams();

	/**
	 * List dead letters in the order in which they were stored. Payloads do not leave the
	 * server for it.
	 * @param stream the stream of dead letters
	 * @param filter which
	 * @param after {@link DeadLetterPage#next()} of the page before; 0 for the first
	 * @param limit how many at most, from 1 to 1,000
	 * @return the page
	 * @throws DeadLetterNotFoundException when there is no such stream
	 * @throws DeadLetterUnavailableException when the server does not answer
	 */
	DeadLetterPage list(String stream, DeadLetterFilter filter, long after, int limit);

	/**
	 * Find one.
	 * @param stream the stream of dead letters
	 * @param sequence its number in that stream
	 * @return the dead letter
	 * @throws DeadLetterNotFoundException when there is no such dead letter
	 * @throws DeadLetterUnavailableException when the server does not answer
	 */
	StoredDeadLetter get(String stream, long sequence);

	/**
	 * Look into one.
	 * @param stream the stream of dead letters
	 * @param sequence its number in that stream
	 * @param requestedBy who asks for it, for the audit; {@code null} if that is not
	 * known
	 * @return the dead letter with payload and headers
	 * @throws DeadLetterNotFoundException when there is no such dead letter
	 * @throws DeadLetterUnavailableException when the server does not answer
	 */
	DeadLetterContent read(String stream, long sequence, @Nullable String requestedBy);

	/**
	 * Begin to replay dead letters. Returns at once; of each stream one replay or discard
	 * of this application is at work at a time.
	 * @param request which and how
	 * @return the replay, at work
	 * @throws DeadLetterNotFoundException when there is no such stream, or not the one
	 * dead letter that was asked for
	 * @throws DeadLetterJobRunningException when the stream's dead letters are being
	 * replayed or discarded already
	 * @throws io.github.natsboot.core.InvalidSubjectException when the target is no
	 * literal subject
	 * @throws IllegalArgumentException when the target is a subject of the stream of dead
	 * letters
	 * @throws DeadLetterRefusedException when the stream's settings do not allow it
	 * @throws DeadLetterUnavailableException when the server does not answer, or the
	 * application is stopping
	 */
	DeadLetterJob replay(ReplayRequest request);

	/**
	 * Begin to remove dead letters for good. Returns at once, as a replay does.
	 * @param request which
	 * @return the discard, at work
	 * @throws DeadLetterNotFoundException when there is no such stream, or not the one
	 * dead letter that was asked for
	 * @throws DeadLetterJobRunningException when the stream's dead letters are being
	 * replayed or discarded already
	 * @throws DeadLetterRefusedException when the stream's settings do not allow it
	 * @throws DeadLetterUnavailableException when the server does not answer, or the
	 * application is stopping
	 */
	DeadLetterJob discard(DiscardRequest request);

	/**
	 * Of each stream the replay or discard that is at work, or was the last.
	 * @return the jobs, by stream
	 */
	List<DeadLetterJob> jobs();

}
