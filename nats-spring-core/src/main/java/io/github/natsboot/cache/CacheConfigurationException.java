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

package io.github.natsboot.cache;

import java.io.Serial;

import io.github.natsboot.core.NatsException;

/**
 * A bucket cannot keep a cache as it is configured.
 */
public class CacheConfigurationException extends NatsException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param subject the cache or bucket in words
	 * @param problem what is wrong and what to do
	 */
	public CacheConfigurationException(String subject, String problem) {
		super(subject + ": " + problem);
	}

}
