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

package io.github.natsboot.autoconfigure.health;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.natsboot.listener.ListenerContainer;
import io.github.natsboot.listener.ListenerState;
import io.github.natsboot.listener.NatsListenerEndpointRegistry;

import org.springframework.boot.health.contributor.Health;

/**
 * Adds the state of each listener. One that should receive and cannot makes the whole
 * unhealthy.
 */
final class ListenersHealthContribution implements NatsHealthContribution {

	private final NatsListenerEndpointRegistry registry;

	ListenersHealthContribution(NatsListenerEndpointRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void contribute(Health.Builder health) {
		Map<String, String> states = new LinkedHashMap<>();
		for (ListenerContainer container : this.registry.getListenerContainers()) {
			ListenerState state = container.state();
			String text = state.status().name();
			states.put(container.info().id(), (state.reason() != null) ? text + ": " + state.reason() : text);
			if (!state.isHealthy()) {
				health.down();
			}
		}
		if (!states.isEmpty()) {
			health.withDetail("listeners", states);
		}
	}

}
