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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

import io.github.natsboot.core.JetStreamUnavailableException;
import io.github.natsboot.core.Subjects;
import io.github.natsboot.listener.ListenerConfigurationException;
import io.github.natsboot.listener.ListenerRules;
import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.github.natsboot.provisioning.Provisioning;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds or makes the durable consumer of a listener, and refuses what cannot work: a
 * stream that is not there, a subject that is not the stream's, a consumer that somebody
 * set up differently, dead letters that would come back to the listener.
 */
final class ConsumerBinder {

	private static final Log logger = LogFactory.getLog(ConsumerBinder.class);

	private static final int CONSUMER_NOT_FOUND = 10014;

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
	ConsumerBinder(JetStreamManagement management, JetStreamProvisioner provisioner, String apiPrefix) {
		this.management = management;
		this.provisioner = provisioner;
		this.apiPrefix = apiPrefix;
	}

	/**
	 * Find the consumer of a listener, or make it.
	 * @param mayCreate whether a missing consumer is made; it begins anew
	 */
	DurableConsumer bind(JetStreamListenerEndpoint endpoint, boolean mayCreate) {
		String listener = endpoint.info().describe();
		try {
			StreamConfiguration stream = stream(endpoint, listener);
			requireCovered(endpoint, stream, listener);
			if (endpoint.isAcknowledged()) {
				requireOutside(endpoint, stream, listener);
			}
			if (endpoint.subjects().isEmpty() && stream.getSubjects() != null) {
				ListenerRules.requireNoLoop(listener, stream.getSubjects(), endpoint.sendTo());
			}
			requireStart(endpoint, stream, listener);
			ConsumerConfiguration consumer = consumer(endpoint, stream, mayCreate, listener);
			if (endpoint.isAcknowledged()) {
				this.provisioner.ensureDeadLetterStream(endpoint.deadLetterStream(), endpoint.deadLetterSubject(),
						stream);
			}
			return new DurableConsumer(endpoint.stream(), endpoint.durable(),
					this.apiPrefix + "CONSUMER.MSG.NEXT." + endpoint.stream() + "." + endpoint.durable(),
					orDefault(consumer.getAckWait(), SERVER_ACK_WAIT), endpoint.isAcknowledged(),
					(consumer.getMaxBatch() > 0) ? (int) consumer.getMaxBatch() : Integer.MAX_VALUE,
					orDefault(consumer.getMaxExpires(), Duration.ofDays(1)));
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
	 * @return what is missing, or {@code null} if the consumer is there or that cannot be
	 * found out now
	 */
	@Nullable String findMissing(DurableConsumer consumer) {
		try {
			this.management.getConsumerInfo(consumer.stream(), consumer.name());
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

	private StreamConfiguration stream(JetStreamListenerEndpoint endpoint, String listener)
			throws IOException, JetStreamApiException {
		try {
			return this.management.getStreamInfo(endpoint.stream()).getConfiguration();
		}
		catch (JetStreamApiException ex) {
			if (ex.getApiErrorCode() != STREAM_NOT_FOUND) {
				throw ex;
			}
			List<String> names = this.management.getStreamNames();
			throw new ListenerConfigurationException(listener,
					"there is no stream '" + endpoint.stream() + "'; "
							+ (names.isEmpty() ? "there are none at all" : "there are: " + String.join(", ", names))
							+ ". Declare it with nats.jetstream.streams." + endpoint.stream()
							+ ".subjects, or make it with " + "`nats stream add " + endpoint.stream() + "`",
					ex);
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

	private ConsumerConfiguration consumer(JetStreamListenerEndpoint endpoint, StreamConfiguration stream,
			boolean mayCreate, String listener) throws IOException, JetStreamApiException {
		ConsumerConfiguration existing = find(endpoint);
		if (existing != null) {
			requireSame(endpoint, existing, listener);
			if (!endpoint.start().isThatOf(existing)) {
				logger.info("Consumer '" + endpoint.durable() + "' of stream '" + endpoint.stream() + "' exists and "
						+ "goes on from where it is; it was made with the deliver policy " + existing.getDeliverPolicy()
						+ ", and where " + listener + " begins, " + endpoint.start().describe() + ", is for a new one");
			}
			return existing;
		}
		if (!mayCreate) {
			boolean all = endpoint.start().policy() == StartPosition.Policy.ALL;
			throw new ListenerConfigurationException(listener, "its consumer '" + endpoint.durable() + "' of stream '"
					+ endpoint.stream() + "' has vanished while the application was running. A new one would "
					+ (all ? "deliver the whole stream again" : "begin anew, with " + endpoint.start().policy())
					+ "; make it yourself, from where it should go on, with `nats consumer add " + endpoint.stream()
					+ " " + endpoint.durable() + "`, then start the listener; or restart the application to have "
					+ (all ? "the whole stream delivered" : "a new one made"));
		}
		requireCreating(endpoint, listener);
		ConsumerConfiguration.Builder wanted = ConsumerConfiguration.builder()
			.durable(endpoint.durable())
			.ackPolicy(ackPolicy(endpoint))
			.deliverPolicy(endpoint.start().policy().toNative())
			// Past a limit the server would neither deliver a message nor end it.
			.maxDeliver(-1)
			.metadata(ConsumerMetadata.of(endpoint, stream))
			.filterSubjects(endpoint.subjects());
		if (endpoint.start().sequence() != null) {
			wanted.startSequence(endpoint.start().sequence());
		}
		if (endpoint.start().time() != null) {
			wanted.startTime(endpoint.start().time());
		}
		if (endpoint.ackWait() != null) {
			wanted.ackWait(endpoint.ackWait());
		}
		ConsumerInfo created = this.management.createConsumer(endpoint.stream(), wanted.build());
		logger.info("Made consumer '" + endpoint.durable() + "' of stream '" + endpoint.stream() + "'");
		return created.getConsumerConfiguration();
	}

	private void requireCreating(JetStreamListenerEndpoint endpoint, String listener) {
		Provisioning provisioning = this.provisioner.getProvisioning();
		if (!provisioning.creates()) {
			throw new ListenerConfigurationException(listener,
					"there is no consumer '" + endpoint.durable() + "' of stream '" + endpoint.stream()
							+ "', and nats.jetstream.provisioning is '" + provisioning
							+ "'. Make it with `nats consumer add " + endpoint.stream() + " " + endpoint.durable()
							+ " --pull --ack " + ackPolicy(endpoint) + " --deliver "
							+ endpoint.start().option(Instant.now()) + " --max-deliver=-1 "
							+ endpoint.subjects()
								.stream()
								.map((subject) -> "--filter '" + subject + "' ")
								.collect(Collectors.joining())
							+ ((endpoint.ackWait() != null) ? "--wait " + endpoint.ackWait().toMillis() + "ms " : "")
							+ "--defaults`, or set nats.jetstream.provisioning=create");
		}
	}

	private @Nullable ConsumerConfiguration find(JetStreamListenerEndpoint endpoint)
			throws IOException, JetStreamApiException {
		try {
			return this.management.getConsumerInfo(endpoint.stream(), endpoint.durable()).getConsumerConfiguration();
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
		if (existing.getMaxDeliver() > 0) {
			differences.add("its max deliver is " + existing.getMaxDeliver()
					+ ", and past it the server would leave a message undelivered and unsettled; the listener counts "
					+ "the attempts, so it has to be unlimited (-1)");
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
							+ "`nats consumer edit " + endpoint.stream() + " " + endpoint.durable() + "`");
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
