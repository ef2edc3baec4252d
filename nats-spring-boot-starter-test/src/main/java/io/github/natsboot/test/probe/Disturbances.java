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

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * What is to be closed at the end of a test method, the last first.
 */
final class Disturbances {

	private final Deque<AutoCloseable> open = new ConcurrentLinkedDeque<>();

	<T extends AutoCloseable> T add(T opened) {
		this.open.push(opened);
		return opened;
	}

	/**
	 * Close all, even if one of them fails.
	 */
	void closeAll() {
		IllegalStateException failure = null;
		for (AutoCloseable next = this.open.poll(); next != null; next = this.open.poll()) {
			try {
				next.close();
			}
			catch (Exception ex) {
				if (failure == null) {
					failure = new IllegalStateException("What the test has disturbed could not be given back", ex);
				}
				else {
					failure.addSuppressed(ex);
				}
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

}
