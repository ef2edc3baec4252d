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
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import io.github.natsboot.core.NatsException;
import io.github.natsboot.core.Subjects;
import io.github.natsboot.deadletter.DeadLetterSource;
import io.github.natsboot.event.ListenerStoppedEvent.Cause;
import io.github.natsboot.support.SafeEventPublisher;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationEventPublisherAware;
import org.springframework.context.SmartLifecycle;

/**
 * Owns all listeners of an application: starts them last, stops them first, and finds
 * them by id. Safe for concurrent use.
 */
public class NatsListenerEndpointRegistry implements SmartLifecycle, DisposableBean, ApplicationEventPublisherAware {

	/**
	 * Listeners start after almost everything and stop before the web server does, so
	 * that what they call is there as long as they run.
	 */
	public static final int PHASE = Integer.MAX_VALUE - 100;

	/**
	 * What core listeners get where those on streams have used up the time.
	 */
	private static final Duration LEAST_TIME = Duration.ofSeconds(2);

	private static final Log logger = LogFactory.getLog(NatsListenerEndpointRegistry.class);

	private final Map<String, EventPublishingListenerContainer> containers = new LinkedHashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final Duration shutdownTimeout;

	private volatile boolean running;

	private volatile ApplicationEventPublisher events = (event) -> {
	};

	/**
	 * Create the registry.
	 * @param shutdownTimeout how long the methods that are running may take to finish
	 * when the application stops
	 */
	public NatsListenerEndpointRegistry(Duration shutdownTimeout) {
		this.shutdownTimeout = shutdownTimeout;
	}

	@Override
	public void setApplicationEventPublisher(ApplicationEventPublisher events) {
		this.events = SafeEventPublisher.of(events);
	}

	/**
	 * Add a listener. It starts with the registry, or at once when that has started.
	 * @param container the listener
	 * @throws ListenerConfigurationException when its id, or its durable consumer, is
	 * already another listener's
	 */
	public void register(ListenerContainer container) {
		EventPublishingListenerContainer added = new EventPublishingListenerContainer(container, this.events);
		this.lock.lock();
		try {
			ListenerInfo info = container.info();
			for (ListenerContainer other : this.containers.values()) {
				requireDistinct(info, other.info());
			}
			this.containers.put(info.id(), added);
		}
		finally {
			this.lock.unlock();
		}
		if (this.running && added.isAutoStartup()) {
			startAtOnce(added);
		}
	}

	private void startAtOnce(ListenerContainer container) {
		try {
			container.start();
		}
		catch (RuntimeException ex) {
			// A bean that could not be made may be asked for again.
			remove(container);
			throw ex;
		}
	}

	/**
	 * Stop a listener, as {@link #stop(String)} does, and remove it. Its id, and its
	 * durable consumer, may be used by another listener afterwards. The consumer stays on
	 * the server with its position.
	 * @param id its id
	 * @throws ListenerConfigurationException when there is no such listener
	 */
	public void unregister(String id) {
		EventPublishingListenerContainer container = require(id);
		stop(List.of(container), Cause.REMOVED);
		remove(container);
	}

	private void remove(ListenerContainer container) {
		this.lock.lock();
		try {
			this.containers.remove(container.info().id(), container);
		}
		finally {
			this.lock.unlock();
		}
	}

	private static void requireDistinct(ListenerInfo info, ListenerInfo other) {
		if (other.id().equals(info.id())) {
			throw new ListenerConfigurationException(info.describe(), "the id '" + info.id() + "' is already that of "
					+ other.method() + ". Ids have to be unique: set 'id' on one of the two");
		}
		if (info.stream() != null && info.stream().equals(other.stream()) && info.group() != null
				&& info.group().equals(other.group())) {
			throw new ListenerConfigurationException(info.describe(),
					"the durable consumer '" + info.group() + "' of stream '" + info.stream() + "' is already used by "
							+ other.describe() + ". Each of the two would get only a part of the messages: "
							+ "give one another 'durable', or raise 'concurrency' on one listener");
		}
	}

	/**
	 * Find a listener.
	 * @param id its id
	 * @return the listener, or {@code null} if there is none of that id
	 */
	public @Nullable ListenerContainer getListenerContainer(String id) {
		return find(id);
	}

	private @Nullable EventPublishingListenerContainer find(String id) {
		this.lock.lock();
		try {
			return this.containers.get(id);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * All listeners, in the order in which they were added.
	 * @return the listeners
	 */
	public Collection<ListenerContainer> getListenerContainers() {
		return List.copyOf(all());
	}

	private List<EventPublishingListenerContainer> all() {
		this.lock.lock();
		try {
			return List.copyOf(this.containers.values());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Whether a listener on a stream names a subject among those it listens on. One that
	 * listens on a whole stream names none.
	 * @param subject a literal subject
	 * @return {@code true} if so
	 */
	public boolean isStreamSubject(String subject) {
		return all().stream()
			.map(EventPublishingListenerContainer::info)
			.filter((info) -> info.stream() != null)
			.flatMap((info) -> info.subjects().stream())
			.anyMatch((pattern) -> Subjects.matches(pattern, subject));
	}

	/**
	 * The listeners whose messages may become dead letters.
	 * @return where they come from and go to
	 */
	public List<DeadLetterSource> getDeadLetterSources() {
		List<DeadLetterSource> sources = new ArrayList<>();
		for (ListenerContainer container : all()) {
			ListenerInfo info = container.info();
			if (info.deadLetterSubject() != null && info.stream() != null && info.group() != null) {
				sources.add(new DeadLetterSource(info.id(), info.stream(), info.group(), info.deadLetterSubject()));
			}
		}
		return sources;
	}

	/**
	 * Start a listener by id. Returns when it receives. Does nothing if it is running.
	 * @param id its id
	 * @throws NatsException when there is no such listener, or it cannot start
	 */
	public void start(String id) {
		require(id).start();
	}

	/**
	 * Stop a listener by id: no new messages, and the methods that are running finish
	 * within the time-out of the shutdown. Does nothing if it is stopped.
	 * @param id its id
	 * @throws ListenerConfigurationException when there is no such listener
	 */
	public void stop(String id) {
		stop(List.of(require(id)), Cause.REQUESTED);
	}

	/**
	 * Pause a listener by id, as {@link ListenerContainer#pause()} does. Does nothing if
	 * it is paused or stopped.
	 * @param id its id
	 * @throws ListenerConfigurationException when there is no such listener
	 */
	public void pause(String id) {
		require(id).pause();
	}

	/**
	 * End the pause of a listener by id. Does nothing if it is not paused.
	 * @param id its id
	 * @throws NatsException when there is no such listener, or it cannot go on
	 */
	public void resume(String id) {
		require(id).resume();
	}

	private EventPublishingListenerContainer require(String id) {
		EventPublishingListenerContainer container = find(id);
		if (container == null) {
			throw new ListenerConfigurationException("listener '" + id + "'",
					"there is none of that id; there are: " + String.join(", ", ids()));
		}
		return container;
	}

	private List<String> ids() {
		return all().stream().map((container) -> container.info().id()).toList();
	}

	@Override
	public void start() {
		this.running = true;
		List<EventPublishingListenerContainer> started = new ArrayList<>();
		try {
			for (EventPublishingListenerContainer container : all()) {
				if (container.isAutoStartup()) {
					container.start();
					started.add(container);
				}
			}
		}
		catch (RuntimeException ex) {
			// A context that fails to start does not stop what had not yet reported
			// itself
			// as running.
			this.running = false;
			stop(started, Cause.APPLICATION_STOPPED);
			throw ex;
		}
	}

	@Override
	public void stop() {
		try {
			stop(all(), Cause.APPLICATION_STOPPED);
		}
		finally {
			this.running = false;
		}
	}

	/**
	 * Stop listeners on streams before those on core subjects: the methods of the former
	 * may still ask the latter, and would burn an attempt if nobody answered.
	 */
	private void stop(List<EventPublishingListenerContainer> containers, Cause cause) {
		containers.forEach((container) -> container.stopping(cause));
		long deadline = System.nanoTime() + this.shutdownTimeout.toNanos();
		stop(containers.stream().filter((container) -> container.info().stream() != null).toList(), deadline);
		long latest = Math.max(deadline - System.nanoTime(), LEAST_TIME.toNanos()) + System.nanoTime();
		stop(containers.stream().filter((container) -> container.info().stream() == null).toList(), latest);
	}

	private void stop(List<EventPublishingListenerContainer> containers, long deadline) {
		containers.forEach((container) -> attempt(container, container::stopReceiving));
		for (ListenerContainer container : containers) {
			attempt(container, () -> {
				if (!container.awaitStopped(deadline)) {
					logger.warn("Stopped " + container.info().describe() + " while its method was still running after "
							+ this.shutdownTimeout.toSeconds() + " s"
							+ (hasConsumer(container.info()) ? "; its messages will be delivered again" : ""));
				}
			});
		}
	}

	/**
	 * Whether the server keeps what was not acknowledged, which it does not for listeners
	 * on key-value buckets.
	 */
	private static boolean hasConsumer(ListenerInfo info) {
		return info.stream() != null && info.group() != null;
	}

	private static void attempt(ListenerContainer container, Runnable step) {
		try {
			step.run();
		}
		catch (RuntimeException ex) {
			logger.error("Could not stop " + container.info().describe() + " in order", ex);
		}
	}

	/**
	 * Whether there is something to stop: also a listener that was started by id after
	 * the others were stopped.
	 */
	@Override
	public boolean isRunning() {
		return this.running || getListenerContainers().stream().anyMatch(ListenerContainer::isRunning);
	}

	@Override
	public void destroy() {
		stop();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
