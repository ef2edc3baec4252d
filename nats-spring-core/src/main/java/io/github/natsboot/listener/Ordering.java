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
 * Which messages a JetStream listener works on strictly one after the other, in the order
 * of their stream: also where one of them is retried, where the process is killed, and
 * where the connection is lost.
 */
public enum Ordering {

	/**
	 * None: messages are begun in the order of the stream, as many at the same time as
	 * the listener's concurrency allows, and one that is retried comes after those behind
	 * it.
	 */
	NONE,

	/**
	 * Those of one subject. Messages of different subjects are worked on at the same
	 * time. A retry holds up the messages of its own subject only; until then the message
	 * stays in this process. Holds as long as <em>one</em> instance of the application
	 * works on the durable consumer.
	 */
	KEY,

	/**
	 * All. The server does not give out a message before the last one is settled, so a
	 * retry holds up the whole stream. Holds across all instances of the application;
	 * they work in turn, never at the same time.
	 */
	STREAM

}
