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
 * Is told how a consumer answers. Called on threads that receive; must not block.
 */
interface ConsumerTrouble {

	/**
	 * The consumer has not answered several times; it is being asked again.
	 */
	void unanswered();

	/**
	 * The consumer is gone, the server says.
	 * @param text what the server says
	 */
	void consumerLost(String text);

	/**
	 * The connection was closed for good.
	 */
	void connectionClosed();

}
