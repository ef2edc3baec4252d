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

package io.github.natsboot.listener.jetstream;

import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.nats.client.JetStreamManagement;
import org.jspecify.annotations.Nullable;

/**
 * Binds the consumer of the advisories that {@link LimboWatch} listens to, and sees to it
 * first that they are captured, also when their stream has vanished.
 */
final class AdvisoryBinder extends ConsumerBinder {

	private final JetStreamProvisioner provisioner;

	private final JetStreamListenerEndpoint listener;

	/**
	 * Create the binder.
	 * @param listener the listener whose messages the advisories are about
	 */
	AdvisoryBinder(JetStreamManagement management, JetStreamProvisioner provisioner, String apiPrefix,
			JetStreamListenerEndpoint listener) {
		super(management, provisioner, apiPrefix, new DeadLetterPaths());
		this.provisioner = provisioner;
		this.listener = listener;
	}

	@Override
	DurableConsumer bind(JetStreamListenerEndpoint endpoint, @Nullable DurableConsumer former,
			ConsumerProgress progress) {
		this.provisioner.ensureMaxDeliveriesStream(this.listener.stream(), this.listener.durable());
		// Before 2.10 a consumer does not tell who made it. This one is always the
		// library's.
		return super.bind(endpoint, (former != null && former.own()) ? former : null, progress);
	}

}
