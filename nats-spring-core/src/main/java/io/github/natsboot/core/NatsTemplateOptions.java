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

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How a {@link NatsTemplate} behaves.
 *
 * @param requestTimeout how long a reply is waited for, 5 seconds by default; greater
 * than zero
 * @since 0.1.0
 */
public record NatsTemplateOptions(Duration requestTimeout) {

	/**
	 * The defaults.
	 */
	public static final NatsTemplateOptions DEFAULT = new NatsTemplateOptions(Duration.ofSeconds(5));

	/**
	 * Checks the values.
	 * @param requestTimeout how long a reply is waited for, greater than zero
	 */
	public NatsTemplateOptions {
		Assert.isTrue(!requestTimeout.isNegative() && !requestTimeout.isZero(),
				"'requestTimeout' must be greater than zero");
	}

}
