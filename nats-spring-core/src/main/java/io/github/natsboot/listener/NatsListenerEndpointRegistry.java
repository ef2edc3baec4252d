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
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Owns all listeners of an application: starts them last, stops them first, and finds
 * them by id. Safe for concurrent use.
 */
public class NatsListenerEndpointRegistry implements SmartLifecycle, DisposableBean {

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

	private final Map<String, ListenerContainer> containers = new LinkedHashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final Duration shutdownTimeout;

	private volatile boolean running;

	/**
	 * Create the registry.
	 * @param shutdownTimeout how long the methods that are running may take to finish
	 * when the application stops
	 */
	public NatsListenerEndpointRegistry(Duration shutdownTimeout) {
		this.shutdownTimeout = shutdownTimeout;
	}

	/**
	 * Add a listener. It starts with the registry, or at once when that has started.
	 * @param container the listener
	 * @throws ListenerConfigurationException when its id, or its durable consumer, is
	 * already another listener's
	 */
	public void register(ListenerContainer container) {
		this.lock.lock();
		try {
			ListenerInfo info = container.info();
			for (ListenerContainer other : this.containers.values()) {
				requireDistinct(info, other.info());
			}
			this.containers.put(info.id(), container);
		}
		finally {
			this.lock.unlock();
		}
		if (this.running && container.isAutoStartup()) {
			startAtOnce(container);
		}
	}

	private void startAtOnce(ListenerContainer container) {
		try {
			container.start();
		}
		catch (RuntimeException ex) {
			// A bean that could not be made may be asked for again.
			this.lock.lock();
			try {
				this.containers.remove(container.info().id());
			}
			finally {
				this.lock.unlock();
			}
			throw ex;
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
		this.lock.lock();
		try {
			return List.copyOf(this.containers.values());
		}
		finally {
			this.lock.unlock();
		}
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
		stop(List.of(require(id)));
	}

	private ListenerContainer require(String id) {
		ListenerContainer container = getListenerContainer(id);
		if (container == null) {
			throw new ListenerConfigurationException("listener '" + id + "'",
					"there is none of that id; there are: " + String.join(", ", ids()));
		}
		return container;
	}

	private List<String> ids() {
		return getListenerContainers().stream().map((container) -> container.info().id()).toList();
	}

	@Override
	public void start() {
		this.running = true;
		List<ListenerContainer> started = new ArrayList<>();
		try {
			for (ListenerContainer container : getListenerContainers()) {
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
			stop(started);
			throw ex;
		}
	}

	@Override
	public void stop() {
		try {
			stop(getListenerContainers());
		}
		finally {
			this.running = false;
		}
	}

	/**
	 * Stop listeners on streams before those on core subjects: the methods of the former
	 * may still ask the latter, and would burn an attempt if nobody answered.
	 */
	private void stop(Collection<ListenerContainer> containers) {
		long deadline = System.nanoTime() + this.shutdownTimeout.toNanos();
		stop(containers.stream().filter((container) -> container.info().stream() != null).toList(), deadline);
		long latest = Math.max(deadline - System.nanoTime(), LEAST_TIME.toNanos()) + System.nanoTime();
		stop(containers.stream().filter((container) -> container.info().stream() == null).toList(), latest);
	}

	private void stop(List<ListenerContainer> containers, long deadline) {
		containers.forEach((container) -> attempt(container, container::stopReceiving));
		for (ListenerContainer container : containers) {
			attempt(container, () -> {
				if (!container.awaitStopped(deadline)) {
					logger.warn("Stopped " + container.info().describe() + " while its method was still running after "
							+ this.shutdownTimeout.toSeconds() + " s"
							+ ((container.info().stream() != null) ? "; its messages will be delivered again" : ""));
				}
			});
		}
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
