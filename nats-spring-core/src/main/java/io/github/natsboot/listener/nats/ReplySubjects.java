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
import io.github.natsboot.listener.ListenerInfo;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Where replies may go. The subject of a reply comes from whoever sends the request, so
 * it is not followed everywhere: with the rights of this connection a reply could call
 * the server's own API, be stored in a stream, or feed the listener with its replies.
 */
final class ReplySubjects {

	private static final Log logger = LogFactory.getLog(ReplySubjects.class);

	private final ListenerInfo listener;

	private final List<String> prefixes;

	ReplySubjects(ListenerInfo listener, List<String> prefixes) {
		this.listener = listener;
		this.prefixes = List.copyOf(prefixes);
	}

	boolean isAllowed(String subject) {
		if (!subject.startsWith("$") && startsWell(subject) && !loops(subject)) {
			return true;
		}
		logger.warn("Refused to reply to a message to " + this.listener.describe()
				+ ": the subject it asks for is not that of an inbox (nats.listener.reply-prefixes)");
		return false;
	}

	private boolean startsWell(String subject) {
		for (String prefix : this.prefixes) {
			if (subject.startsWith(prefix)) {
				return true;
			}
		}
		return false;
	}

	private boolean loops(String subject) {
		for (String pattern : this.listener.subjects()) {
			if (Subjects.matches(pattern, subject)) {
				return true;
			}
		}
		return false;
	}

}
