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
import java.util.function.Predicate;

import io.github.natsboot.core.Subjects;
import io.github.natsboot.listener.ListenerInfo;
import io.github.natsboot.listener.ListenerInstrumentation;
import io.github.natsboot.listener.ListenerInstrumentation.ReplyRefusal;
import io.nats.client.Message;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where replies may go. The subject of a reply comes from whoever sends the request, so
 * it is not followed everywhere: with the rights of this connection a reply could call
 * the server's own API, be stored in a stream, or feed a listener with replies.
 */
final class ReplySubjects {

	private static final Log logger = LogFactory.getLog(ReplySubjects.class);

	private final ListenerInfo listener;

	private final String inboxPrefix;

	private final List<String> prefixes;

	private final Predicate<String> streamSubjects;

	private final ListenerInstrumentation instrumentation;

	/**
	 * Create it.
	 * @param listener the listener that replies
	 * @param inboxPrefix what the inboxes of the connection begin with
	 * @param prefixes what else a subject may begin with
	 * @param streamSubjects tells subjects that listeners on streams listen on
	 * @param instrumentation is told of what is refused
	 */
	ReplySubjects(ListenerInfo listener, String inboxPrefix, List<String> prefixes, Predicate<String> streamSubjects,
			ListenerInstrumentation instrumentation) {
		this.listener = listener;
		this.inboxPrefix = inboxPrefix;
		this.prefixes = List.copyOf(prefixes);
		this.streamSubjects = streamSubjects;
		this.instrumentation = instrumentation;
	}

	boolean isAllowed(Message request, String subject) {
		ReplyRefusal refusal = refusal(subject);
		if (refusal == null) {
			return true;
		}
		logger.warn("Refused to reply to a message to " + this.listener.describe() + ": " + describe(refusal));
		this.instrumentation.replyRefused(this.listener, request, refusal);
		return false;
	}

	private @Nullable ReplyRefusal refusal(String subject) {
		if (subject.startsWith("$")) {
			return ReplyRefusal.SERVER_SUBJECT;
		}
		boolean inbox = subject.startsWith(this.inboxPrefix);
		if (!inbox && this.prefixes.stream().noneMatch(subject::startsWith)) {
			return ReplyRefusal.NO_INBOX;
		}
		for (String pattern : this.listener.subjects()) {
			if (Subjects.matches(pattern, subject)) {
				return ReplyRefusal.OWN_SUBJECT;
			}
		}
		// A stream that keeps everything, replies included, is no reason not to reply.
		return (!inbox && this.streamSubjects.test(subject)) ? ReplyRefusal.STREAM_SUBJECT : null;
	}

	private static String describe(ReplyRefusal refusal) {
		return switch (refusal) {
			case SERVER_SUBJECT -> "the subject it asks for is one of the server's own";
			case NO_INBOX -> "the subject it asks for is not that of an inbox, nor does it begin with one of "
					+ "nats.listener.reply-prefixes";
			case OWN_SUBJECT -> "the listener listens itself on the subject it asks for";
			case STREAM_SUBJECT -> "a listener on a stream listens on the subject it asks for";
		};
	}

}
