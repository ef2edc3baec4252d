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

package io.github.natsboot.test.probe;

/**
 * Something that a test took away from the application, and gives back by closing it. The
 * end of the test method closes what is still open.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Disturbance extends AutoCloseable {

	/**
	 * Gives it back, for which it waits as long as 20 seconds. Does nothing the second
	 * time.
	 * @throws org.awaitility.core.ConditionTimeoutException when it cannot be given back
	 */
	@Override
	void close();

}
