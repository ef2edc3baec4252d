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

package io.github.natsboot.observation;

import io.github.natsboot.observation.NatsListenerObservation.HighCardinalityKeys;
import io.github.natsboot.observation.NatsListenerObservation.LowCardinalityKeys;
import io.micrometer.common.KeyValues;
import io.nats.client.Message;
import io.nats.client.impl.NatsJetStreamMetaData;

/**
 * Name and keys as {@link NatsListenerObservation} documents them.
 *
 * @since 0.1.0
 */
public class DefaultNatsListenerObservationConvention implements NatsListenerObservationConvention {

	/**
	 * The one instance that is needed.
	 */
	public static final DefaultNatsListenerObservationConvention INSTANCE = new DefaultNatsListenerObservationConvention();

	private static final KeyValues CONSTANT = KeyValues.of(LowCardinalityKeys.SYSTEM.withValue("nats"),
			LowCardinalityKeys.OPERATION_NAME.withValue("process"),
			LowCardinalityKeys.OPERATION_TYPE.withValue("process"));

	/**
	 * Creates a convention, for subclasses that change a part of it.
	 */
	public DefaultNatsListenerObservationConvention() {
	}

	@Override
	public String getName() {
		return "nats.listener";
	}

	@Override
	public String getContextualName(NatsListenerObservationContext context) {
		return "process " + context.getDestinationTemplate();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(NatsListenerObservationContext context) {
		return CONSTANT.and(LowCardinalityKeys.DESTINATION_TEMPLATE.withValue(context.getDestinationTemplate()),
				LowCardinalityKeys.CONSUMER_GROUP.withValue(context.getConsumerGroup()),
				LowCardinalityKeys.STREAM.withValue(context.getStream()),
				LowCardinalityKeys.LISTENER_ID.withValue(context.getListenerId()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(NatsListenerObservationContext context) {
		Message message = context.getMessage();
		KeyValues keys = KeyValues.of(HighCardinalityKeys.DESTINATION_NAME.withValue(message.getSubject()));
		if (!message.isJetStream()) {
			return keys;
		}
		NatsJetStreamMetaData metaData = message.metaData();
		return keys.and(HighCardinalityKeys.STREAM_SEQUENCE.withValue(Long.toString(metaData.streamSequence())),
				HighCardinalityKeys.DELIVERY_ATTEMPT.withValue(Long.toString(metaData.deliveredCount())));
	}

}
