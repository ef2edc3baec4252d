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
import java.util.function.Function;

import io.github.natsboot.listener.AckMode;
import io.github.natsboot.listener.ListenerContainer;
import io.github.natsboot.listener.ListenerMethod;
import io.github.natsboot.listener.ListenerMethodFactory;
import io.github.natsboot.listener.ListenerState;
import io.github.natsboot.listener.Ordering;
import io.github.natsboot.listener.error.RetrySettings;
import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.github.natsboot.support.NatsMessageConverter;
import io.nats.client.Message;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Has messages rescued that the server does not deliver any more, if the consumer of a
 * listener has a {@code max_deliver}; otherwise does nothing. It is a listener itself, on
 * the stream that captures the server's advisories, and shares its consumer with other
 * instances.
 */
final class LimboWatch {

	private static final Log logger = LogFactory.getLog(LimboWatch.class);

	/**
	 * Nothing but success ends an advisory.
	 */
	private static final RetrySettings RETRIES = new RetrySettings(RetrySettings.UNLIMITED, Duration.ofSeconds(1), 2,
			Duration.ofSeconds(64), Duration.ZERO, List.of(Throwable.class), List.of());

	private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(30).toNanos();

	private final JetStreamListenerEndpoint endpoint;

	private final JetStreamProvisioner provisioner;

	private final LimboRescuer rescuer;

	private final Function<JetStreamListenerEndpoint, ListenerContainer> containers;

	private volatile @Nullable ListenerContainer container;

	/**
	 * Why it could not begin.
	 */
	private volatile @Nullable String failure;

	private long failedAt;

	/**
	 * Create the watch.
	 * @param endpoint the listener whose messages are rescued
	 * @param provisioner makes the stream of advisories
	 * @param rescuer works on advisories
	 * @param containers makes the container of the listener on advisories
	 */
	LimboWatch(JetStreamListenerEndpoint endpoint, JetStreamProvisioner provisioner, LimboRescuer rescuer,
			Function<JetStreamListenerEndpoint, ListenerContainer> containers) {
		this.endpoint = endpoint;
		this.provisioner = provisioner;
		this.rescuer = rescuer;
		this.containers = containers;
	}

	/**
	 * Begin, if the consumer has a limit. Once begun this goes on until it is stopped,
	 * also when the limit is lifted: there may be messages left to rescue. Calls must not
	 * overlap.
	 * @param maxDeliver the consumer's {@code max_deliver}
	 */
	void follow(long maxDeliver) {
		if (maxDeliver <= 0 || this.container != null) {
			return;
		}
		String stream = this.provisioner.ensureMaxDeliveriesStream(this.endpoint.stream(), this.endpoint.durable());
		ListenerContainer begun = this.containers.apply(advisories(stream));
		begun.start();
		this.container = begun;
		logger.warn("Consumer '" + this.endpoint.durable() + "' of stream '" + this.endpoint.stream()
				+ "' has max_deliver " + maxDeliver + ", so " + this.endpoint.info().describe()
				+ " has no more attempts than that at a message, those that are lost with a connection or a process "
				+ "included. What the server does not deliver any more is found through stream '" + stream
				+ "' and becomes a dead letter. To lift the limit: `nats consumer edit " + this.endpoint.stream() + " "
				+ this.endpoint.durable() + " --max-deliver=-1`");
	}

	/**
	 * Begin while the listener runs, if somebody has given its consumer a limit
	 * meanwhile. That this is not possible is told by {@link #trouble()}. Calls must not
	 * overlap.
	 */
	void followLater(long maxDeliver) {
		long now = System.nanoTime();
		if (this.failure != null && now - this.failedAt < LOOK_AGAIN_NANOS) {
			return;
		}
		try {
			follow(maxDeliver);
			this.failure = null;
		}
		catch (RuntimeException ex) {
			String text = ex.getClass().getSimpleName() + ": " + ex.getMessage();
			if (!text.equals(this.failure)) {
				logger.error("Messages past max_deliver of " + this.endpoint.info().describe() + " cannot be rescued",
						ex);
			}
			this.failure = text;
			this.failedAt = now;
		}
	}

	private JetStreamListenerEndpoint advisories(String stream) {
		ListenerMethod method = new ListenerMethodFactory(NatsMessageConverter.create(null, List.of()), null, null)
			.create(Message.class, this.rescuer::rescue);
		return new JetStreamListenerEndpoint(this.endpoint.id(), method, stream,
				this.endpoint.stream() + "-" + this.endpoint.durable(),
				List.of(JetStreamProvisioner.maxDeliveriesSubject(this.endpoint.stream(), this.endpoint.durable())),
				StartPosition.ALL, null, 1, true, AckMode.AUTO, Ordering.NONE, null, null, this.endpoint.batch(),
				RETRIES, this.endpoint.deadLetterSubject(), this.endpoint.deadLetterStream(), null);
	}

	/**
	 * Why messages cannot be rescued at the moment.
	 * @return the reason, or {@code null} if they can, or need not be
	 */
	@Nullable String trouble() {
		ListenerContainer current = this.container;
		if (current == null) {
			return this.failure;
		}
		ListenerState state = current.state();
		return (state.status() == ListenerState.Status.RUNNING) ? this.rescuer.trouble()
				: String.valueOf(state.reason());
	}

	/**
	 * Stop to receive. Follow with {@link #awaitStopped(long)}.
	 */
	void stopReceiving() {
		ListenerContainer current = this.container;
		if (current != null) {
			current.stopReceiving();
		}
	}

	/**
	 * End.
	 * @return whether what was under way has finished in time
	 */
	boolean awaitStopped(long deadline) {
		ListenerContainer current = this.container;
		this.container = null;
		if (current == null) {
			return true;
		}
		current.stopReceiving();
		return current.awaitStopped(deadline);
	}

}
