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

import org.springframework.boot.health.contributor.Health;

/**
 * Adds to the health of NATS what is known elsewhere, such as the state of listeners.
 * Beans of this type are asked, in their order, each time health is asked for and the
 * connection is up.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface NatsHealthContribution {

	/**
	 * Adds details, and sets the status to down if something does not work. Must return
	 * soon, and show no secrets.
	 * @param health the health so far
	 */
	void contribute(Health.Builder health);

}
