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

package io.github.natsboot.listener.nats;

import java.util.List;

import io.github.natsboot.core.Subjects;
import io.github.natsboot.listener.ListenerConfigurationException;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerMethod;
import io.github.natsboot.listener.ListenerRules;
import io.github.natsboot.listener.error.NatsListenerErrorHandler;
import org.jspecify.annotations.Nullable;

/**
 * A listener on core NATS subjects, as declared.
 *
 * @param id the listener's id
 * @param method the method to call
 * @param subjects the subject patterns to listen on, one at least
 * @param queue the queue group, or {@code null} for none
 * @param sendTo where a returned value goes when a message asks for no reply, or
 * {@code null} for nowhere
 * @param concurrency the number of messages worked on at the same time
 * @param autoStartup whether it starts with the application
 * @param errorHandler is asked about failures, or {@code null} for that of the container
 * factory
 */
public record NatsListenerEndpoint(String id, ListenerMethod method, List<String> subjects, @Nullable String queue,
		@Nullable String sendTo, int concurrency, boolean autoStartup,
		@Nullable NatsListenerErrorHandler errorHandler) {

	/**
	 * Check the values.
	 * @param id the listener's id
	 * @param method the method to call
	 * @param subjects the subject patterns to listen on, one at least
	 * @param queue the queue group, or {@code null} for none
	 * @param sendTo where a returned value goes when a message asks for no reply, or
	 * {@code null} for nowhere
	 * @param concurrency the number of messages worked on at the same time
	 * @param autoStartup whether it starts with the application
	 * @param errorHandler is asked about failures, or {@code null} for that of the
	 * container factory
	 */
	public NatsListenerEndpoint {
		subjects = List.copyOf(subjects);
		String listener = "listener '" + id + "' (" + method + ")";
		if (subjects.isEmpty()) {
			throw new ListenerConfigurationException(listener, "it has no subject: set 'subjects'");
		}
		ListenerRules.requireSupported(listener, method);
		if (method.takesAcknowledgment()) {
			throw new ListenerConfigurationException(listener,
					"it takes an Acknowledgment, but core NATS has nothing to acknowledge: remove the parameter, or "
							+ "listen on a stream with @JetStreamListener");
		}
		if (concurrency < 1) {
			throw new ListenerConfigurationException(listener,
					"'concurrency' is " + concurrency + "; it must be 1 or more");
		}
		if (concurrency > 1 && queue == null) {
			throw new ListenerConfigurationException(listener,
					"'concurrency' is " + concurrency + " but there is no 'queue': each message would be handled "
							+ concurrency + " times. Set 'queue' to the name of a queue group, or 'concurrency' to 1");
		}
		if (sendTo != null && !method.hasReturnValue()) {
			throw new ListenerConfigurationException(listener,
					"@SendTo is on a method that returns nothing: return the value to send, or remove it");
		}
		try {
			subjects.forEach((subject) -> ListenerRules.requireSubject(listener, subject));
			if (queue != null) {
				Subjects.requireName("queue", queue);
			}
			if (sendTo != null) {
				Subjects.requireLiteral(sendTo);
			}
			ListenerRules.requireNoLoop(listener, subjects, sendTo);
		}
		catch (ListenerConfigurationException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new ListenerConfigurationException(listener, String.valueOf(ex.getMessage()), ex);
		}
	}

	/**
	 * The endpoint in the terms that all listeners share.
	 * @return the description
	 */
	public ListenerInfo info() {
		return new ListenerInfo(this.id, this.method.toString(), this.subjects, this.queue, null, this.concurrency,
				null, null);
	}

}
