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

import io.github.natsboot.observation.NatsTemplateObservation.HighCardinalityKeys;
import io.github.natsboot.observation.NatsTemplateObservation.LowCardinalityKeys;
import io.micrometer.common.KeyValues;

/**
 * Name and keys as {@link NatsTemplateObservation} documents them.
 *
 * @since 0.1.0
 */
public class DefaultNatsTemplateObservationConvention implements NatsTemplateObservationConvention {

	/**
	 * The one instance that is needed.
	 */
	public static final DefaultNatsTemplateObservationConvention INSTANCE = new DefaultNatsTemplateObservationConvention();

	private static final KeyValues CONSTANT = KeyValues.of(LowCardinalityKeys.SYSTEM.withValue("nats"),
			LowCardinalityKeys.OPERATION_TYPE.withValue("send"));

	/**
	 * Creates a convention, for subclasses that change a part of it.
	 */
	public DefaultNatsTemplateObservationConvention() {
	}

	@Override
	public String getName() {
		return "nats.template";
	}

	@Override
	public String getContextualName(NatsTemplateObservationContext context) {
		String operation = context.getOperation().value();
		String template = context.getDestinationTemplate();
		return template.equals(NatsTemplateObservationContext.NONE) ? operation : operation + " " + template;
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(NatsTemplateObservationContext context) {
		return CONSTANT.and(LowCardinalityKeys.OPERATION_NAME.withValue(context.getOperation().value()),
				LowCardinalityKeys.DESTINATION_TEMPLATE.withValue(context.getDestinationTemplate()),
				LowCardinalityKeys.CONNECTION.withValue(context.getConnectionName()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(NatsTemplateObservationContext context) {
		KeyValues keys = KeyValues.of(HighCardinalityKeys.DESTINATION_NAME.withValue(context.getSubject()));
		String id = context.getMessageId();
		return (id != null) ? keys.and(HighCardinalityKeys.MESSAGE_ID.withValue(id)) : keys;
	}

}
