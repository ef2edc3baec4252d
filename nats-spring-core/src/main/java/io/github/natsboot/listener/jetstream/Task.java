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
package io.github.natsboot.listener.jetstream;

/**
 * What a worker has in hand.
 */
interface Task {

	/**
	 * Tell the server that it is being worked on, if that is due.
	 */
	void keepAlive(long now, long intervalNanos);

	/**
	 * The listener stops and waits no longer: a failure from now on says nothing about
	 * the messages.
	 */
	void abandon();

	/**
	 * Whether the method has returned, and its thread waits for others.
	 */
	boolean isWaitingForOthers();

}
