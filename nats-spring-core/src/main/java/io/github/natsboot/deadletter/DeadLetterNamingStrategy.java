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

package io.github.natsboot.deadletter;

/**
 * Names the subject and the stream of each listener's dead letters. Asked once for each
 * listener, when it is made; a listener that says its own subject is asked for the stream
 * only. Different listeners may share both.
 *
 * @since 0.1.0
 */
public interface DeadLetterNamingStrategy {

	/**
	 * {@code dlq.<stream>.<durable>}, kept in {@code <stream>_DLQ}.
	 */
	DeadLetterNamingStrategy DEFAULT = of("dlq.{stream}.{durable}", "{stream}_DLQ");

	/**
	 * Name the subject that dead letters are published to.
	 * @param listenerId the listener's id
	 * @param stream the stream it listens on
	 * @param durable its durable consumer
	 * @return a literal subject that the listener's own stream does not capture
	 */
	String subject(String listenerId, String stream, String durable);

	/**
	 * Name the stream that is made for dead letters if none captures their subject.
	 * @param listenerId the listener's id
	 * @param stream the stream it listens on
	 * @param durable its durable consumer
	 * @return the stream's name
	 */
	String stream(String listenerId, String stream, String durable);

	/**
	 * Name by templates, in which <code>{stream}</code> and <code>{durable}</code> stand
	 * for the listener's.
	 * @param subject the template of subjects
	 * @param stream the template of streams
	 * @return the strategy
	 */
	static DeadLetterNamingStrategy of(String subject, String stream) {
		return new TemplateDeadLetterNamingStrategy(subject, stream);
	}

}
