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
 * What the templates observe.
 *
 * @since 0.1.0
 */
public enum NatsTemplateObservation implements ObservationDocumentation {

	/**
	 * A message published or a request sent; for a request and a publish into a stream it
	 * lasts until the answer.
	 */
	TEMPLATE {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultNatsTemplateObservationConvention.class;
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
		 * {@code publish} or {@code request}.
		 */
		OPERATION_NAME("messaging.operation.name"),

		/**
		 * Always {@code send}.
		 */
		OPERATION_TYPE("messaging.operation.type"),

		/**
		 * The subject with its variable parts named, as the caller gave it, else
		 * {@code none}; never the subject on the wire.
		 */
		DESTINATION_TEMPLATE("messaging.destination.template"),

		/**
		 * Name of the connection, {@code default} for the primary one.
		 */
		CONNECTION("nats.connection");

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
		 * The message id of a publish into a stream; absent without one.
		 */
		MESSAGE_ID("messaging.message.id");

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
