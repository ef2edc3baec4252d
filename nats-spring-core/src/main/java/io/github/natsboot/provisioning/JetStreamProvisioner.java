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

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.natsboot.connection.ReconnectListener;
import io.github.natsboot.core.JetStreamUnavailableException;
import io.github.natsboot.core.Subjects;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Makes the streams that the application declares, when it starts and again when the
 * connection comes back, because a server may have lost them. Never changes nor removes
 * data: a stream that exists is left as it is, but for a subject that is added where dead
 * letters need it. Safe for concurrent use.
 */
public final class JetStreamProvisioner implements SmartInitializingSingleton, DisposableBean {

	private static final Log logger = LogFactory.getLog(JetStreamProvisioner.class);

	private static final int STREAM_NOT_FOUND = 10059;

	private static final int SUBJECTS_OVERLAP = 10065;

	private final Connection connection;

	private final JetStreamManagement management;

	private final Provisioning provisioning;

	private final Map<String, StreamConfiguration> declared = new ConcurrentHashMap<>();

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
			List<StreamConfiguration> streams) {
		this.connection = connection;
		this.management = management;
		this.provisioning = provisioning;
		streams.forEach((stream) -> this.declared.put(Subjects.requireName("stream", stream.getName()), stream));
	}

	@Override
	public void afterSingletonsInstantiated() {
		provision();
		this.connection.addConnectionListener(this.reconnectListener);
	}

	/**
	 * Declare the streams, once.
	 * @throws ProvisioningException when one cannot be declared
	 * @throws JetStreamUnavailableException when the server does not answer
	 */
	public void provision() {
		if (!this.provisioned) {
			this.declared.values().forEach(this::declare);
			this.provisioned = true;
		}
	}

	/**
	 * Find the stream that captures a subject.
	 * @param subject the subject pattern
	 * @return the stream's name, or {@code null} if none or several do
	 * @throws JetStreamUnavailableException when the server does not answer
	 */
	public @Nullable String findStream(String subject) {
		provision();
		List<String> names = capturing(subject);
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
		List<String> capturing = capturing(subject);
		if (!capturing.isEmpty()) {
			requireKeeping(capturing.get(0), subject);
			return;
		}
		if (this.provisioning == Provisioning.NONE) {
			throw new ProvisioningException(name,
					"no stream captures the dead-letter subject '" + subject
							+ "', and nats.jetstream.provisioning is 'none'. Make one with `nats stream add " + name
							+ " --subjects '" + subject + "'`",
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

	private void declareWithSubjects(StreamConfiguration wanted) {
		StreamConfiguration existing = find(wanted.getName());
		if (existing == null) {
			declare(wanted);
			this.declared.put(wanted.getName(), wanted);
			return;
		}
		List<String> subjects = new ArrayList<>(existing.getSubjects());
		subjects.addAll(wanted.getSubjects());
		StreamConfiguration extended = StreamConfiguration.builder(existing).subjects(subjects).build();
		call(wanted.getName(), () -> this.management.updateStream(extended));
		this.declared.computeIfPresent(wanted.getName(), (name, stream) -> extended);
		logger.info("Added the subjects " + String.join(", ", wanted.getSubjects()) + " to stream '" + wanted.getName()
				+ "'");
	}

	private void declare(StreamConfiguration wanted) {
		StreamConfiguration existing = find(wanted.getName());
		if (existing != null) {
			requireCovering(existing, wanted);
			return;
		}
		if (this.provisioning == Provisioning.NONE) {
			throw new ProvisioningException(wanted.getName(),
					"it does not exist, and nats.jetstream.provisioning is 'none'. Make it with `nats stream add "
							+ wanted.getName() + "`, or set nats.jetstream.provisioning=create",
					null);
		}
		call(wanted.getName(), () -> this.management.addStream(wanted));
		logger.info("Made stream '" + wanted.getName() + "' for " + String.join(", ", wanted.getSubjects()));
	}

	/**
	 * A subject that is declared and not captured would take messages nowhere.
	 */
	private static void requireCovering(StreamConfiguration existing, StreamConfiguration wanted) {
		List<String> missing = wanted.getSubjects()
			.stream()
			.filter((subject) -> existing.getSubjects()
				.stream()
				.noneMatch((pattern) -> pattern.equals(subject) || Subjects.matches(pattern, subject)))
			.toList();
		if (!missing.isEmpty()) {
			throw new ProvisioningException(wanted.getName(),
					"it exists without the declared subjects " + String.join(", ", missing) + "; it has "
							+ String.join(", ", existing.getSubjects())
							+ ". Existing streams are not changed: add them with `nats stream edit " + wanted.getName()
							+ "`, or correct nats.jetstream.streams." + wanted.getName() + ".subjects",
					null);
		}
	}

	/**
	 * A stream may acknowledge a dead letter and not keep it, and the original would be
	 * ended all the same.
	 */
	private void requireKeeping(String name, String subject) {
		StreamConfiguration stream = find(name);
		if (stream == null) {
			return;
		}
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
		if (stream.getStorageType() == StorageType.Memory) {
			logger.warn("Stream '" + name + "': " + text + "and loses them when the server restarts (storage "
					+ "'memory'); set its storage to 'file'");
		}
	}

	private @Nullable StreamConfiguration find(String name) {
		return call(name, () -> {
			try {
				return this.management.getStreamInfo(name).getConfiguration();
			}
			catch (JetStreamApiException ex) {
				if (ex.getApiErrorCode() == STREAM_NOT_FOUND) {
					return null;
				}
				throw ex;
			}
		});
	}

	private List<String> capturing(String subject) {
		List<String> names = call("of " + subject, () -> this.management.getStreamNames(subject));
		return (names != null) ? names : List.of();
	}

	private <T> @Nullable T call(String stream, Call<T> call) {
		try {
			return call.make();
		}
		catch (IOException ex) {
			throw new JetStreamUnavailableException(
					"Stream '" + stream + "': the server does not answer the JetStream API. Is JetStream enabled on "
							+ "the server (nats-server -js) and for the account?",
					ex);
		}
		catch (JetStreamApiException ex) {
			String problem = "the server refused it: " + ex.getErrorDescription() + " [" + ex.getApiErrorCode() + "]";
			if (ex.getApiErrorCode() == SUBJECTS_OVERLAP) {
				problem += ". No two streams may capture the same subject: see which one does with "
						+ "`nats stream ls --subject`";
			}
			throw new ProvisioningException(stream, problem, ex);
		}
	}

	private void reconnected() {
		if (this.provisioning != Provisioning.NONE && !this.declared.isEmpty()) {
			Thread thread = new Thread(this::declareAgain, "nats-provisioner");
			thread.setDaemon(true);
			thread.start();
		}
	}

	private void declareAgain() {
		for (StreamConfiguration stream : this.declared.values()) {
			try {
				declare(stream);
			}
			catch (RuntimeException ex) {
				logger.warn("Could not make sure that stream '" + stream.getName() + "' is there: " + ex.getMessage());
			}
		}
	}

	@Override
	public void destroy() {
		this.connection.removeConnectionListener(this.reconnectListener);
	}

	/**
	 * A call of the server's API.
	 */
	@FunctionalInterface
	private interface Call<T> {

		@Nullable T make() throws IOException, JetStreamApiException;

	}

}
