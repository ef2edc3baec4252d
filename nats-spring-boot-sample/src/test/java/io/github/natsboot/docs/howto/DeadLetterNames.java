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

package io.github.natsboot.docs.howto;

import io.github.natsboot.deadletter.DeadLetterNamingStrategy;

import org.springframework.context.annotation.Bean;

/**
 * Names for dead letters. Not found by scanning, as it would name those of all snippets.
 */
class DeadLetterNames {

	// tag::naming[]
	@Bean
	DeadLetterNamingStrategy deadLetterNaming() {
		return new DeadLetterNamingStrategy() {

			@Override
			public String subject(String listenerId, String stream, String durable) {
				return "given-up.payments." + listenerId;
			}

			@Override
			public String stream(String listenerId, String stream, String durable) {
				return "PAYMENTS_GIVEN_UP";
			}

		};
	}
	// end::naming[]

}
