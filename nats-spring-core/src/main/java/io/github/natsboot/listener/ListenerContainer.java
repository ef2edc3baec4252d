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

/**
 * A running listener: it receives messages and has them worked on. Containers are made by
 * a container factory, and started and stopped by the
 * {@link NatsListenerEndpointRegistry}. All methods may be called from any thread.
 */
public interface ListenerContainer {

	/**
	 * What this listener listens to and how. It does not change.
	 * @return the description
	 */
	ListenerInfo info();

	/**
	 * Whether the registry starts this listener with the application.
	 * @return {@code true} if so
	 */
	boolean isAutoStartup();

	/**
	 * Start to receive. Returns when the server knows of the subscription. Does nothing
	 * when the listener is running, paused or not.
	 * @throws io.github.natsboot.core.NatsException when the listener cannot start
	 */
	void start();

	/**
	 * Stop: take no new messages, hand back what has not been begun, and wait for the
	 * methods that are running, for no longer than the time-out of the shutdown. Ends a
	 * pause. Does nothing when the listener is stopped.
	 * @return whether all methods finished in time
	 */
	boolean stop();

	/**
	 * Begin no message any more until {@link #resume()}, and let the methods that are
	 * running finish, without waiting for them. The listener stays started, so a start
	 * does not end the pause; a stop does. Does nothing when the listener is paused or
	 * stopped.
	 * <p>
	 * A listener on a stream asks for no more messages. Those that have come already stay
	 * with it and are kept alive at the server, however long the pause takes: no attempt
	 * is counted, and no other instance gets them. A listener on core subjects
	 * unsubscribes: what is published meanwhile goes to the other members of its queue
	 * group, and is gone where there are none. What has come already is worked on.
	 */
	void pause();

	/**
	 * End a pause. Returns when messages are asked for again, or the server knows of the
	 * subscription. Does nothing when the listener is not paused.
	 * @throws io.github.natsboot.core.NatsException when the listener cannot go on
	 */
	void resume();

	/**
	 * Stop to receive and hand back what has not been begun, without waiting for the
	 * methods that are running. Follow with {@link #awaitStopped(long)}.
	 */
	void stopReceiving();

	/**
	 * Wait until the methods that are running have finished and their messages are
	 * settled. Methods that are still running at the deadline are interrupted; their
	 * messages stay unacknowledged.
	 * @param deadline the latest time to return, as of {@link System#nanoTime()}
	 * @return whether all methods finished in time
	 */
	boolean awaitStopped(long deadline);

	/**
	 * The state right now.
	 * @return the state
	 */
	ListenerState state();

	/**
	 * Whether the listener has been started and not been stopped. A paused listener is
	 * running.
	 * @return {@code true} if so
	 */
	default boolean isRunning() {
		return state().isRunning();
	}

}
