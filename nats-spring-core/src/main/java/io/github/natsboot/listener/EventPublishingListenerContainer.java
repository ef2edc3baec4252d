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

import java.util.concurrent.atomic.AtomicReference;

import io.github.natsboot.event.ListenerEvent;
import io.github.natsboot.event.ListenerPausedEvent;
import io.github.natsboot.event.ListenerResumedEvent;
import io.github.natsboot.event.ListenerStartFailedEvent;
import io.github.natsboot.event.ListenerStartedEvent;
import io.github.natsboot.event.ListenerStoppedEvent;
import io.github.natsboot.event.ListenerStoppedEvent.Cause;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Tells the application what is done with a listener, on the thread that does it and when
 * it is done. Of calls that change nothing, nothing is told. That a listener stopped by
 * itself is told by the listener.
 */
final class EventPublishingListenerContainer implements ListenerContainer {

	private final ListenerContainer container;

	private final ApplicationEventPublisher events;

	private final AtomicReference<Told> told = new AtomicReference<>(Told.STOPPED);

	private volatile Cause stopCause = Cause.REQUESTED;

	/**
	 * Create the container.
	 * @param container the listener
	 * @param events is told, and does not throw
	 */
	EventPublishingListenerContainer(ListenerContainer container, ApplicationEventPublisher events) {
		this.container = container;
		this.events = events;
	}

	@Override
	public ListenerInfo info() {
		return this.container.info();
	}

	@Override
	public boolean isAutoStartup() {
		return this.container.isAutoStartup();
	}

	@Override
	public void start() {
		if (!this.container.isRunning()) {
			// It may have stopped by itself.
			this.told.set(Told.STOPPED);
		}
		try {
			this.container.start();
		}
		catch (RuntimeException | Error ex) {
			publish(new ListenerStartFailedEvent(this, info().id(), ex));
			throw ex;
		}
		if (this.told.compareAndSet(Told.STOPPED, Told.RUNNING)) {
			publish(new ListenerStartedEvent(this, info().id()));
		}
	}

	@Override
	public void pause() {
		this.container.pause();
		if (this.container.state().isPaused() && this.told.compareAndSet(Told.RUNNING, Told.PAUSED)) {
			publish(new ListenerPausedEvent(this, info().id()));
		}
	}

	@Override
	public void resume() {
		this.container.resume();
		if (this.container.isRunning() && this.told.compareAndSet(Told.PAUSED, Told.RUNNING)) {
			publish(new ListenerResumedEvent(this, info().id()));
		}
	}

	@Override
	public boolean stop() {
		this.stopCause = Cause.REQUESTED;
		boolean finished = this.container.stop();
		stopped();
		return finished;
	}

	/**
	 * Say who stops the listener, before that is done in two steps.
	 */
	void stopping(Cause cause) {
		this.stopCause = cause;
	}

	@Override
	public void stopReceiving() {
		this.container.stopReceiving();
	}

	@Override
	public boolean awaitStopped(long deadline) {
		boolean finished = this.container.awaitStopped(deadline);
		stopped();
		return finished;
	}

	private void stopped() {
		if (this.container.isRunning()) {
			return;
		}
		Told before = this.told.getAndSet(Told.STOPPED);
		if (before != Told.STOPPED && this.container.state().status() != ListenerState.Status.FAILED) {
			Cause cause = this.stopCause;
			publish(new ListenerStoppedEvent(this, info().id(), cause, describe(cause)));
		}
	}

	private static String describe(Cause cause) {
		return switch (cause) {
			case APPLICATION_STOPPED -> "The application stopped";
			case REMOVED -> "The listener was removed";
			default -> "It was asked to stop";
		};
	}

	private void publish(ListenerEvent event) {
		this.events.publishEvent(event);
	}

	@Override
	public ListenerState state() {
		return this.container.state();
	}

	@Override
	public boolean isRunning() {
		return this.container.isRunning();
	}

	/**
	 * What the application was told last.
	 */
	private enum Told {

		STOPPED, RUNNING, PAUSED

	}

}
