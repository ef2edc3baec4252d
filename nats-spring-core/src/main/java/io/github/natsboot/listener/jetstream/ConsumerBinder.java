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

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

import io.github.natsboot.core.JetStreamUnavailableException;
import io.github.natsboot.core.Subjects;
import io.github.natsboot.listener.ListenerConfigurationException;
import io.github.natsboot.listener.ListenerRules;
import io.github.natsboot.listener.Ordering;
import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.github.natsboot.provisioning.Provisioning;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds or makes the durable consumer of a listener, and refuses what cannot work: a
 * stream that is not there, a subject that is not the stream's, a consumer that somebody
 * set up differently, dead letters that would come back to the listener.
 */
class ConsumerBinder {

	private static final Log logger = LogFactory.getLog(ConsumerBinder.class);

	private static final int CONSUMER_NOT_FOUND = 10014;

	private static final int CONSUMER_EXISTS = 10148;

	private static final int MESSAGE_NOT_FOUND = 10037;

	private static final int STREAM_NOT_FOUND = 10059;

	private static final Duration SERVER_ACK_WAIT = Duration.ofSeconds(30);

	private final JetStreamManagement management;

	private final JetStreamProvisioner provisioner;

	private final String apiPrefix;

	/**
	 * Create the binder.
	 * @param management the server's streams and consumers
	 * @param provisioner makes the streams of dead letters
	 * @param apiPrefix what the subjects of the JetStream API begin with, ending in a dot
	 */
	private final DeadLetterPaths paths;

	ConsumerBinder(JetStreamManagement management, JetStreamProvisioner provisioner, String apiPrefix,
			DeadLetterPaths paths) {
		this.management = management;
		this.provisioner = provisioner;
		this.apiPrefix = apiPrefix;
		this.paths = paths;
	}

	/**
	 * Find the consumer of a listener, or make it.
	 * @param former the consumer that the listener had before, or {@code null} if this is
	 * its first. One that has vanished is made anew so that it goes on where it was, if a
	 * listener had made it
	 * @param progress how far the former consumer had come; is told of the one that is
	 * found or made
	 */
	DurableConsumer bind(JetStreamListenerEndpoint endpoint, @Nullable DurableConsumer former,
			ConsumerProgress progress) {
		String listener = endpoint.info().describe();
		try {
			StreamInfo info = stream(endpoint, listener);
			StreamConfiguration stream = info.getConfiguration();
			requireCovered(endpoint, stream, listener);
			if (endpoint.isAcknowledged()) {
				requireOutside(endpoint, stream, listener);
			}
			if (endpoint.subjects().isEmpty() && stream.getSubjects() != null) {
				ListenerRules.requireNoLoop(listener, stream.getSubjects(), endpoint.sendTo());
			}
			requireStart(endpoint, stream, listener);
			ConsumerInfo found = find(endpoint);
			if (found == null) {
				found = (former != null) ? makeAnew(endpoint, info, former, progress, listener)
						: make(endpoint, stream, endpoint.start(), null, listener);
			}
			else {
				requireSame(endpoint, found.getConsumerConfiguration(), listener);
				tellOfStart(endpoint, found.getConsumerConfiguration(), listener);
			}
			ConsumerConfiguration consumer = found.getConsumerConfiguration();
			if (endpoint.isAcknowledged()) {
				this.provisioner.ensureDeadLetterStream(endpoint.deadLetterStream(), endpoint.deadLetterSubject(),
						stream);
			}
			progress.begin(found);
			return new DurableConsumer(endpoint.stream(), endpoint.durable(),
					this.apiPrefix + "CONSUMER.MSG.NEXT." + endpoint.stream() + "." + endpoint.durable(),
					orDefault(consumer.getAckWait(), SERVER_ACK_WAIT), endpoint.isAcknowledged(),
					ConsumerMetadata.isListeners(consumer), info.getCreateTime(),
					(consumer.getMaxBatch() > 0) ? (int) consumer.getMaxBatch() : Integer.MAX_VALUE,
					orDefault(consumer.getMaxExpires(), Duration.ofDays(1)), (int) consumer.getMaxAckPending());
		}
		catch (IOException ex) {
			throw new JetStreamUnavailableException(
					listener + " cannot start: the server does not answer the JetStream API. Is JetStream enabled "
							+ "on the server (nats-server -js) and for the account?",
					ex);
		}
		catch (JetStreamApiException ex) {
			throw new ListenerConfigurationException(
					listener, "the server refused to set up consumer '" + endpoint.durable() + "' of stream '"
							+ endpoint.stream() + "': " + ex.getErrorDescription() + " [" + ex.getApiErrorCode() + "]",
					ex);
		}
	}

	/**
	 * Look for a consumer.
	 * @param progress is told how far it has come
	 * @return what is missing, or {@code null} if the consumer is there or that cannot be
	 * found out now
	 */
	@Nullable String findMissing(DurableConsumer consumer, ConsumerProgress progress) {
		try {
			progress.observed(this.management.getConsumerInfo(consumer.stream(), consumer.name()));
			return null;
		}
		catch (JetStreamApiException ex) {
			return switch (ex.getApiErrorCode()) {
				case CONSUMER_NOT_FOUND -> "there is no such consumer any more";
				case STREAM_NOT_FOUND -> "there is no such stream any more";
				default -> null;
			};
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Cannot find out whether the " + consumer + " is there", ex);
			return null;
		}
	}

	private StreamInfo stream(JetStreamListenerEndpoint endpoint, String listener)
			throws IOException, JetStreamApiException {
		try {
			return this.management.getStreamInfo(endpoint.stream());
		}
		catch (JetStreamApiException ex) {
			if (ex.getApiErrorCode() != STREAM_NOT_FOUND) {
				throw ex;
			}
			List<String> names = this.management.getStreamNames();
			throw new ListenerConfigurationException(listener, "there is no stream '" + endpoint.stream() + "'; "
					+ (names.isEmpty() ? "there are none at all" : "there are: " + String.join(", ", names))
					+ (this.provisioner.isDeclared(endpoint.stream())
							? ". It is declared, and made again when the connection is lost and comes back, "
									+ "or the application starts; or make it now, with "
							: ". Declare it with nats.jetstream.streams." + endpoint.stream()
									+ ".subjects, or make it with ")
					+ "`nats stream add " + endpoint.stream() + "`", ex);
		}
	}

	/**
	 * The server accepts a filter that matches nothing, and the listener would wait for
	 * ever.
	 */
	private void requireCovered(JetStreamListenerEndpoint endpoint, StreamConfiguration stream, String listener) {
		List<String> captured = stream.getSubjects();
		boolean fedByOthers = stream.getMirror() != null
				|| (stream.getSources() != null && !stream.getSources().isEmpty());
		if (fedByOthers || captured == null) {
			return;
		}
		for (String subject : endpoint.subjects()) {
			if (captured.stream().noneMatch((pattern) -> Subjects.overlap(pattern, subject))) {
				throw new ListenerConfigurationException(listener,
						"the subject '" + subject + "' matches none of the subjects of stream '" + endpoint.stream()
								+ "', which are " + String.join(", ", captured)
								+ "; it would never receive a message. Correct the subject, or add it to the stream");
			}
		}
	}

	private void requireOutside(JetStreamListenerEndpoint endpoint, StreamConfiguration stream, String listener) {
		List<String> captured = stream.getSubjects();
		if (captured != null
				&& captured.stream().anyMatch((pattern) -> Subjects.matches(pattern, endpoint.deadLetterSubject()))) {
			throw new ListenerConfigurationException(listener,
					"its dead-letter subject '" + endpoint.deadLetterSubject() + "' is captured by its own stream '"
							+ endpoint.stream() + "' (" + String.join(", ", captured)
							+ "): a dead letter would come back to it. Choose a subject outside with 'deadLetter'");
		}
		String ring = this.paths.findRing(endpoint, this.provisioner::findStream);
		if (ring != null) {
			throw new ListenerConfigurationException(listener, "its dead letters come back to it: they go to " + ring
					+ ". A message that all of these fail on would go round for ever. Choose another subject for one "
					+ "of them with 'deadLetter'");
		}
	}

	/**
	 * The server's own refusal does not say what to do.
	 */
	private static void requireStart(JetStreamListenerEndpoint endpoint, StreamConfiguration stream, String listener) {
		StartPosition.Policy policy = endpoint.start().policy();
		if (stream.getRetentionPolicy() == RetentionPolicy.WorkQueue && policy != StartPosition.Policy.ALL
				&& policy != StartPosition.Policy.NEW) {
			throw new ListenerConfigurationException(listener,
					"its deliver policy is " + policy + ", and stream '" + endpoint.stream()
							+ "' has the retention 'workqueue', whose consumers begin with the first message: "
							+ "leave the deliver policy out");
		}
	}

	private static void tellOfStart(JetStreamListenerEndpoint endpoint, ConsumerConfiguration existing,
			String listener) {
		if (!endpoint.start().isThatOf(existing)) {
			logger.info("Consumer '" + endpoint.durable() + "' of stream '" + endpoint.stream() + "' exists and goes "
					+ "on from where it is; it was made with the deliver policy " + existing.getDeliverPolicy()
					+ ", and where " + listener + " begins, " + endpoint.start().describe() + ", is for a new one");
		}
	}

	/**
	 * A consumer that is made as the first one was would deliver the stream again, or
	 * pass over what came meanwhile.
	 */
	private ConsumerInfo makeAnew(JetStreamListenerEndpoint endpoint, StreamInfo stream, DurableConsumer former,
			ConsumerProgress progress, String listener) throws IOException, JetStreamApiException {
		long floor = progress.floor();
		boolean other = !stream.getCreateTime().equals(former.streamCreated()) || isReplaced(stream, progress);
		boolean all = other || stream.getConfiguration().getRetentionPolicy() == RetentionPolicy.WorkQueue;
		StartPosition start = all ? StartPosition.ALL
				: StartPosition.of(StartPosition.Policy.BY_START_SEQUENCE, floor + 1, null);
		if (!former.own()) {
			throw new ListenerConfigurationException(listener,
					"its " + former + " has vanished while the application was running. No listener had made it, so "
							+ "none makes it anew; do it with `" + command(endpoint, start)
							+ "`, from where it should go on");
		}
		String where = other ? "with the first message of the stream, which is another than before or has lost messages"
				: all ? "with the first message that is left in the stream" : "after message " + floor;
		if (stream.getConfiguration().getRetentionPolicy() == RetentionPolicy.Interest) {
			where += ", of what the stream still has: with retention 'interest' it drops what no consumer waits for, so "
					+ "messages that were not acknowledged, or came meanwhile, may be gone";
		}
		return make(endpoint, stream.getConfiguration(), start, where, listener);
	}

	/**
	 * A stream that was restored from a copy, or has lost its end in a crash, has other
	 * messages behind its numbers than those that were worked on.
	 */
	private boolean isReplaced(StreamInfo stream, ConsumerProgress progress) throws JetStreamApiException {
		if (stream.getStreamState().getLastSequence() < progress.highest()) {
			return true;
		}
		ZonedDateTime storedAt = progress.highestStoredAt();
		if (storedAt == null) {
			return false;
		}
		try {
			return !storedAt
				.isEqual(this.management.getMessage(stream.getConfiguration().getName(), progress.highest()).getTime());
		}
		catch (JetStreamApiException ex) {
			if (ex.getApiErrorCode() == MESSAGE_NOT_FOUND) {
				// Removed by a limit, or by whoever acknowledged it.
				return false;
			}
			throw ex;
		}
		catch (IOException ex) {
			logger.debug("Cannot look at message " + progress.highest() + ", which may not be allowed", ex);
			return false;
		}
	}

	private ConsumerInfo make(JetStreamListenerEndpoint endpoint, StreamConfiguration stream, StartPosition start,
			@Nullable String anewFrom, String listener) throws IOException, JetStreamApiException {
		requireCreating(endpoint, start, listener);
		ConsumerConfiguration.Builder wanted = ConsumerConfiguration.builder()
			.durable(endpoint.durable())
			.ackPolicy(ackPolicy(endpoint))
			.deliverPolicy(start.policy().toNative())
			// Past a limit the server would neither deliver a message nor end it.
			.maxDeliver(-1)
			.metadata(ConsumerMetadata.of(endpoint, stream))
			.filterSubjects(endpoint.subjects());
		if (start.sequence() != null) {
			wanted.startSequence(start.sequence());
		}
		if (start.time() != null) {
			wanted.startTime(start.time());
		}
		if (endpoint.ackWait() != null) {
			wanted.ackWait(endpoint.ackWait());
		}
		if (endpoint.ordering() == Ordering.STREAM) {
			wanted.maxAckPending(1);
		}
		try {
			ConsumerInfo made = this.management.createConsumer(endpoint.stream(), wanted.build());
			String consumer = "consumer '" + endpoint.durable() + "' of stream '" + endpoint.stream() + "'";
			if (anewFrom == null) {
				logger.info("Made " + consumer);
			}
			else {
				logger.warn("Made " + consumer + " anew for " + listener + ", as it had vanished; it goes on "
						+ anewFrom + ". What was acknowledged behind that comes again");
			}
			return made;
		}
		catch (JetStreamApiException ex) {
			// Another instance may have been quicker, and wanted to begin elsewhere.
			ConsumerInfo existing = (ex.getApiErrorCode() == CONSUMER_EXISTS) ? find(endpoint) : null;
			if (existing == null) {
				throw ex;
			}
			requireSame(endpoint, existing.getConsumerConfiguration(), listener);
			return existing;
		}
	}

	private void requireCreating(JetStreamListenerEndpoint endpoint, StartPosition start, String listener) {
		Provisioning provisioning = this.provisioner.getProvisioning();
		if (!provisioning.creates()) {
			throw new ListenerConfigurationException(listener,
					"there is no consumer '" + endpoint.durable() + "' of stream '" + endpoint.stream()
							+ "', and nats.jetstream.provisioning is '" + provisioning + "'. Make it with `"
							+ command(endpoint, start) + "`, or set nats.jetstream.provisioning=create");
		}
	}

	private static String command(JetStreamListenerEndpoint endpoint, StartPosition start) {
		return "nats consumer add " + endpoint.stream() + " " + endpoint.durable() + " --pull --ack "
				+ ackPolicy(endpoint) + " --deliver " + start.option(Instant.now()) + " --max-deliver=-1 "
				+ endpoint.subjects()
					.stream()
					.map((subject) -> "--filter '" + subject + "' ")
					.collect(Collectors.joining())
				+ ((endpoint.ackWait() != null) ? "--wait " + endpoint.ackWait().toMillis() + "ms " : "")
				+ ((endpoint.ordering() == Ordering.STREAM) ? "--max-pending=1 " : "") + "--defaults";
	}

	private @Nullable ConsumerInfo find(JetStreamListenerEndpoint endpoint) throws IOException, JetStreamApiException {
		try {
			return this.management.getConsumerInfo(endpoint.stream(), endpoint.durable());
		}
		catch (JetStreamApiException ex) {
			if (ex.getApiErrorCode() == CONSUMER_NOT_FOUND) {
				return null;
			}
			throw ex;
		}
	}

	private static void requireSame(JetStreamListenerEndpoint endpoint, ConsumerConfiguration existing,
			String listener) {
		List<String> differences = new ArrayList<>();
		if (existing.getDeliverSubject() != null) {
			differences.add("it is a push consumer, and a pull consumer is needed");
		}
		if (existing.getAckPolicy() != ackPolicy(endpoint)) {
			differences.add("its ack policy is " + existing.getAckPolicy() + ", and the listener's ack mode "
					+ endpoint.ackMode() + " needs " + ackPolicy(endpoint) + ", which cannot be changed later");
		}
		List<String> filters = (existing.getFilterSubjects() != null) ? existing.getFilterSubjects() : List.of();
		if (!new HashSet<>(filters).equals(new HashSet<>(endpoint.subjects()))) {
			differences
				.add("it listens on " + describe(filters) + ", and the listener on " + describe(endpoint.subjects()));
		}
		if (endpoint.ackWait() != null && !endpoint.ackWait().equals(existing.getAckWait())) {
			differences.add("its ack wait is " + existing.getAckWait() + ", and the listener's " + endpoint.ackWait());
		}
		boolean oneByOne = endpoint.ordering() != Ordering.STREAM || existing.getMaxAckPending() == 1;
		if (!oneByOne) {
			differences.add("its max ack pending is " + existing.getMaxAckPending()
					+ ", and the listener's ordering STREAM needs 1, so that the server gives out one message at a "
					+ "time");
		}
		if (existing.isHeadersOnly()) {
			differences.add("it delivers headers only, and the listener and its dead letters need the payload");
		}
		if (existing.getPriorityGroups() != null && !existing.getPriorityGroups().isEmpty()) {
			differences.add("it has priority groups, which listeners do not take part in");
		}
		if (!differences.isEmpty()) {
			throw new ListenerConfigurationException(listener,
					"the durable consumer '" + endpoint.durable() + "' of stream '" + endpoint.stream()
							+ "' exists with another configuration: " + String.join("; ", differences)
							+ ". Change the listener, give it another 'durable', or change the consumer with "
							+ "`nats consumer edit " + endpoint.stream() + " " + endpoint.durable()
							+ (oneByOne ? "`" : " --max-pending=1`"));
		}
	}

	private static AckPolicy ackPolicy(JetStreamListenerEndpoint endpoint) {
		return endpoint.isAcknowledged() ? AckPolicy.Explicit : AckPolicy.None;
	}

	private static String describe(List<String> subjects) {
		return subjects.isEmpty() ? "all subjects" : String.join(", ", subjects);
	}

	private static Duration orDefault(@Nullable Duration value, Duration whenUnset) {
		return (value != null && !value.isZero() && !value.isNegative()) ? value : whenUnset;
	}

}
