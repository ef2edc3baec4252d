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

import io.github.natsboot.config.NatsListenerConfigurer;
import io.github.natsboot.config.NatsListenerEndpointRegistrar;
import io.github.natsboot.docs.howto.Screening.Rules;
import io.github.natsboot.listener.ListenerMethod;
import io.github.natsboot.listener.ListenerMethodFactory;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;
import io.github.natsboot.listener.jetstream.JetStreamListenerContainerFactory;
import io.github.natsboot.listener.nats.NatsListenerContainerFactory;
import io.github.natsboot.sample.api.Order;

import org.springframework.stereotype.Component;

class MoreListeners {

	// tag::configurer[]
	@Component
	static class RegionListeners implements NatsListenerConfigurer {

		private final Rules rules = new Rules();

		private final ListenerMethodFactory methods;

		private final NatsListenerContainerFactory nats;

		private final JetStreamListenerContainerFactory jetStream;

		RegionListeners(ListenerMethodFactory methods, NatsListenerContainerFactory natsListenerContainerFactory,
				JetStreamListenerContainerFactory jetStreamListenerContainerFactory) {
			this.methods = methods;
			this.nats = natsListenerContainerFactory;
			this.jetStream = jetStreamListenerContainerFactory;
		}

		@Override
		public void configureNatsListeners(NatsListenerEndpointRegistrar registrar) {
			for (String region : new String[] { "eu", "us" }) {
				ListenerMethod check = this.methods.create(Order.class, this.rules::check);
				registrar
					.registerEndpoint(this.jetStream.endpoint("check-" + region, check, "ORDERS", "check-" + region)
						.subjects("order.created." + region)
						.build());
				ListenerMethod answer = this.methods.createReplying(String.class, (question) -> region);
				registrar.registerEndpoint(
						this.nats.endpoint("region-" + region, answer).subjects("region." + region).build());
			}
		}

	}
	// end::configurer[]

	@Component
	static class Tenants {

		private final Rules rules = new Rules();

		private final ListenerMethodFactory methods;

		private final JetStreamListenerContainerFactory jetStream;

		private final NatsListenerEndpointRegistry registry;

		Tenants(ListenerMethodFactory methods, JetStreamListenerContainerFactory jetStreamListenerContainerFactory,
				NatsListenerEndpointRegistry registry) {
			this.methods = methods;
			this.jetStream = jetStreamListenerContainerFactory;
			this.registry = registry;
		}

		// tag::run-time[]
		void tenantCame(String tenant) {
			ListenerMethod check = this.methods.create(Order.class, this.rules::check);
			this.registry.register(this.jetStream
				.create(this.jetStream.endpoint("tenant-" + tenant, check, "ORDERS", "tenant-" + tenant)
					.subjects("order.tenant." + tenant)
					.build()));
		}

		void tenantWent(String tenant) {
			this.registry.unregister("tenant-" + tenant);
		}
		// end::run-time[]

	}

}
