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

import java.util.List;

import io.github.natsboot.core.Subjects;
import org.jspecify.annotations.Nullable;

/**
 * What holds for all listeners, and is checked when they are declared.
 */
public final class ListenerRules {

	private ListenerRules() {
	}

	/**
	 * Require a method that listeners can call.
	 * @param listener the listener in words
	 * @param method the method
	 * @throws ListenerConfigurationException when it cannot be called, or not as its
	 * signature promises
	 */
	public static void requireSupported(String listener, ListenerMethod method) {
		String unsupported = method.returnType().unsupported();
		if (unsupported != null) {
			throw new ListenerConfigurationException(listener,
					"it returns before its work is done, with a " + unsupported
							+ ", which is not supported: return a CompletableFuture, a CompletionStage, a Mono or "
							+ "the value itself");
		}
		if (method.returnsMessage()) {
			throw new ListenerConfigurationException(listener,
					"it returns a Message, which is not supported: return what is to be its payload. To send headers "
							+ "too, return nothing, and publish with NatsOperations or JetStreamOperations");
		}
		List<String> payloads = method.payloadParameters();
		if (payloads.size() > 1) {
			throw new ListenerConfigurationException(listener,
					"it takes the payload " + payloads.size() + " times (" + String.join(", ", payloads)
							+ "): leave one such parameter, and annotate others with @Header if they are headers");
		}
	}

	/**
	 * Require a subject that listeners can subscribe to.
	 * @param listener the listener in words
	 * @param subject the subject pattern
	 * @throws ListenerConfigurationException when it is a template
	 * @throws io.github.natsboot.core.InvalidSubjectException when it is no pattern
	 */
	public static void requireSubject(String listener, String subject) {
		if (subject.indexOf('{') >= 0) {
			throw new ListenerConfigurationException(listener, "the subject '" + subject
					+ "' holds a name in braces: make the method with a SubjectTemplate, and listen on its pattern");
		}
		Subjects.requirePattern(subject);
	}

	/**
	 * Require that a listener gets each message once.
	 * @param listener the listener in words
	 * @param subjects the subject patterns it listens on
	 * @throws ListenerConfigurationException when two of them match the same subject
	 */
	public static void requireNoOverlap(String listener, List<String> subjects) {
		for (int i = 0; i < subjects.size(); i++) {
			for (String other : subjects.subList(i + 1, subjects.size())) {
				if (Subjects.overlap(subjects.get(i), other)) {
					throw new ListenerConfigurationException(listener,
							"its subjects '" + subjects.get(i) + "' and '" + other
									+ "' overlap: a message on both would be handled twice. Leave one of them, or set "
									+ "'queue', with which each message is handled once");
				}
			}
		}
	}

	/**
	 * Require that what a listener returns does not come back to it.
	 * @param listener the listener in words
	 * @param subjects the subjects it listens on
	 * @param sendTo where its values go, or {@code null} for nowhere
	 * @throws ListenerConfigurationException when they would come back
	 */
	public static void requireNoLoop(String listener, List<String> subjects, @Nullable String sendTo) {
		for (String subject : subjects) {
			if (sendTo != null && Subjects.matches(subject, sendTo)) {
				throw new ListenerConfigurationException(listener, "what it returns goes to '" + sendTo
						+ "', which it listens on itself: it would never end. Send it to another subject");
			}
		}
	}

}
