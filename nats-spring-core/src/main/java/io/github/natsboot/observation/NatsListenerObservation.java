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

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * What the listeners observe.
 *
 * @since 0.1.0
 */
public enum NatsListenerObservation implements ObservationDocumentation {

	/**
	 * A message handled by a listener method.
	 */
	LISTENER {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultNatsListenerObservationConvention.class;
		}

		@Override
		public String getPrefix() {
			return "";
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinalityKeys.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinalityKeys.values();
		}

	};

	/**
	 * Keys with few values, which become metric tags. All are always present.
	 */
	public enum LowCardinalityKeys implements KeyName {

		/**
		 * Always {@code nats}.
		 */
		SYSTEM("messaging.system"),

		/**
		 * Always {@code process}.
		 */
		OPERATION_NAME("messaging.operation.name"),

		/**
		 * Always {@code process}.
		 */
		OPERATION_TYPE("messaging.operation.type"),

		/**
		 * The listener's subject patterns; never the subject on the wire.
		 */
		DESTINATION_TEMPLATE("messaging.destination.template"),

		/**
		 * The durable consumer or the queue group, {@code none} without one.
		 */
		CONSUMER_GROUP("messaging.consumer.group.name"),

		/**
		 * The stream, {@code none} for core NATS.
		 */
		STREAM("nats.stream"),

		/**
		 * Id of the listener.
		 */
		LISTENER_ID("nats.listener.id");

		private final String key;

		LowCardinalityKeys(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Keys with any number of values, which go into traces only.
	 */
	public enum HighCardinalityKeys implements KeyName {

		/**
		 * The subject on the wire.
		 */
		DESTINATION_NAME("messaging.destination.name"),

		/**
		 * Sequence of the message in its stream; JetStream only.
		 */
		STREAM_SEQUENCE("nats.stream.sequence"),

		/**
		 * The server's delivery count, 1 for the first delivery; JetStream only.
		 */
		DELIVERY_ATTEMPT("nats.delivery.attempt");

		private final String key;

		HighCardinalityKeys(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
