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

import io.github.natsboot.core.NatsOperations;
import io.github.natsboot.sample.api.FraudVerdict;
import io.github.natsboot.sample.api.Order;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.stereotype.Component;

// tag::binding[]
@Component
@RegisterReflectionForBinding({ Order.class, FraudVerdict.class })
class FraudClient {

	private final NatsOperations nats;

	FraudClient(NatsOperations nats) {
		this.nats = nats;
	}

	@Nullable FraudVerdict check(Order order) {
		return this.nats.request("fraud.check", order, FraudVerdict.class);
	}

}
// end::binding[]
