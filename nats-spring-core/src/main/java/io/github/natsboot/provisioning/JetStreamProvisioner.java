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

package io.github.natsboot.provisioning;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

import io.github.natsboot.connection.ReconnectListener;
import io.github.natsboot.core.JetStreamUnavailableException;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Makes the streams that the application declares, or compares them with those of the
 * server, as {@link Provisioning} says: when the application starts, and again when the
 * connection comes back, because a server may have lost them. Never removes a subject nor
 * data. Safe for concurrent use.
 */
public final class JetStreamProvisioner implements SmartInitializingSingleton, DisposableBean {

	private static final Log logger = LogFactory.getLog(JetStreamProvisioner.class);

	private final Connection connection;

	private final StreamApi api;

	private final Provisioning provisioning;

	private final Map<String, StreamDeclaration> declared = new ConcurrentSkipListMap<>();

	private final ConnectionListener reconnectListener = new ReconnectListener(() -> {
	}, this::reconnected);

	private volatile boolean provisioned;

	/**
	 * Create the provisioner.
	 * @param connection tells when it is back
	 * @param management the server's streams
	 * @param provisioning what may be changed
	 * @param streams the streams to declare
	 */
	public JetStreamProvisioner(Connection connection, JetStreamManagement management, Provisioning provisioning,
			List<StreamDeclaration> streams) {
		this.connection = connection;
		this.api = new StreamApi(management);
		this.provisioning = provisioning;
		streams.forEach((stream) -> this.declared.put(stream.name(), stream));
	}

	@Override
	public void afterSingletonsInstantiated() {
		provision();
		this.connection.addConnectionListener(this.reconnectListener);
	}

	/**
	 * What may be changed.
	 * @return what may be changed
	 */
	public Provisioning getProvisioning() {
		return this.provisioning;
	}

	/**
	 * Declare or compare the streams, once.
	 * @throws StreamDifferencesException when streams are not as declared, and must be
	 * @throws ProvisioningException when one cannot be declared
	 * @throws JetStreamUnavailableException when the server does not answer
	 */
	public void provision() {
		if (!this.provisioned) {
			switch (this.provisioning) {
				case NONE, CREATE -> this.declared.values().forEach(this::declare);
				case VERIFY -> verify();
				case UPDATE -> update();
			}
			this.provisioned = true;
		}
	}

	/**
	 * Compare the declared streams with those of the server as they are now. Only what is
	 * declared is compared, and nothing is changed.
	 * @return the streams that differ, by name
	 * @throws JetStreamUnavailableException when the server does not answer
	 */
	public List<StreamDifference> findDifferences() {
		return this.declared.values()
			.stream()
			.map(this::difference)
			.filter((difference) -> !difference.isEmpty())
			.toList();
	}

	/**
	 * Find the stream that captures a subject.
	 * @param subject the subject pattern
	 * @return the stream's name, or {@code null} if none or several do
	 * @throws JetStreamUnavailableException when the server does not answer
	 */
	public @Nullable String findStream(String subject) {
		provision();
		List<String> names = this.api.capturing(subject);
		return (names.size() == 1) ? names.get(0) : null;
	}

	/**
	 * See to it that a stream keeps the dead letters published to a subject. A new one
	 * has limits retention, file storage and the source's replicas.
	 * @param name the name of the stream to make if none captures the subject
	 * @param subject the subject of the dead letters
	 * @param source the stream whose messages become dead letters
	 * @throws ProvisioningException when there is none and none can be made
	 * @throws JetStreamUnavailableException when the server does not answer
	 */
	public void ensureDeadLetterStream(String name, String subject, StreamConfiguration source) {
		List<String> capturing = this.api.capturing(subject);
		if (!capturing.isEmpty()) {
			requireKeeping(capturing.get(0), subject);
			return;
		}
		if (!this.provisioning.creates()) {
			throw new ProvisioningException(name,
					"no stream captures the dead-letter subject '" + subject + "', and nats.jetstream.provisioning is '"
							+ this.provisioning + "'. Make one with `nats stream add " + name + " --subjects '"
							+ subject + "'`",
					null);
		}
		String ownSubjects = "dlq." + source.getName() + ".";
		StreamConfiguration wanted = StreamConfiguration.builder()
			.name(name)
			.subjects(subject.startsWith(ownSubjects) ? ownSubjects + ">" : subject)
			.description("Dead letters of stream " + source.getName())
			.retentionPolicy(RetentionPolicy.Limits)
			.storageType(StorageType.File)
			.replicas(source.getReplicas())
			.build();
		declareWithSubjects(wanted);
	}

	/**
	 * See to it that a stream keeps what the server tells, once, of each message that it
	 * has delivered as often as the {@code max_deliver} of a consumer allows. A new one
	 * is the same for all consumers of the stream, so that several applications may make
	 * it at the same time. It has interest retention, so that it keeps what somebody
	 * rescues, file storage, and the source's replicas.
	 * @param stream the stream of the consumer
	 * @param consumer the consumer
	 * @return the name of the stream that keeps these advisories
	 * @throws ProvisioningException when there is none and none can be made
	 * @throws JetStreamUnavailableException when the server does not answer
	 */
	public String ensureMaxDeliveriesStream(String stream, String consumer) {
		String subject = maxDeliveriesSubject(stream, consumer);
		List<String> capturing = this.api.capturing(subject);
		if (!capturing.isEmpty()) {
			return capturing.get(0);
		}
		String name = stream + "_MAX_DELIVERIES";
		if (!this.provisioning.creates()) {
			throw new ProvisioningException(name, "consumer '" + consumer + "' of stream '" + stream
					+ "' has a max_deliver, past which the server neither delivers a message nor ends it. It is "
					+ "rescued if a stream captures the advisory '" + subject + "'; none does, and "
					+ "nats.jetstream.provisioning is '" + this.provisioning + "'. Make one with `nats stream add "
					+ name + " --subjects '" + maxDeliveriesSubject(stream, "*")
					+ "' --retention interest --storage file --defaults`, or lift the "
					+ "limit with `nats consumer edit " + stream + " " + consumer + " --max-deliver=-1`", null);
		}
		StreamInfo source = this.api.find(stream);
		make(StreamDeclaration.of(StreamConfiguration.builder()
			.name(name)
			.subjects(maxDeliveriesSubject(stream, "*"))
			.description("Messages of stream " + stream + " that were delivered for the last time")
			.retentionPolicy(RetentionPolicy.Interest)
			.storageType(StorageType.File)
			.replicas((source != null) ? source.getConfiguration().getReplicas() : 1)
			.build()));
		return name;
	}

	/**
	 * The subject on which the server tells of messages that it has delivered as often as
	 * the {@code max_deliver} of a consumer allows.
	 * @param stream the stream of the consumer
	 * @param consumer the consumer, or {@code *} for all
	 * @return the subject
	 */
	public static String maxDeliveriesSubject(String stream, String consumer) {
		return "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES." + stream + "." + consumer;
	}

	private void declareWithSubjects(StreamConfiguration wanted) {
		StreamInfo existing = this.api.find(wanted.getName());
		if (existing == null) {
			StreamDeclaration declaration = StreamDeclaration.of(wanted);
			make(declaration);
			this.declared.put(wanted.getName(), declaration);
			return;
		}
		String added = String.join(", ", wanted.getSubjects());
		StreamDeclaration subjects = StreamDeclaration.of(wanted, List.of(StreamSettings.SUBJECTS));
		StreamConfiguration extended = new StreamComparison(subjects, existing).updated();
		this.api.update(extended, "add the subjects " + added);
		this.declared.computeIfPresent(wanted.getName(), (name, stream) -> StreamDeclaration.of(extended));
		logger.info("Added the subjects " + added + " to stream '" + wanted.getName() + "'");
	}

	private void declare(StreamDeclaration wanted) {
		StreamInfo existing = this.api.find(wanted.name());
		if (existing != null) {
			requireCovering(existing, wanted);
			return;
		}
		if (!this.provisioning.creates()) {
			throw new ProvisioningException(
					wanted.name(), "it does not exist, and nats.jetstream.provisioning is '" + this.provisioning
							+ "'. Make it with `" + wanted.command() + "`, or set nats.jetstream.provisioning=create",
					null);
		}
		make(wanted);
	}

	private void make(StreamDeclaration wanted) {
		StreamSettings.requireSupported(wanted.configuration(), this.connection);
		this.api.add(wanted.configuration());
		logger
			.info("Made stream '" + wanted.name() + "' for " + String.join(", ", wanted.configuration().getSubjects()));
	}

	private StreamDifference difference(StreamDeclaration wanted) {
		StreamInfo existing = this.api.find(wanted.name());
		return (existing != null) ? new StreamComparison(wanted, existing).difference()
				: new StreamDifference(wanted.name(), true, List.of());
	}

	private void verify() {
		List<StreamDifference> differences = findDifferences();
		if (differences.stream().anyMatch(StreamDifference::isSignificant)) {
			throw new StreamDifferencesException("The server's streams are not as declared:", differences,
					"Nothing was changed, as nats.jetstream.provisioning is 'verify'. Correct the declaration, correct "
							+ "the streams with `nats stream add` and `nats stream edit`, or set "
							+ "nats.jetstream.provisioning to 'update' for one start.");
		}
		if (!differences.isEmpty()) {
			logger.warn("Streams are not quite as declared, in what does not matter to messages:\n"
					+ StreamDifferencesException.report(differences));
		}
		else if (!this.declared.isEmpty()) {
			logger.info("Streams are as declared: " + String.join(", ", this.declared.keySet()));
		}
	}

	/**
	 * All or nothing as far as the library can tell: the server may still refuse.
	 */
	private void update() {
		List<StreamDifference> differences = findDifferences();
		List<StreamDifference> refused = differences.stream().filter(StreamDifference::hasObstacle).toList();
		if (!refused.isEmpty()) {
			throw new StreamDifferencesException("Streams cannot be changed to what is declared without a loss:",
					refused, "Nothing was changed.");
		}
		for (StreamDifference difference : differences) {
			StreamDeclaration wanted = this.declared.get(difference.stream());
			if (wanted != null) {
				apply(wanted, difference);
			}
		}
	}

	private void apply(StreamDeclaration wanted, StreamDifference difference) {
		StreamInfo existing = this.api.find(wanted.name());
		if (existing == null) {
			make(wanted);
			return;
		}
		String changes = difference.settings().stream().map(Objects::toString).collect(Collectors.joining("; "));
		StreamConfiguration updated = new StreamComparison(wanted, existing).updated();
		StreamSettings.requireSupported(updated, this.connection);
		this.api.update(updated, changes);
		logger.info("Changed stream '" + wanted.name() + "' to what is declared, subjects only added to:\n"
				+ difference.describe());
	}

	/**
	 * A subject that is declared and not captured would take messages nowhere.
	 */
	private static void requireCovering(StreamInfo existing, StreamDeclaration wanted) {
		List<String> missing = new StreamComparison(wanted, existing).missingSubjects();
		if (!missing.isEmpty()) {
			throw new ProvisioningException(wanted.name(),
					"it exists without the declared subjects " + String.join(", ", missing) + "; it has "
							+ String.join(", ", existing.getConfiguration().getSubjects())
							+ ". Existing streams are not changed: set nats.jetstream.provisioning to 'update', add "
							+ "them with `nats stream edit " + wanted.name() + "`, or correct nats.jetstream.streams."
							+ wanted.name() + ".subjects",
					null);
		}
	}

	/**
	 * A stream may acknowledge a dead letter and not keep it, and the original would be
	 * ended all the same.
	 */
	private void requireKeeping(String name, String subject) {
		StreamInfo info = this.api.find(name);
		if (info == null) {
			return;
		}
		StreamConfiguration stream = info.getConfiguration();
		String text = "it takes the dead letters of '" + subject + "', ";
		if (stream.getRetentionPolicy() == RetentionPolicy.Interest) {
			throw new ProvisioningException(name,
					text + "but with retention 'interest' it drops what no consumer waits for. Give it retention "
							+ "'limits', or choose another subject with 'deadLetter'",
					null);
		}
		if (stream.getMaxMsgsPerSubject() > 0) {
			throw new ProvisioningException(name, text + "but keeps only " + stream.getMaxMsgsPerSubject()
					+ " of each subject, and all of a listener have the same. Remove that limit, or choose another "
					+ "subject with 'deadLetter'", null);
		}
		if (stream.getDiscardPolicy() == DiscardPolicy.Old && (stream.getMaxMsgs() > 0 || stream.getMaxBytes() > 0)) {
			logger.warn("Stream '" + name + "': " + text + "and drops the oldest when it is full (discard 'old'); set "
					+ "its discard policy to 'new'");
		}
		Duration maxAge = stream.getMaxAge();
		// An age that the application declares is meant.
		if (maxAge != null && !maxAge.isZero() && !isDeclared(name)) {
			logger.warn("Stream '" + name + "': " + text + "and drops them after " + maxAge
					+ " (max age), whether somebody has seen them or not; remove that limit, or declare the stream "
					+ "with it if it is meant");
		}
		if (stream.getStorageType() == StorageType.Memory) {
			logger.warn("Stream '" + name + "': " + text + "and loses them when the server restarts (storage "
					+ "'memory'); set its storage to 'file'");
		}
	}

	private void reconnected() {
		if (this.provisioning != Provisioning.NONE && !this.declared.isEmpty()) {
			Thread thread = new Thread(this::declareAgain, "nats-provisioner");
			thread.setDaemon(true);
			thread.start();
		}
	}

	/**
	 * Makes what is missing, or compares. Changes nothing that exists: whoever changed it
	 * while the application runs meant it.
	 */
	private void declareAgain() {
		if (this.provisioning == Provisioning.VERIFY) {
			attempt("compare the declared streams with the server's", this::verify);
			return;
		}
		for (StreamDeclaration stream : this.declared.values()) {
			attempt("make sure that stream '" + stream.name() + "' is there", () -> declare(stream));
		}
	}

	/**
	 * Declare one more stream, unless one of its name is declared, as if it had been
	 * among the first.
	 * @param stream the stream
	 * @throws ProvisioningException when it is missing and cannot be made
	 * @throws JetStreamUnavailableException when the server does not answer
	 */
	public void ensure(StreamDeclaration stream) {
		provision();
		if (!this.declared.containsKey(stream.name())) {
			declare(stream);
			this.declared.put(stream.name(), stream);
		}
	}

	/**
	 * Whether a stream is declared.
	 * @param name name of the stream
	 * @return {@code true} if so
	 */
	public boolean isDeclared(String name) {
		return this.declared.containsKey(name);
	}

	/**
	 * Make a stream again that is declared and has vanished.
	 * @param name name of the stream
	 * @return whether it is there again; {@code false} if it is not declared, or may not
	 * be made
	 * @throws ProvisioningException when the server refuses it
	 * @throws JetStreamUnavailableException when the server does not answer
	 */
	public boolean restore(String name) {
		StreamDeclaration wanted = this.declared.get(name);
		if (wanted == null || !this.provisioning.creates()) {
			return false;
		}
		declare(wanted);
		return true;
	}

	private static void attempt(String purpose, Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			logger.warn("Tried after a reconnect to " + purpose + ": " + ex.getMessage());
		}
	}

	@Override
	public void destroy() {
		this.connection.removeConnectionListener(this.reconnectListener);
	}

}
