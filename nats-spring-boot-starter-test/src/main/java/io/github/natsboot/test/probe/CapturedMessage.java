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

import io.github.natsboot.support.NatsMessageConverter;
import io.nats.client.Message;
import org.assertj.core.api.AssertProvider;

/**
 * A message that passed by on a subject. AssertJ's {@code assertThat} takes it.
 *
 * @since 0.1.0
 */
public final class CapturedMessage extends Captured implements AssertProvider<CapturedMessageAssert> {

	CapturedMessage(Message message, NatsMessageConverter converter) {
		super(message, converter);
	}

	/**
	 * For AssertJ, which calls it.
	 * @return assertions on this message
	 */
	@Override
	public CapturedMessageAssert assertThat() {
		return new CapturedMessageAssert(this);
	}

}
