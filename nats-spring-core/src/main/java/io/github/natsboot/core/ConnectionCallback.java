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

package io.github.natsboot.core;

import io.nats.client.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Work with the native connection, for what the templates do not offer.
 *
 * @param <T> type of the result
 * @since 0.1.0
 */
@FunctionalInterface
public interface ConnectionCallback<T> {

	/**
	 * Does the work.
	 * @param connection the connection; the callback must neither close nor drain it
	 * @return the result, or {@code null}
	 * @throws Exception when the work fails; unchecked ones reach the caller as they are
	 */
	@Nullable T doWith(Connection connection) throws Exception;

}
